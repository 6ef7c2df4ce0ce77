"""One warm process for the workers of a run: shared at the start, apart in everything after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit.data.manifest import Snapshot
from kit.ledger import Outcome
from kit.params import RunLimits, Settings
from kit.runner import processes, run
from kit.runner.leftovers import project_mark
from kit.runner.local_worker import LocalWorker
from kit.runner.nursery import Nursery
from tests.kernels.talking import comes_true, is_running, stat
from tests.runner.faulty import KILLS_WORKER, WORKER, alive, child, until
from tests.runner.test_orphans import RUN, SLEEP
from tests.runner.test_pool import order

Load = Callable[..., Snapshot]
Write = Callable[..., None]

WARM = """
above = lambda process: int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
"""
CHECKS = """
import sys
assert os.environ["KIT_TEST_SECRET"] == "open-sesame"
family = [Path("/proc", str(one)) for one in (os.getpid(), os.getppid(), worker, above(worker))]
assert not any(b"open-sesame" in Path(one, "environ").read_bytes() for one in family)
assert [len([*Path(one, "task").iterdir()]) for one in (family[1], family[3])] == [1, 1]
assert {"pandas", "papermill", "kit.runner.execution"} <= {*sys.modules}
assert not {"matplotlib_inline.backend_inline", "duckdb"} & {*sys.modules}
"""
HOG = "x = bytearray(2**30)\ntime.sleep(60)"
OUTLIVES = """
lost = Path("/proc", Path({lost!r}).read_text().split()[1])
while lost.exists():
    time.sleep(0.05)
time.sleep(1)
commands = b" ".join(path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline"))
assert {word!r}.encode() in commands
"""
MEETS = """
Path({folder!r}, {own!r}).write_text(f"{{os.getppid()}} {{worker}} {{above(worker)}}")
while not Path({folder!r}, {other!r}).exists():
    time.sleep(0.05)
"""


def meeting(folder: Path, own: str, other: str) -> str:
    """A cell that notes who is above its kernel, then waits for another page to do so."""
    return WORKER + WARM + MEETS.format(folder=str(folder), own=own, other=other)


def noted(folder: Path, name: str) -> tuple[int, ...]:
    """The process that the kernel was forked from, the worker, the warm process of the run."""
    return tuple(map(int, (folder / name).read_text(encoding="utf-8").split()))


def ended(settings: Settings, snapshot: Snapshot) -> dict[str, Outcome]:
    return {one.page.notebook: one for one in run(settings, snapshot, workers=2).outcomes}


def test_two_workers_come_from_one_warm_process_and_keep_their_kernels_below_them(
    tmp_path: Path, load_into: Load, notebook_in: Write
) -> None:
    notebook_in(tmp_path, "one", meeting(tmp_path, "a", "b"), units=["company"])
    notebook_in(tmp_path, "other", meeting(tmp_path, "b", "a"), units=["company"])
    settings = Settings(folder=tmp_path)
    states = {one.state for one in ended(settings, load_into(settings)).values()}
    assert states == {"done"}
    one, other = noted(tmp_path, "a"), noted(tmp_path, "b")
    assert one[2] == other[2] != os.getpid()
    assert len({*one, *other}) == 5
    assert not any(map(is_running, (*one, *other)))


@pytest.mark.parametrize(
    ("cell", "limits", "reason"),
    [
        pytest.param(KILLS_WORKER, {"retries": 0}, "ended by SIGKILL", id="killed from outside"),
        pytest.param(HOG, {"memory_mb": 900}, "more than 900 MB", id="over its memory"),
    ],
)
def test_the_end_of_one_worker_leaves_the_page_of_the_other_alone(
    tmp_path: Path,
    load_into: Load,
    notebook_in: Write,
    cell: str,
    limits: dict[str, Any],
    reason: str,
) -> None:
    """The other page has a process in a session of its own, whose parent is gone."""
    words = {name: f"sleeper-{uuid.uuid4().hex}" for name in ("lost", "kept")}
    starts = {name: child(word, session=True, orphan=True) for name, word in words.items()}
    begins = f"{starts['lost']}\n{meeting(tmp_path, 'lost', 'kept')}{cell}"
    waits = OUTLIVES.format(lost=str(tmp_path / "lost"), word=words["kept"])
    lasts = f"{starts['kept']}\n{meeting(tmp_path, 'kept', 'lost')}{waits}"
    notebook_in(tmp_path, "lost", begins, units=["company"])
    notebook_in(tmp_path, "kept", lasts, units=["company"])
    settings = Settings(folder=tmp_path, limits=RunLimits(**limits))
    outcomes = ended(settings, load_into(settings))
    assert reason in outcomes["lost"].reason
    assert (outcomes["kept"].state, outcomes["kept"].earlier) == ("done", ())
    assert not any(map(alive, words.values()))


def test_a_warm_process_that_is_killed_costs_no_page(
    tmp_path: Path, load_into: Load, notebook_in: Write
) -> None:
    word = f"sleeper-{uuid.uuid4().hex}"
    kills = f"""
if not Path({str(tmp_path)!r}, "killed").exists():
    Path({str(tmp_path)!r}, "killed").touch()
    os.kill(above(worker), signal.SIGKILL)
    time.sleep(60)
"""
    for order_, (name, other) in enumerate([("a", "b"), ("b", "a")]):
        start = child(word, session=True, orphan=True)
        cell = f"{start}\n{meeting(tmp_path, name, other)}{kills if name == 'a' else ''}"
        notebook_in(tmp_path, name, cell, order=order_, units=["company"])
    notebook_in(tmp_path, "c", "x = 1", order=3, units=["company"])
    settings = Settings(folder=tmp_path)
    outcomes = ended(settings, load_into(settings))
    assert {one.state for one in outcomes.values()} == {"done"}
    assert "the worker was ended by SIGKILL" in outcomes["a"].earlier[0]
    assert not alive(word)
    assert not processes.marked(project_mark(tmp_path))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda one: one.name)
def test_nothing_is_left_of_a_run_of_two_workers_that_gets_a_signal(
    tmp_path: Path, load_into: Load, notebook_in: Write, number: signal.Signals
) -> None:
    word = f"sleeper-{uuid.uuid4().hex}"
    for name, other in [("a", "b"), ("b", "a")]:
        forks = "if os.fork() == 0:\n    os.setsid()\n    time.sleep(600)"  # executes nothing
        cell = f"{child(word, session=True)}\n{meeting(tmp_path, name, other)}{forks}{SLEEP}"
        notebook_in(tmp_path, name, cell, units=["company"])
    load_into(Settings(folder=tmp_path))
    command = [sys.executable, "-c", RUN.replace("workers=1", "workers=2"), str(tmp_path)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    until(lambda: (tmp_path / "a").exists() and (tmp_path / "b").exists() and len(alive(word)) == 2)
    warm = noted(tmp_path, "a")[2]
    below = {warm, *processes.below(warm)}
    assert len(below) >= 9  # two workers, their branches, their kernels, what was executed
    process.send_signal(number)
    process.wait(timeout=30)
    until(lambda: not any(map(is_running, below)), seconds=20)
    assert not alive(word)
    assert not processes.marked(project_mark(tmp_path))


def test_a_run_that_ends_while_its_warm_process_gets_warm_waits_for_nothing() -> None:
    nursery = Nursery("nursery-test")
    nursery._warm_source().warm(dict(os.environ))
    until(lambda: bool(processes.marked("nursery-test")))
    began = time.monotonic()
    nursery.close()
    assert time.monotonic() - began < 5
    assert not processes.marked("nursery-test")
    assert nursery.forked({}) is None


def test_a_forked_worker_has_one_thread_behind_it_and_hides_secrets_and_ends_when_asked(
    tmp_path: Path,
) -> None:
    nursery = Nursery("nursery-test")
    wanted = order(tmp_path, "page", WORKER + WARM + CHECKS)
    wanted["environment"] = {"KIT_TEST_SECRET": "open-sesame", "MPLBACKEND": "agg"}
    started = nursery.forked(wanted["environment"])
    assert started is not None
    worker = LocalWorker(RunLimits(), started)
    try:
        assert worker.execute(wanted, time.monotonic() + 120)["reason"] == ""
        pid = started.process.pid
        assert os.getsid(pid) == pid
        (branch,) = processes.below(pid)
        assert stat(branch)[1] == pid
        os.kill(pid, signal.SIGTERM)
        assert comes_true(lambda: not is_running(pid) and not is_running(branch))
    finally:
        worker.close()
        nursery.close()
