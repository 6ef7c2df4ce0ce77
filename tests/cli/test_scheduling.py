"""`kit schedule`: what is due is listed, printed for schedulers, and run once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kit import files
from tests.cli.scheduled_project import SETTINGS, scheduled_project, told, units
from tests.cli.test_commands import below, until
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("cli")
MONDAY = ("--at", "2026-06-29T07:00+02:00")
ENDLESS = "import time\ntime.sleep(600)"


@dataclass(frozen=True)
class Week:
    """Calls of `kit schedule run`, one after the other, and what they answered."""

    project: Project
    failing: dict[str, Any]
    mended: dict[str, Any]
    early: dict[str, Any]
    late: dict[str, Any]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    project = scheduled_project(tmp_path_factory.mktemp("schedule") / "project")

    def call(at: str, code: int = 0) -> dict[str, Any]:
        return project.ask("schedule", "run", "--at", at, code=code)

    broken = project.folder / "broken"
    broken.touch()
    failing = call("2026-06-29T07:00+02:00", code=1)
    broken.unlink()
    mended = call("2026-06-29T08:00+02:00")
    early = call("2026-06-30T05:59+02:00")
    late = call("2026-07-03T09:00+02:00")
    return Week(project, failing, mended, early, late)


@pytest.fixture
def fresh(tmp_path: Path) -> Project:
    """A project of which nothing was run."""
    return scheduled_project(tmp_path / "project")


def test_one_unit_that_fails_stays_due_and_the_others_are_published(week: Week) -> None:
    assert units(week.failing) == ["", "EMEA", "EMEA/DACH", "EMEA/Iberia"]
    assert week.failing["failed"] == ["EMEA/DACH"]
    assert week.failing["publish"]["pages"] == 4
    states = {page["unit"]: page["state"] for page in week.failing["run"]["pages"]}
    assert states == {"": "done", "EMEA": "done", "EMEA/DACH": "failed", "EMEA/Iberia": "done"}


def test_the_hook_is_told_of_the_page_that_failed_and_of_nothing_else(week: Week) -> None:
    (failure,) = told(week.project)
    assert (failure["command"], failure["exit_code"]) == ("kit schedule run", 1)
    (page,) = failure["pages"]
    assert (page["unit"], page["state"]) == ("EMEA/DACH", "failed")


def test_the_next_call_runs_what_stayed_due_and_no_other(week: Week) -> None:
    (entry,) = week.mended["due"]
    assert (entry["unit"], entry["tries"]) == ("EMEA/DACH", 1)
    assert [page["unit"] for page in week.mended["run"]["pages"]] == ["EMEA/DACH"]
    assert week.mended["failed"] == []


def test_before_its_next_time_nothing_is_due_and_nothing_is_loaded(week: Week) -> None:
    assert week.early["due"] == []
    assert "load" not in week.early


def test_what_was_missed_runs_once_and_is_counted(week: Week) -> None:
    missed = {entry["unit"]: entry["missed"] for entry in week.late["due"]}
    assert missed == {"": 3, "EMEA": 3, "EMEA/DACH": 3}  # Iberia runs on Mondays
    assert len(week.late["run"]["pages"]) == 3


def test_every_schedule_is_listed_with_what_comes_next(week: Week) -> None:
    listed = week.project.ask("schedule")["due"]
    assert [one["unit"] for one in listed] == ["", "EMEA", "EMEA/DACH", "EMEA/Iberia"]
    assert {one["timezone"] for one in listed} == {"Europe/Madrid"}
    shown = week.project.kit("schedule").stdout
    assert "30 6 * * 1" in shown
    assert "Europe/Madrid" in shown


def test_a_dry_run_says_what_is_due_and_writes_nothing(fresh: Project) -> None:
    said = fresh.kit("schedule", "run", "--dry-run", *MONDAY).stdout
    assert said == "schedule  3 units are due: company, EMEA, EMEA/Iberia\n"
    assert units(fresh.ask("schedule", "run", "--dry-run", *MONDAY)) == ["", "EMEA", "EMEA/Iberia"]
    assert not (fresh.folder / "outputs").exists()


def test_while_another_run_is_at_work_what_is_due_stays_due(fresh: Project) -> None:
    (fresh.folder / "outputs").mkdir()
    with files.lock(fresh.folder / "outputs" / "lock", holder="kit run, process 4711"):
        refused = fresh.kit("schedule", "run", *MONDAY, code=75)
    assert "kit run, process 4711" in refused.stderr
    assert "Still due, for the next call: company, EMEA, EMEA/Iberia" in refused.stderr
    listed = fresh.ask("schedule", "run", "--dry-run", *MONDAY)["due"]
    assert [one["tries"] for one in listed] == [0, 0, 0]
    assert told(fresh) == []


def test_a_load_that_is_refused_is_tried_again_and_given_up_until_the_next_time(
    fresh: Project,
) -> None:
    (fresh.folder / "opportunities.csv").write_text("id\no1\n", encoding="utf-8")
    for number in (1, 2, 3):
        refused = fresh.kit("schedule", "run", *MONDAY, code=2)
        assert f"company, EMEA, EMEA/Iberia: try {number} of 3 failed" in refused.stderr
        assert len(told(fresh)) == number
    assert "waits for its next time" in refused.stderr
    assert told(fresh)[0]["faults"][0]["file"] == "opportunities.csv"
    assert "nothing is due" in fresh.kit("schedule", "run", *MONDAY).stdout
    tuesday = fresh.ask("schedule", "run", "--dry-run", "--at", "2026-06-30T07:00+02:00")
    assert units(tuesday) == ["", "EMEA"]


def test_a_run_that_is_ended_has_used_up_a_try_and_is_no_failure(tmp_path: Path) -> None:
    project = scheduled_project(tmp_path / "project", ENDLESS)
    command = [sys.executable, "-m", "kit", "schedule", "run", *MONDAY]
    with subprocess.Popen(
        [*command, "--project", str(project.folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        until(lambda: len(below(process.pid)) >= 2)  # a worker, and the kernel below it
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 143, said
    assert told(project) == []
    listed = project.ask("schedule", "run", "--dry-run", *MONDAY)["due"]
    assert {one["tries"] for one in listed} == {1}
    assert len(listed) == 4


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("cron", ["kit-small.crontab"]),
        ("systemd", ["kit-small.service", "kit-small.timer"]),
        ("airflow", ["kit_small.py"]),
    ],
)
def test_entries_for_a_scheduler_are_printed_or_written(
    fresh: Project, form: str, names: list[str]
) -> None:
    made = fresh.ask("schedule", "--format", form)["files"]
    assert list(made) == names
    shown = fresh.kit("schedule", "--format", form).stdout
    assert all(text.rstrip() in shown for text in made.values())
    assert str(fresh.folder) in shown
    fresh.kit("schedule", "--format", form, "--folder", str(fresh.folder / "entries"))
    for name, text in made.items():
        assert (fresh.folder / "entries" / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("schedule", "run", "--at", "2026-06-29T07:00"), "`2026-06-29T07:00` is no instant"),
        (("schedule", "run", "--at", "soon"), "Write day, time and offset"),
        (("schedule", "--folder", "entries"), "--folder needs --format"),
        (("schedule", "--json", "run"), "stand behind `run`"),
        (("schedule", "run", "--parts", "s3://kit/parts"), "it needs `--cluster`"),
        (("schedule", "--format", "at"), "'cron', 'systemd', 'airflow'"),
    ],
)
def test_misuse_is_refused_with_what_is_allowed(
    fresh: Project, arguments: tuple[str, ...], said: str
) -> None:
    assert said in fresh.kit(*arguments, code=2).stderr


def test_a_project_without_schedules_says_how_to_write_one(tmp_path: Path) -> None:
    text = "\n".join(line for line in SETTINGS.splitlines() if "schedule:" not in line)
    project = scheduled_project(tmp_path / "project", settings=text.replace("units:\n", ""))
    assert "No unit has a schedule" in project.kit("schedule").stdout
    assert project.ask("schedule", "run") | {"at": ""} == {"at": "", "dry_run": False, "due": []}
    refused = json.loads(project.kit("schedule", "--format", "cron", "--json", code=2).stdout)
    assert "No unit has a schedule" in refused["error"]
