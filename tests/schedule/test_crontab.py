"""What cron and its shell make of a line is the command that was meant."""

from __future__ import annotations

import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.schedule import Attempt, Waking, cron_files
from kit.schedule.crontab import cron_quoted
from tests.schedule.scheduled import at, settings_of

NAMES = ["plain", "a b", "100%", "%", r"\%", r"\\%", "it's", '"quoted"', "$HOME `id`", "ñ;&|#*~"]


def as_cron_reads(line: str) -> str:
    """The command that cron gives to /bin/sh: it ends at a bare %, and ``\\%`` becomes %."""
    command, is_escaped = "", False
    for char in line:
        if is_escaped:
            command = command[:-1] + char if char == "%" else command + char
            is_escaped = False
        elif char == "%":
            return command
        else:
            command += char
            is_escaped = char == "\\"
    return command


def words(command: str) -> list[str]:
    """What the shell makes of a command's words."""
    script = f'set -- {command}\nfor word; do printf "%s\\0" "$word"; done'
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("name", NAMES)
def test_a_path_reaches_the_kit_as_it_is(name: str) -> None:
    command = ("/opt/my kit/kit", "schedule", "run", "--project", f"/srv/{name}/sales")
    assert words(as_cron_reads(cron_quoted(command))) == list(command)


@given(st.lists(st.text("%\\'\" $a`\t", min_size=1, max_size=8), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_words_reach_the_kit_as_they_are(command: list[str]) -> None:
    assert words(as_cron_reads(cron_quoted(tuple(command)))) == command


def test_a_line_wakes_the_kit_every_hour_and_says_why(tmp_path: Path) -> None:
    project = settings_of(
        tmp_path / "100% sales",
        'name: Sales\ntimezone: Asia/Kolkata\nschedule: "0 6 * * 1"\n',
    )
    waking = Waking.of(project, Attempt.of(project, at("2026-06-30T12:00Z")).entries)
    ((name, text),) = cron_files(waking, ZoneInfo("Europe/Madrid")).items()
    assert name == "kit-sales.crontab"
    *comments, line = text.splitlines()
    assert all(comment.startswith("#") for comment in comments)
    assert "#   company: 0 6 * * 1, Asia/Kolkata" in comments
    fields, command = line.split(" * * * * ")
    assert fields == "30"
    assert words(as_cron_reads(command))[1:] == [
        "schedule", "run", "--project", str(tmp_path / "100% sales")
    ]  # fmt: skip
