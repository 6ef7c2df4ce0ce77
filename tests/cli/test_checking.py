"""What `kit check` prints, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.cli.checking import _lines
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
