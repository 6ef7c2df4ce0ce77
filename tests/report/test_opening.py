"""Opening a report: its records, window, language and parameters."""

from __future__ import annotations

from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kit import language, open_report
from kit.errors import DataError, ParamError
from kit.report import Report


def test_a_report_holds_the_units_records_window_and_parameters(report: Report) -> None:
    assert len(report.records.opportunities) == 4
    assert (report.window.as_of, report.window.periods) == (date(2026, 2, 28), 2)
    assert (report.params.team, report.currency) == ("", "EUR")
    team = open_report(team="Iberia")
    assert team.records.opportunities["opportunity_id"].tolist() == ["o1", "o2"]


def test_a_past_day_is_opened_as_it_was_known(project: None) -> None:
    known = open_report(as_of="2026-01-31").records.opportunities.set_index("opportunity_id")
    assert known["status"].to_dict() == {"o1": "won", "o2": "open", "o3": "open"}


def test_the_language_is_the_units_own_unless_one_is_asked_for(project: None) -> None:
    open_report(team="DACH")
    assert language.current().code == "es"
    open_report(team="DACH", language="ca")
    assert language.current().code == "ca"
    open_report(team="Iberia")
    assert language.current().code == "en"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"team": "Iberai"}, "Did you mean `Iberia`"),
        ({"region": "APAC"}, "Known: `EMEA`"),
        ({"period": "decade"}, "`decade`"),
        ({"periods": "twelve"}, "periods"),
        ({"as_of": "2026-03-01"}, "lies after the snapshot's own"),
    ],
)
def test_what_does_not_exist_is_refused(project: None, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(ParamError, match=words):
        open_report(**asked)


def test_without_a_snapshot_the_next_step_is_said(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text("source: demo\n", encoding="utf-8")
    with chdir(tmp_path), pytest.raises(DataError, match="Run `kit load` first"):
        open_report()
