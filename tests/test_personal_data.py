"""What is kept of persons is said in numbers, and nobody is named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kit.forget import forget
from kit.load import load
from kit.params import load_settings
from kit.personal_data import PersonalColumn, personal_data
from tests.system.project import Project

SETTINGS = """name: Small
as_of: 2026-02-28
quarantine_limit: 0.9
keep: {days: 10}
privacy: {owners: initials, allow: [accounts.name]}
sources:
  opportunities:
    file: opportunities.csv
    columns: {opportunity_id: id, created_at: created, closed_at: closed, stage: status}
  accounts: {file: accounts.csv}
  activities: {file: activities.csv}
"""
OPPORTUNITIES = """id,owner,status,amount,created,closed,name
o1,Ada,won,100,2025-12-20,2026-01-02,Roof for jo@example.com
o2,Ada,open,50,2026-01-07,,Roof
o3,Bo,open,much,2026-01-08,,Door
"""
ACCOUNTS = "account_id,name,owner\nk1,Acme +34 612 345 678,Ada\nk2,Beta,\n"
ACTIVITIES = "activity_id,occurred_at,channel,contact_id\na1,2026-01-05,call,c1\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    for name, text in (
        ("opportunities", OPPORTUNITIES), ("accounts", ACCOUNTS), ("activities", ACTIVITIES)
    ):  # fmt: skip
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    load(load_settings(tmp_path), today=date(2026, 2, 28))
    return Project(tmp_path)


def test_columns_policy_and_files_are_counted(project: Project) -> None:
    found = personal_data(load_settings(project.folder))
    columns = {one.column: one for one in found.columns}
    masked = "addresses and numbers masked"
    assert columns["opportunities.owner"] == PersonalColumn(
        "opportunities.owner", "owner", 2, 1, 0, "initials"
    )
    assert columns["opportunities.name"] == PersonalColumn(
        "opportunities.name", "free_text", 2, 2, 1, masked
    )
    assert columns["accounts.name"] == PersonalColumn(
        "accounts.name", "organisation", 2, 2, 1, "in full"
    )
    assert columns["activities.contact_id"].on_pages == "never"
    assert found.quarantine == {"opportunities": 1}
    assert found.kept == {"snapshots": 1, "notebooks": 0, "editions": 0, "published_files": 0}
    assert found.retention == {"days": 10, "months": 24, "editions": 10}
    assert (found.forgotten, found.readable) == (0, ())
    said = json.dumps(found.as_dict())
    assert "Ada" not in said
    assert "example.com" not in said


def test_who_was_forgotten_is_counted_and_an_open_file_is_told(project: Project) -> None:
    settings = load_settings(project.folder)
    forget(settings, ["Ada"])
    part = next((settings.store / "parts").iterdir())
    for path, mode in ((part, 0o644), (part.parent, 0o755), (settings.store, 0o755)):
        path.chmod(mode)
    found = personal_data(settings)
    assert found.forgotten == 1
    assert found.readable == (f"store/parts/{part.name}",)


def test_the_command_says_it_in_a_few_lines(project: Project) -> None:
    text = project.kit("privacy").stdout
    assert "policy     owners initials, minimum group 5, allow accounts.name" in text
    assert "set aside  opportunities rows 1" in text


def test_the_command_forgets_and_says_what_comes_next(project: Project) -> None:
    dry = project.ask("forget", "ada", "--dry-run")
    assert dry["store"] == {"accounts.owner": 1, "opportunities.owner": 2}
    said = project.kit("forget", "ada").stdout
    assert "store: opportunities.owner" in said
    assert "Run `kit report`" in said
    loaded = project.ask("load")
    assert not loaded["changed"]
    assert any("forgotten" in fault["message"] for fault in loaded["faults"])
