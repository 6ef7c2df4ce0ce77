"""Whatever a notebook does, its page is recorded truly, and the others run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.ledger import Ledger, Outcome
from kit.params import RunLimits, Settings
from kit.runner import Choice, run
from tests.runner.conftest import write_notebook
from tests.runner.faulty import KILLS_WORKER
from tests.two_teams import stored

DIES = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
CRASHES = "import ctypes\nctypes.string_at(0)"
STUBBORN = (
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "while True:\n    try:\n        pass\n    except BaseException:\n        pass"
)
FAULTS = {
    "dies": (DIES, "killed", "the kernel was ended by SIGKILL"),
    "crashes": (CRASHES, "killed", "the kernel was ended by SIGSEGV, a segmentation fault"),
    "leaves": ("import os\nos._exit(0)", "killed", "the kernel ended by itself with status 0"),
    "leaves_badly": ("import os\nos._exit(3)", "killed", "ended by itself with status 3"),
    "exits": ("import sys\nsys.exit(0)", "failed", "ended the notebook early with `exit`"),
    "exits_badly": ("import sys\nsys.exit('no data')", "failed", "SystemExit: no data"),
    "raises": ("1 / 0", "failed", "cell 3 (`1 / 0`): ZeroDivisionError: division by zero"),
    "endless": ("while True:\n    pass", "timeout", "cell 3 (`while True:`): took longer than 20"),
    "stubborn": (STUBBORN, "timeout", "took longer than 20 seconds (`cell_seconds`"),
    "asks": ("input('Which team?')", "failed", "StdinNotImplementedError"),
    "hog": ("x = bytearray(3 * 2**30)", "killed", "used more than 1500 MB of memory"),
    "flood": ("while True:\n    print('x' * 9999, flush=True)", "failed", "put out more than 2 MB"),
    "one_flood": ("print('x' * 30_000_000)", "failed", "put out more than 2 MB"),
    "kills_worker": (KILLS_WORKER, "killed", "the worker was ended by SIGKILL"),
    "fine": ("x = 1", "done", ""),
}
TRIED_AGAIN = {"dies", "crashes", "leaves", "leaves_badly", "kills_worker"}
LIMITS = RunLimits(cell_seconds=20, memory_mb=1500, output_mb=2)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("faulty")
    for order, (name, (cell, _, _)) in enumerate(FAULTS.items()):
        write_notebook(folder, name, cell, order=order, units=["company"])
    return Settings(folder=folder, limits=LIMITS)


@pytest.fixture(scope="module")
def ended(settings: Settings) -> dict[str, Outcome]:
    """One run of all of them, by notebook."""
    return {one.page.notebook: one for one in run(settings, stored(settings)).outcomes}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_recorded_as_what_it_was(ended: dict[str, Outcome], name: str) -> None:
    _, state, words = FAULTS[name]
    assert (ended[name].state, ended[name].reason) == (state, ended[name].reason)
    assert words in ended[name].reason
    assert "\n" not in ended[name].reason


@pytest.mark.parametrize("name", sorted(FAULTS.keys() - {"fine", "exits", "kills_worker"}))
def test_the_reason_names_the_cell_and_its_first_line(ended: dict[str, Outcome], name: str) -> None:
    first = FAULTS[name][0].splitlines()[0]
    assert f"cell 3 (`{first}`): " in ended[name].reason


@pytest.mark.parametrize("name", FAULTS)
def test_only_a_kernel_that_died_is_tried_again(ended: dict[str, Outcome], name: str) -> None:
    assert len(ended[name].earlier) == (1 if name in TRIED_AGAIN else 0)
    assert all(reason for reason in ended[name].earlier)


def test_the_ledger_says_what_the_run_said(settings: Settings, ended: dict[str, Outcome]) -> None:
    ledger = Ledger(settings.outputs)
    listed = {one["page"]["notebook"]: one["reason"] for one in ledger.outcomes(1)}
    assert listed == {name: outcome.reason for name, outcome in ended.items()}
    assert {page.notebook for page in ledger.failures()} == FAULTS.keys() - {"fine"}
    assert [page.notebook for page in ledger.good_pages()] == ["fine"]
    assert ledger.state(1) == "ended"


def test_nothing_is_kept_of_pages_that_failed(
    settings: Settings, ended: dict[str, Outcome]
) -> None:
    kept = [path.name for path in (settings.outputs / "runs" / "pages").iterdir()]
    assert kept == [f"{ended['fine'].key}.ipynb"]


Load = Callable[..., Snapshot]
Write = Callable[..., None]


def one(settings: Settings, load_into: Load) -> Outcome:
    snapshot = load_into(settings)
    (outcome,) = run(settings, snapshot, choice=Choice(only_unit=True)).outcomes
    return outcome


def test_a_kernel_that_dies_at_its_start_is_tried_again(
    tmp_path: Path, load_into: Load, notebook_in: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text("import os\nos._exit(5)\n", "utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(profile.parent))
    notebook_in(tmp_path, "page", "x = 1", units=["company"])
    outcome = one(Settings(folder=tmp_path), load_into)
    assert (outcome.state, len(outcome.earlier)) == ("killed", 1)
    assert outcome.reason == "The kernel did not start: it ended by itself with status 5."


def test_a_page_that_fails_once_by_chance_is_done_at_the_second_try(
    tmp_path: Path, load_into: Load, notebook_in: Write
) -> None:
    flag = tmp_path / "was_here"
    cell = f"import os, pathlib\nflag = pathlib.Path({str(flag)!r})\n"
    cell += "if not flag.exists():\n    flag.touch()\n    os._exit(9)"
    notebook_in(tmp_path, "page", cell, units=["company"])
    outcome = one(Settings(folder=tmp_path), load_into)
    assert (outcome.state, outcome.reason) == ("done", "")
    assert "ended by itself with status 9" in outcome.earlier[0]


def test_without_retries_the_first_death_counts(
    tmp_path: Path, load_into: Load, notebook_in: Write
) -> None:
    notebook_in(tmp_path, "page", "import os\nos._exit(9)", units=["company"])
    outcome = one(Settings(folder=tmp_path, limits=RunLimits(retries=0)), load_into)
    assert (outcome.state, outcome.earlier) == ("killed", ())


def test_a_page_over_its_time_and_a_run_over_its_time_are_ended(
    tmp_path: Path, load_into: Load, notebook_in: Write
) -> None:
    notebook_in(tmp_path, "page", "import time\ntime.sleep(99)", units=["company"])
    outcome = one(Settings(folder=tmp_path, limits=RunLimits(page_seconds=8)), load_into)
    assert outcome.state == "timeout"
    assert "the page took longer than 8 seconds (`page_seconds` in project.yaml)" in outcome.reason

    notebook_in(tmp_path, "second", "x = 1", units=["company"])
    settings = Settings(folder=tmp_path, limits=RunLimits(run_seconds=8))
    ended = run(settings, load_into(settings), choice=Choice(only_unit=True), workers=1).outcomes
    assert [one.state for one in ended] == ["timeout", "interrupted"]
    assert all("took longer than 8 seconds (`run_seconds`" in one.reason for one in ended)
