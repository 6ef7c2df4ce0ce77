"""No process that a page started outlives it, however the page, the run or its parent ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.params import RunLimits, Settings
from kit.runner import run
from tests.runner.faulty import alive, child, until

Load = Callable[..., Snapshot]
Write = Callable[..., None]

SLEEP = "\nimport time\ntime.sleep(600)"
STARTS = [
    pytest.param({}, id="a child", marks=pytest.mark.acceptance),
    pytest.param(
        {"session": True}, id="a child in a session of its own", marks=pytest.mark.acceptance
    ),
    pytest.param({"orphan": True, "session": True}, id="a grandchild whose parent is gone"),
]
# What is started in the background of a shell, tests too, would ignore SIGINT.
RUN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from kit.data.manifest import newest
from kit.params import Settings
from kit.runner import run
settings = Settings(folder=Path(sys.argv[1]))
run(settings, newest(settings.store), workers=1)
"""


@pytest.fixture
def word() -> str:
    """What the processes of one test are found by."""
    return f"sleeper-{uuid.uuid4().hex}"


@pytest.mark.parametrize("start", STARTS)
def test_what_a_cell_starts_ends_with_a_page_that_is_done_or_too_slow(
    tmp_path: Path, load_into: Load, notebook_in: Write, word: str, start: dict[str, bool]
) -> None:
    seen = tmp_path / "seen"
    counts = f"\nimport time, pathlib\ntime.sleep(1)\npathlib.Path({str(seen)!r}).touch()"
    notebook_in(tmp_path, "done", child(word, **start) + counts, units=["company"])
    notebook_in(tmp_path, "slow", child(word, **start) + SLEEP, units=["company"])
    settings = Settings(folder=tmp_path, limits=RunLimits(cell_seconds=20))
    ended = {one.page.notebook: one for one in run(settings, load_into(settings)).outcomes}
    assert (ended["done"].state, ended["slow"].state) == ("done", "timeout")
    assert seen.exists()
    assert alive(word) == []


def begun(folder: Path, word: str) -> subprocess.Popen[bytes]:
    """A run in a process of its own whose page has started what would sleep on."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder)], cwd=Path(__file__).parents[2]
    )
    until(lambda: len(alive(word)) >= 1)
    return process


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda one: one.name)
def test_what_a_cell_starts_ends_with_the_run(
    tmp_path: Path,
    load_into: Load,
    notebook_in: Write,
    word: str,
    start: dict[str, bool],
    number: signal.Signals,
) -> None:
    notebook_in(tmp_path, "page", child(word, **start) + SLEEP, units=["company"])
    load_into(Settings(folder=tmp_path))
    process = begun(tmp_path, word)
    process.send_signal(number)
    process.wait(timeout=30)
    until(lambda: alive(word) == [], seconds=20)


def test_what_is_left_when_all_are_killed_at_once_ends_with_the_next_run(
    tmp_path: Path, load_into: Load, notebook_in: Write, word: str
) -> None:
    settings = Settings(folder=tmp_path)
    notebook_in(tmp_path, "page", child(word, session=True) + SLEEP, units=["company"])
    snapshot = load_into(settings)
    process = begun(tmp_path, word)
    process.send_signal(signal.SIGSTOP)  # so that it cannot clear up when its worker is gone
    for worker in children(process.pid):
        os.kill(worker, signal.SIGKILL)
    process.kill()
    process.wait()
    notebook_in(tmp_path, "page", "x = 1", units=["company"])
    (outcome,) = run(settings, snapshot).outcomes
    assert outcome.state == "done"
    assert alive(word) == []


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text("utf-8").split()]
