"""systemd itself reads what is printed for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kit.schedule import Attempt, Waking, systemd_files
from kit.schedule.systemd import systemd_quoted
from tests.schedule.scheduled import at, settings_of

needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed"
)
HARD = '100% "of" $HOME ñ \\ %h ${PATH} ; it\'s'
SETTINGS = """name: Sales
timezone: Asia/Kolkata
schedule: "0,45 6 * * 1"
on_failure: {email: {to: a@example.com, from: b@example.com, smtp: KIT_SMTP_URL}}
"""


@pytest.fixture
def made(tmp_path: Path) -> dict[str, str]:
    project = settings_of(tmp_path / HARD, SETTINGS)
    return systemd_files(Waking.of(project, Attempt.of(project, at("2026-06-30T12:00Z")).entries))


@needs_systemd
def test_both_units_are_accepted_without_a_word(made: dict[str, str], tmp_path: Path) -> None:
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in made)],
        capture_output=True,
        text=True,
        check=False,
    )
    own = [line for line in done.stderr.splitlines() if "kit-sales" in line]
    assert own == []
    assert done.returncode == 0, done.stderr


@needs_systemd
def test_the_timer_elapses_at_the_minutes_at_which_something_may_be_due(
    made: dict[str, str],
) -> None:
    (calendar,) = [
        line.partition("=")[2]
        for line in made["kit-sales.timer"].splitlines()
        if line.startswith("OnCalendar=")
    ]
    assert calendar == "*-*-* *:15,30:00 UTC"
    done = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=2", calendar],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Normalized form: *-*-* *:15,30:00 UTC" in done.stdout


def test_the_service_runs_once_and_names_what_it_needs(made: dict[str, str]) -> None:
    service = made["kit-sales.service"]
    assert "Type=oneshot" in service
    assert "SuccessExitStatus=75" in service
    assert "# Needs KIT_SMTP_URL" in service
    assert "Persistent=true" in made["kit-sales.timer"]


def test_a_word_keeps_its_signs_in_a_unit_file() -> None:
    assert systemd_quoted(("/opt/$x/kit", HARD)) == (
        '"/opt/$x/kit" "100%% \\"of\\" $$HOME ñ \\\\ %%h $${PATH} ; it\'s"'
    )
    assert sys.executable in systemd_quoted((sys.executable, "-m", "kit"))
