"""A run that is broken off keeps what was done, and the next one runs exactly what is missing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.ledger import Ledger
from kit.params import Settings
from kit.runner import run
from tests.runner.faulty import until

Load = Callable[..., Snapshot]
Write = Callable[..., None]

SETTINGS = "name: Small\nsources: {opportunities: {file: none.csv}}\n"
WAITS = """
import pathlib, time
while not pathlib.Path({gate!r}).exists():
    time.sleep(0.1)
"""


@pytest.fixture
def settings(tmp_path: Path, notebook_in: Write) -> Settings:
    """Three pages of the company; the last waits until somebody opens a gate."""
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    cells = {"a": "x = 1", "b": "x = 2", "c": WAITS.format(gate=str(tmp_path / "gate"))}
    for order, (name, cell) in enumerate(cells.items()):
        notebook_in(tmp_path, name, cell, order=order, units=["company"])
    return Settings(folder=tmp_path)


def broken_off(settings: Settings, number: signal.Signals) -> tuple[int, str, float]:
    """Exit code, words and seconds of a run that gets a signal when two of three pages are done."""
    command = [sys.executable, "-m", "kit", "run", "--workers", "1", "--json", "--log", "json"]
    command += ["--project", str(settings.folder)]
    ledger = Ledger(settings.outputs)
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as it:
        try:
            until(lambda: len(ledger.good_pages()) == 2 and ledger.pages_at_work())
            sent = time.monotonic()
            it.send_signal(number)
            _, said = it.communicate(timeout=60)
        finally:
            it.kill()
    return it.returncode, said, time.monotonic() - sent


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_the_run_soon_and_says_what_it_was_at(
    settings: Settings, load_into: Load, number: signal.Signals, code: int
) -> None:
    load_into(settings)
    exit_code, said, seconds = broken_off(settings, number)
    assert (exit_code, seconds < 10) == (code, True)
    assert "Traceback" not in said
    events = [json.loads(line) for line in said.splitlines()]
    assert [one["event"] for one in events] == ["begin", "page", "page", "interrupted"]
    assert (events[-1]["ended"], events[-1]["of"]) == (2, 3)
    ledger = Ledger(settings.outputs)
    states = {one["page"]["notebook"]: one["state"] for one in ledger.outcomes(1)}
    assert states == {"a": "done", "b": "done", "c": "interrupted"}
    assert (ledger.state(1), ledger.pages_at_work()) == ("interrupted", [])


def test_after_a_kill_the_next_run_runs_what_is_missing_and_gives_the_same_bytes(
    settings: Settings, load_into: Load
) -> None:
    snapshot = load_into(settings)
    code, _, _ = broken_off(settings, signal.SIGKILL)
    assert code == -signal.SIGKILL
    (settings.folder / "gate").touch()
    ended = run(settings, snapshot)
    states = {one.page.notebook: one.state for one in ended.outcomes}
    assert states == {"a": "unchanged", "b": "unchanged", "c": "done"}
    beginning = ended.beginning
    assert (beginning.resumes, beginning.finished, beginning.to_run) == (1, 2, 1)
    ledger = Ledger(settings.outputs)
    assert ledger.state(1) == "interrupted"
    assert [one["state"] for one in ledger.outcomes(1)] == ["done", "done", "interrupted"]
    resumed = kept(settings)

    for path in (settings.outputs / "runs").glob("ledger.sqlite*"):
        path.unlink()
    assert all(one.state == "done" for one in run(settings, snapshot).outcomes)
    assert kept(settings) == resumed
    assert run(settings, snapshot).beginning.resumes == 0


def kept(settings: Settings) -> dict[str, bytes]:
    """Executed notebooks that the ledger stands on."""
    runs = settings.outputs / "runs"
    pages = Ledger(settings.outputs).good_pages().values()
    return {good.page.notebook: (runs / good.notebook_file).read_bytes() for good in pages}
