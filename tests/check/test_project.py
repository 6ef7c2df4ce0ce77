"""A project is checked as a whole, and nothing in it is touched."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kit.check import check
from kit.load import load
from kit.params import load_settings

TODAY = date(2026, 6, 30)
SETTINGS = """name: Small
sources:
  opportunities:
    file: opportunities.csv
    columns: {opportunity_id: id, created_at: created, closed_at: closed, status: stage}
    values: {status: {Won: won, Open: open}}
  owners: {file: people.csv}
quarantine_limit: 0.5
"""
OPPORTUNITIES = """id,owner,stage,amount,created,closed
o1,Ada,Won,1200.50,2026-01-05,2026-02-03
o2,Bo,Open,,2026-02-01,
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "opportunities.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    (tmp_path / "people.csv").write_text("owner,team\nAda,Iberia\nBo,DACH\n", encoding="utf-8")
    return tmp_path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_project_in_order_is_good_and_stays_as_it_was(project: Path) -> None:
    before = contents(project)
    found = check(project, today=TODAY)
    assert found.ok
    assert found.faults == ()
    assert contents(project) == before
    assert not (project / "outputs").exists()


def test_each_table_says_how_it_comes_in(project: Path) -> None:
    table = check(project, today=TODAY).tables["opportunities"]
    assert table["filled"].pop("amount") == 0.5
    assert table["filled"].pop("status") == 1.0
    assert table.pop("filled")
    assert table == {
        "read": 2, "kept": 2, "quarantined": 0, "coerced": 0, "unlinked": 0, "files": 1,
        "newest": "2026-02-03", "left_out": 0,
    }  # fmt: skip


def test_all_faults_of_the_settings_are_said_at_once_and_the_notebooks_with_them(
    project: Path,
) -> None:
    rewrite(project / "params" / "project.yaml", "name: Small", "naem: Small\ncurrency: XXQ")
    (project / "notebooks").mkdir()
    found = check(project, today=TODAY)
    said = " ".join(fault.message for fault in found.faults)
    assert not found.ok
    assert found.tables == {}
    assert all(word in said for word in ("`naem`", "`XXQ`", "no notebooks"))


def test_rows_that_a_filter_leaves_out_are_counted(project: Path) -> None:
    rewrite(
        project / "params" / "project.yaml",
        "    values: {status",
        "    rows: {owner: [Ada]}\n    values: {status",
    )
    table = check(project, today=TODAY).tables["opportunities"]
    assert (table["read"], table["left_out"], table["kept"]) == (1, 1, 1)


def test_a_database_that_does_not_answer_hides_no_other_fault(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWAY", "postgresql://nobody@127.0.0.1:1/crm")
    rewrite(
        project / "params" / "project.yaml",
        "quarantine_limit",
        "  leads: {database: AWAY, query: SELECT * FROM leads}\nquarantine_limit",
    )
    rewrite(project / "people.csv", "owner,team", "owner,taem")
    (project / "notebooks").mkdir()
    found = check(project, today=TODAY)
    said = " ".join(str(fault) for fault in found.faults if fault.severity == "error")
    assert all(word in said for word in ("AWAY", "people.csv", "no notebooks"))
    assert sorted(found.tables) == ["opportunities", "owners"]


def test_faults_of_all_sources_are_said_at_once_and_counted(project: Path) -> None:
    rewrite(project / "opportunities.csv", "1200.50", "a lot")
    rewrite(project / "people.csv", "owner,team", "owner,taem")
    found = check(project, today=TODAY)
    assert not found.ok
    assert {fault.table for fault in found.faults} == {"opportunities", "owners"}
    assert found.tables["opportunities"]["quarantined"] == 1


def test_what_does_not_fit_between_tables_is_said(project: Path) -> None:
    rewrite(project / "people.csv", "Bo,", "Ben,")
    found = check(project, today=TODAY)
    assert found.ok
    assert [fault.column for fault in found.faults] == ["owner"]
    assert found.tables["opportunities"]["unlinked"] == 1


def test_amounts_that_cannot_be_converted_are_an_error(project: Path) -> None:
    rewrite(project / "opportunities.csv", "id,owner", "id,currency,owner")
    rewrite(project / "opportunities.csv", "o1,", "o1,USD,")
    rewrite(project / "opportunities.csv", "o2,", "o2,EUR,")
    found = check(project, today=TODAY)
    assert not found.ok
    assert [fault.value for fault in found.faults if fault.severity == "error"] == ["USD"]


def test_data_without_a_day_to_report_on_are_an_error(project: Path) -> None:
    text = "name: Small\nsources: {owners: {file: people.csv}}\n"
    (project / "params" / "project.yaml").write_text(text, encoding="utf-8")
    found = check(project, today=TODAY)
    assert not found.ok
    assert any("no day to report on" in fault.message for fault in found.faults)


def test_messages_without_translation_are_counted_for_languages_in_use(project: Path) -> None:
    notebooks = project / "notebooks"
    notebooks.mkdir()
    cell = {"cell_type": "markdown", "metadata": {}, "source": "# Words of this project alone"}
    (notebooks / "own.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}}))
    rewrite(project / "params" / "project.yaml", "name: Small", "name: Small\nlanguage: it")
    found = check(project, today=TODAY)
    assert list(found.untranslated) == ["it"]
    (fault,) = [fault for fault in found.faults if fault.value == "it"]
    assert fault.severity == "warning"
    assert fault.message.startswith(f"{found.untranslated['it']} messages have no translation")


def test_a_store_that_was_changed_is_an_error(project: Path) -> None:
    load(load_settings(project), today=TODAY)
    assert check(project, today=TODAY).ok
    part = next((project / "outputs" / "store" / "parts").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    found = check(project, today=TODAY)
    assert not found.ok
    assert any(part.name in fault.file for fault in found.faults)


def test_the_demo_is_checked_without_being_left_behind(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text("source: demo\n", encoding="utf-8")
    found = check(tmp_path)
    assert found.ok
    assert found.tables["opportunities"]["kept"] == 5000
    assert list(contents(tmp_path)) == ["params/project.yaml"]
