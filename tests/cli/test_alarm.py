"""The hook is called when a run fails, and never changes how the run ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit import files
from tests.alert.conftest import mail_server
from tests.cli.scheduled_project import SETTINGS, scheduled_project, told
from tests.system.project import Project

pytestmark = pytest.mark.xdist_group("cli")
EMAIL = """on_failure:
  command: [sh, -c, "exit 3"]
  email: {to: [ada@example.com], from: kit@example.com, smtp: KIT_SMTP_URL}
"""


def refused_project(folder: Path, hook: str = "") -> Project:
    """A project whose load is refused."""
    settings = SETTINGS.partition("on_failure:")[0] + hook if hook else SETTINGS
    project = scheduled_project(folder / "project", settings=settings)
    (project.folder / "opportunities.csv").write_text("id\no1\n", encoding="utf-8")
    return project


def test_a_refused_load_is_told_and_exits_with_2_all_the_same(tmp_path: Path) -> None:
    project = refused_project(tmp_path)
    done = project.kit("report", "--json", code=2)
    assert json.loads(done.stdout)["ok"] is False  # the hook's own words went elsewhere
    assert "heard" in done.stderr
    (failure,) = told(project)
    assert (failure["command"], failure["exit_code"]) == ("kit report", 2)
    assert failure["error"]
    assert failure["faults"]


def test_a_run_without_data_is_told(tmp_path: Path) -> None:
    project = scheduled_project(tmp_path / "project")
    project.kit("run", code=2)
    assert told(project)[0]["error"].startswith("There is no snapshot yet")


def test_another_run_at_work_is_no_failure(tmp_path: Path) -> None:
    project = scheduled_project(tmp_path / "project")
    (project.folder / "outputs").mkdir()
    with files.lock(project.folder / "outputs" / "lock", holder="kit run, process 4711"):
        project.kit("report", code=75)
    assert told(project) == []


def test_a_hook_that_fails_is_said_and_hides_nothing(tmp_path: Path) -> None:
    project = refused_project(tmp_path, EMAIL)
    done = project.kit("report", code=2)
    assert "on_failure, command: RunError: `sh` ended with exit code 3." in done.stderr
    assert "on_failure, email: ParamError: the environment variable `KIT_SMTP_URL`" in done.stderr
    assert "opportunities.csv" in done.stderr


def test_an_e_mail_is_sent_although_the_command_failed(tmp_path: Path) -> None:
    project = refused_project(tmp_path, EMAIL)
    with mail_server() as server:
        project.kit("report", code=2, KIT_SMTP_URL=f"smtp://127.0.0.1:{server.port}")
    (message,) = server.postbox.arrived
    assert message["Subject"] == "Small: data refused"
    plain = message.get_payload()[0].get_payload(decode=True).decode()
    assert "opportunities.csv" in plain


def test_no_password_of_a_mail_server_is_ever_shown(tmp_path: Path) -> None:
    project = refused_project(tmp_path, EMAIL)
    with mail_server() as server:
        url = f"smtp://kit:hush-4711@127.0.0.1:{server.port}"
        done = project.kit("report", code=2, KIT_SMTP_URL=url)
    assert "offers no TLS" in done.stderr
    assert "hush" not in done.stderr + done.stdout
    assert server.postbox.arrived == []
