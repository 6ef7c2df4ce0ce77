"""What docs/schedules.md shows works, word for word."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kit.params import load_settings
from kit.units import Unit
from tests.cli.scheduled_project import scheduled_project, told
from tests.system.project import ROOT, Project

pytestmark = pytest.mark.xdist_group("cli")
TEXT = (ROOT / "docs" / "schedules.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```console\n(.*?)```", TEXT, flags=re.DOTALL)
    for line in block.splitlines()
]
SCHEDULES, HOOK = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
SOURCES = "sources: {opportunities: {file: opportunities.csv, columns: {opportunity_id: id}}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small project with the settings that are shown."""
    return scheduled_project(tmp_path / "project", settings=SOURCES + SCHEDULES + HOOK)


def test_there_are_commands_to_try_and_all_are_ours() -> None:
    assert len(COMMANDS) >= 5
    assert all(command.startswith("kit schedule") for command in COMMANDS)


def test_the_settings_mean_what_is_said_beside_them(project: Project) -> None:
    settings = load_settings(project.folder)
    schedules = {
        (region, team): (
            settings.unit(Unit(region, team)).schedule,
            settings.unit(Unit(region, team)).timezone,
        )
        for region, team in [
            ("", ""), ("EMEA", ""), ("EMEA", "Iberia"), ("EMEA", "DACH"), ("APAC", "India")
        ]
    }  # fmt: skip
    assert schedules == {
        ("", ""): ("0 6 * * 1", "Europe/Madrid"),
        ("EMEA", ""): ("0 7 * * 1-5", "Europe/Madrid"),
        ("EMEA", "Iberia"): ("0 7 * * 1-5", "Europe/Madrid"),
        ("EMEA", "DACH"): ("", "Europe/Madrid"),
        ("APAC", "India"): ("0 6 * * 1", "Asia/Kolkata"),
    }
    assert settings.on_failure.email.smtp == "KIT_SMTP_URL"


def test_every_command_shown_runs(project: Project) -> None:
    for command in COMMANDS:
        assert project.kit(*shlex.split(command)[1:]).stdout
    written = {path.name for path in (project.folder / "entries").iterdir()}
    assert written == {"kit-company.service", "kit-company.timer", "kit_company.py"}


def test_the_command_gets_the_keys_that_are_listed(tmp_path: Path) -> None:
    rows = TEXT.partition("| key | holds |")[2].partition("\n\n")[0]
    keys = {
        key for row in rows.splitlines()[2:] for key in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    project = scheduled_project(tmp_path / "told")
    project.kit("run", code=2)
    assert told(project)[0].keys() == keys


def test_the_number_of_tries_is_the_one_that_counts() -> None:
    from kit.alert.command import SECONDS
    from kit.schedule import TRIES

    assert f"After {TRIES} tries" in TEXT
    assert f"killed after {SECONDS}\nseconds" in TEXT
