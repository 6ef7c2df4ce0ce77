"""What `kit check` prints, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from kit.cli import output
from kit.cli.checking import _lines, _show_tables
from kit.errors import Fault
from tests.system.project import Project

SETTINGS = """name: Small
sources:
  opportunities: {file: opportunities.csv}
quarantine_limit: 0.9
"""
HEADING = "opportunity_id,created_at,stage,status,closed_at,amount\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    rows = "1,2026-01-05,New,open,,1\n2,2026-01-05,New,open,,1\n"
    (tmp_path / "opportunities.csv").write_text(HEADING + rows, encoding="utf-8")
    return Project(tmp_path)


def test_a_good_project_exits_with_0_and_shows_its_tables(project: Project) -> None:
    shown = project.kit("check").stdout
    assert shown.splitlines()[-1].startswith("check     good, 0 other findings")
    assert "opportunities" in shown
    answer = project.ask("check")
    assert (answer["ok"], answer["faults"]) == (True, [])
    assert answer["tables"]["opportunities"]["kept"] == 2


def test_an_error_exits_with_2_and_is_in_the_answer(project: Project) -> None:
    (project.folder / "opportunities.csv").write_text("id\n1\n", encoding="utf-8")
    answer = project.ask("check", code=2)
    assert answer["ok"] is False
    assert {fault["severity"] for fault in answer["faults"]} == {"error"}
    assert "check     refused: " in project.kit("check", code=2).stdout


def test_faults_of_one_kind_are_counted_behind_the_first(project: Project) -> None:
    rows = "".join(f"{n},2026-01-05,New,open,,n{n}.d.\n" for n in range(3, 9))
    path = project.folder / "opportunities.csv"
    path.write_text(HEADING + "1,2026-01-05,New,open,,1\n" + rows, encoding="utf-8")
    shown = project.kit("check").stdout
    assert "n3.d." in shown
    assert "n4.d." not in shown
    assert "And 5 more like this." in shown


def test_the_gravest_come_first_each_under_its_table() -> None:
    faults = [
        Fault("warning", "it is odd.", table="leads"),
        Fault("error", "it is missing.", file="params/project.yaml"),
        Fault("coerced", "it is rounded.", table="leads"),
    ]
    assert list(_lines(faults)) == [
        "params/project.yaml",
        "  error: params/project.yaml: it is missing.",
        "leads",
        "  coerced: leads: it is rounded.",
        "  warning: leads: it is odd.",
    ]


def test_at_most_a_hundred_kinds_are_listed() -> None:
    faults = [Fault("warning", "it is odd.", table="leads", column=f"c{n}") for n in range(250)]
    lines = list(_lines(faults))
    assert len(lines) == 102
    assert lines[-1] == "  … and 150 more findings; `--json` lists all."


def counts(**more: object) -> dict[str, object]:
    row = {"read": 57_360, "kept": 57_000, "quarantined": 0, "coerced": 0, "unlinked": 0}
    return {**row, "files": 1, "newest": "2026-06-30", "filled": {}, **more}


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(output, "screen", Console(width=80, highlight=False))


def shown(tables: dict[str, dict[str, object]], capsys: pytest.CaptureFixture[str]) -> list[str]:
    _show_tables(tables)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


@pytest.mark.usefixtures("narrow")
def test_a_narrow_screen_cuts_no_name_and_no_day(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown({"opportunity_lines": counts(left_out=40), "leads": counts()}, capsys)
    assert lines[0].split() == ["left", "set"]
    assert lines[1].split() == [
        "table", "read", "kept", "out", "aside", "coerced", "unlinked", "newest"
    ]  # fmt: skip
    assert lines[2].startswith("opportunity_lines")
    assert lines[2].split()[3] == "40"
    assert lines[3].split() == ["leads", "57360", "57000", "0", "0", "0", "0", "2026-06-30"]
    assert lines[2].endswith("2026-06-30")
    assert len(lines) == 4


def test_rows_left_out_have_a_column_only_where_there_are_some(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "left" not in " ".join(shown({"leads": counts(left_out=0)}, capsys))


@pytest.mark.usefixtures("narrow")
def test_gaps_stand_below_without_what_the_owners_tell(capsys: pytest.CaptureFixture[str]) -> None:
    filled = {
        "region": 0.0,
        "amount": 0.991,
        "stage": 1.0,
        **{f"column_{n}": 0.5 for n in range(5)},
    }
    tables = {"opportunities": counts(filled=filled, files=3)}
    assert shown(tables, capsys)[3:] == [
        "In several files:",
        "  opportunities: 3 files",
        "Not always filled:",
        "  opportunities: region 0.0%, amount 99.1%, column_0 50.0%, column_1 50.0%,",
        "    column_2 50.0%, column_3 50.0%, column_4 50.0%",
    ]
    assert "region" not in " ".join(shown({**tables, "owners": counts()}, capsys))
