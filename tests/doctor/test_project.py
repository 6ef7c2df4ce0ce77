"""Faults of a project, each made for real, and what is said of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kit.doctor.examination import of_project
from kit.doctor.folders import disk, private, writable
from kit.doctor.memory import memory
from kit.doctor.secrets import alerts, databases
from kit.doctor.standing import site, snapshot
from kit.params import Settings, load_settings
from tests.system.project import Project

EMAIL = "on_failure: {email: {to: a@example.com, from: kit@example.com, smtp: DOCTORS_SMTP}}\n"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def added(project: Path, text: str) -> None:
    path = project / "params" / "project.yaml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_healthy_project_is_told_what_comes_next(project: Path) -> None:
    settings = load_settings(project)
    assert snapshot(settings, datetime.now(UTC)).state == "ok"
    assert {writable(project).state, private(project).state, disk(project).state} == {"ok"}
    assert (site(settings).state, site(settings).cure) == ("warn", "Run `kit report`.")
    assert [*databases(settings), *alerts(settings)] == []


def test_a_page_that_would_be_ended_for_its_memory_is_said_before_the_night(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = memory(load_settings(project))
    assert found is not None
    assert found.state == "ok"
    monkeypatch.setattr("kit.doctor.memory._BYTES_PER_ROW", 2**40)  # as if it had many more rows
    found = memory(load_settings(project))
    assert found is not None
    assert found.state == "warn"
    assert "this machine has" in found.said
    monkeypatch.setattr("kit.doctor.memory._BYTES_PER_ROW", 0)
    monkeypatch.setattr("kit.doctor.memory._BARE", 400)
    added(project, "limits: {memory_mb: 256}\n")
    found = memory(load_settings(project))
    assert found is not None
    assert (found.state, "`memory_mb` ends it at 256" in found.said) == ("warn", True)
    assert found.cure == "Write `limits: {memory_mb: 512}` into project.yaml."


def test_of_a_project_without_a_snapshot_nothing_is_said_of_memory(tmp_path: Path) -> None:
    assert memory(Settings(folder=tmp_path)) is None


def test_a_file_where_a_folder_should_be_is_bad(project: Path) -> None:
    (project / "outputs" / "runs").write_text("", encoding="utf-8")
    assert writable(project).state == "bad"
    assert "is a file where a folder should be" in writable(project).said


def test_a_folder_that_the_user_may_not_write_is_bad() -> None:
    """As another user, where this one may do anything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "outputs" / "store").mkdir(parents=True)
        folder.chmod(0o755)
        (folder / "outputs" / "store").chmod(0o555)
        if os.geteuid() == 0:
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:  # so that only a copy gives up its rights
                os.setuid(65534)
                os.write(writer, writable(folder).said.encode())
                os._exit(0)
            os.waitpid(child, 0)
            said = os.read(reader, 4096).decode()
        else:
            said = writable(folder).said
        (folder / "outputs" / "store").chmod(0o755)
    assert "outputs" in said
    assert said.endswith("may not be written.")


def test_records_that_others_may_read_are_a_warning(project: Path) -> None:
    part = next((project / "outputs" / "store" / "parts").iterdir())
    part.chmod(0o644)
    found = private(project)
    assert (found.state, str(part) in found.said) == ("warn", True)
    subprocess.run(found.cure.removeprefix("Close them: "), shell=True, check=True)  # noqa: S602
    assert private(project).state == "ok"


def test_too_little_room_for_the_next_run_is_said(project: Path) -> None:
    """A site of holes, as large as the disk has room: the next run would want twice as much."""
    runs = project / "outputs" / "runs"
    runs.mkdir()
    with (runs / "page.html").open("wb") as sparse:
        sparse.truncate(os.statvfs(project).f_bavail * os.statvfs(project).f_frsize)
    assert disk(project).state == "warn"
    with (runs / "page.html").open("ab") as sparse:
        sparse.truncate(os.statvfs(project).f_bavail * os.statvfs(project).f_frsize * 3)
    found = disk(project)
    assert (found.state, "kit prune" in found.cure) == ("bad", True)


def test_a_variable_that_holds_no_database_is_bad(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(project, "# databases\n")
    text = (project / "params" / "project.yaml").read_text(encoding="utf-8")
    asked = "owners: {database: DOCTORS_DATABASE, query: select 1}"
    text = text.replace("owners: {file: people.csv}", asked)
    (project / "params" / "project.yaml").write_text(text, encoding="utf-8")
    (found,) = databases(load_settings(project))
    assert (found.state, "DOCTORS_DATABASE" in found.said) == ("bad", True)
    monkeypatch.setenv("DOCTORS_DATABASE", "sqlite:///crm.sqlite")
    (found,) = databases(load_settings(project))
    assert found.state == "ok"


def test_failures_that_nobody_would_be_told_of_are_bad(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(project, EMAIL)
    settings = load_settings(project)
    (found,) = alerts(settings)
    assert (found.state, "`DOCTORS_SMTP` is not set" in found.said) == ("bad", True)
    monkeypatch.setenv("DOCTORS_SMTP", "smtps://kit:secret@mail.example.com")
    (found,) = alerts(settings)
    assert found.state == "ok"
    assert "secret" not in found.said


def test_a_command_for_failures_that_is_not_there_is_bad(project: Path) -> None:
    added(project, "on_failure: {command: [./tell, --loudly]}\n")
    settings = load_settings(project)
    (found,) = alerts(settings)
    assert (found.state, "`./tell`" in found.said) == ("bad", True)
    (project / "tell").write_text("#!/bin/sh\n", encoding="utf-8")
    (project / "tell").chmod(0o755)
    (found,) = alerts(settings)
    assert found.state == "ok"


def test_a_project_without_a_snapshot_is_told_to_make_one(project: Path) -> None:
    (project / "outputs" / "store").rename(project / "outputs" / "elsewhere")
    found = snapshot(load_settings(project), NOW)
    assert (found.state, found.cure) == ("warn", "Run `kit report`.")


def test_a_damaged_snapshot_is_bad(project: Path) -> None:
    (listed,) = (project / "outputs" / "store" / "snapshots").glob("*.json")
    listed.write_text(listed.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    found = snapshot(load_settings(project), datetime.now(UTC))
    assert (found.state, found.cure) == ("bad", "Run `kit load`.")
    assert site(load_settings(project)).state != "ok"


def test_a_clock_behind_the_last_load_or_the_data_is_said(project: Path) -> None:
    """It was loaded today with data to the end of February 2026."""
    settings = load_settings(project)
    behind = snapshot(settings, datetime.now(UTC) - timedelta(days=1))
    assert (behind.state, "still to come" in behind.said) == ("bad", True)
    taken = next((project / "outputs" / "store" / "snapshots").glob("*.taken"))
    earlier = datetime(2026, 2, 1, tzinfo=UTC)
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from kit.params import Settings, load_settings; from kit.load import load;"
        "load(load_settings(Path(sys.argv[1])), today=date(2026, 2, 28))"
    )
    for path in (taken, project / "outputs" / "store" / "newest.taken"):
        path.unlink()
    command = ["faketime", f"{earlier:%Y-%m-%d}", sys.executable, "-c", code, str(project)]
    subprocess.run(command, check=True, capture_output=True)
    found = snapshot(settings, earlier + timedelta(days=2))
    assert (found.state, "2026-02-28, is after today" in found.said) == ("warn", True)


def test_the_command_looks_at_machine_and_project_and_exits_with_2_if_anything_is_bad(
    project: Path,
) -> None:
    added(project, EMAIL)
    answer = json.loads(Project(project).kit("doctor", "--json", code=2, DOCTORS_SMTP="").stdout)
    states = {sign["subject"]: sign["state"] for sign in answer["signs"]}
    assert answer["ok"] is False
    assert (states["a kernel"], states["e-mail"], states["site"]) == ("ok", "bad", "warn")
    assert [one for one in answer["signs"] if one["state"] != "ok" and not one["cure"]] == []


def test_settings_that_are_refused_are_a_sign_too(project: Path) -> None:
    added(project, "currancy: EUR\n")
    found = {sign.subject: sign for sign in of_project(project)}
    assert found["settings"].state == "bad"
    assert "Did you mean `currency`?" in found["settings"].said
    assert "snapshot" not in found
