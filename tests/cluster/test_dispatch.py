"""Pages executed by workers of a real scheduler, beside the same pages executed here."""

from __future__ import annotations

import shutil
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.data.manifest import newest
from kit.errors import ParamError, RunError
from kit.publisher import publish_site
from kit.publisher.places import place_of
from kit.runner import Beginning, Listener, Run, run
from kit.runner.leftovers import project_mark
from tests.cluster.conftest import ROOT, Project, Scheduler
from tests.runner.faulty import alive, child, until

READS = """
from IPython.display import display
from kit.data.handover import Handover
from kit.params import ReportParameters
from kit.results import MIME, Notice, to_wire
given = ReportParameters(region=region, team=team, as_of=as_of, period=period, periods=periods)
handover, store = Handover.open(given)
amounts = handover.records(store, handover.window(given)).opportunities["amount"]
display({MIME: to_wire(Notice(f"Total: {amounts.sum():.0f}"))}, raw=True)
"""
Make = Callable[..., Project]


@pytest.fixture(scope="module")
def workers(scheduler: Scheduler) -> Scheduler:
    scheduler.add_worker()
    scheduler.add_worker()
    return scheduler


def states(ended: Run) -> list[str]:
    return [outcome.state for outcome in ended.outcomes]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_workers_make_the_pages_that_this_machine_makes_from_parts_in_a_bucket(
    workers: Scheduler, new_project: Make
) -> None:
    here, there = new_project("here"), new_project("there")
    for project in (here, there):
        project.notebook("sales", READS, units=["team"])
    run(here.settings, here.snapshot)
    assert states(there.run(workers.address, "s3://kit/parts")) == ["done", "done"]
    assert there.executed() == here.executed()
    assert b"Total: 100" in b"".join(there.executed().values())
    sites = [publish_site(one.settings, one.snapshot).site for one in (here, there)]
    assert files_of(sites[1].resolve()) == files_of(sites[0].resolve())
    place = place_of(f"s3://kit/parts/{project_mark(there.settings.folder)}")
    assert place.names() <= {part.name for part in (there.settings.store / "parts").iterdir()}


@pytest.mark.acceptance
def test_parts_that_the_project_no_longer_keeps_leave_the_bucket(
    workers: Scheduler, new_project: Make
) -> None:
    project = new_project()
    project.notebook("sales", "x = 1")
    place = place_of(f"s3://kit/parts/{project_mark(project.settings.folder)}")
    place.write("forgotten.parquet", b"Ada")
    assert states(project.run(workers.address, "s3://kit/parts")) == ["done"]
    assert "forgotten.parquet" not in place.names()
    assert len(place.names()) > 1


@pytest.mark.acceptance
def test_a_failing_page_stops_no_other_and_is_recorded_as_here(
    workers: Scheduler, new_project: Make
) -> None:
    project = new_project(limits={"memory_mb": 700})
    project.notebook("good", "x = 1", order=1)
    project.notebook("broken", "raise KeyError('no such owner')", order=2)
    project.notebook("large", "x = bytearray(2**30)\nimport time; time.sleep(60)", order=3)
    ended = project.run(workers.address)
    assert states(ended) == ["done", "failed", "killed"]
    reasons = [outcome.reason for outcome in ended.outcomes]
    assert "no such owner" in reasons[1]
    assert "700 MB of memory (`memory_mb` in project.yaml)" in reasons[2]


@pytest.mark.acceptance
def test_a_page_that_takes_too_long_is_ended_with_all_it_started(
    workers: Scheduler, new_project: Make
) -> None:
    project = new_project(limits={"page_seconds": 15})
    project.notebook("slow", child("left behind") + "\nimport time; time.sleep(600)")
    (outcome,) = project.run(workers.address).outcomes
    assert outcome.state == "timeout"
    assert "15 seconds (`page_seconds` in project.yaml)" in outcome.reason
    assert not alive("left behind")


@pytest.mark.acceptance
def test_a_page_whose_kernel_dies_is_tried_again_as_often_as_the_limits_say(
    workers: Scheduler, new_project: Make
) -> None:
    project = new_project(limits={"retries": 1})
    project.notebook("sales", "import os\nos.kill(os.getpid(), 11)")
    (outcome,) = project.run(workers.address).outcomes
    assert (outcome.state, len(outcome.earlier)) == ("killed", 1)
    assert "SIGSEGV" in outcome.reason


def test_a_worker_killed_mid_page_loses_nothing_and_leaves_nothing(
    workers: Scheduler, new_project: Make, tmp_path: Path
) -> None:
    project, noted, word = new_project(), tmp_path / "begun", "page of a killed worker"
    cell = f"""
from pathlib import Path
noted = Path({str(noted)!r})
is_first = not noted.exists()
noted.touch()
if is_first:
    import subprocess, sys
    subprocess.run([sys.executable, "-c", "import time; time.sleep(600)  # {word}"])
"""
    project.notebook("sales", cell)
    doomed: list[int] = []

    def kill(_: Beginning) -> None:
        import threading

        def when_begun() -> None:
            until(lambda: alive(word))
            for worker in workers.workers:
                if below_any(worker.pid, alive(word)):
                    doomed.append(worker.pid)
                    worker.send_signal(signal.SIGKILL)

        threading.Thread(target=when_begun).start()

    assert states(project.run(workers.address, listener=Listener(begin=kill))) == ["done"]
    assert len(doomed) == 1
    until(lambda: not alive(word), seconds=20)
    assert not list(workers.folder.glob("kit-cluster-*/pages/*"))
    workers.add_worker()


def below_any(process: int, found: list[int]) -> bool:
    from kit.runner import processes

    return bool(processes.below(process) & set(found))


@pytest.mark.acceptance
def test_an_interrupted_run_ends_what_its_workers_were_at(
    workers: Scheduler, new_project: Make
) -> None:
    project, word = new_project(), "page of an interrupted run"
    project.notebook("good", "x = 1", order=1)
    project.notebook("slow", child(word) + "\nimport time; time.sleep(600)", order=2)
    project.notebook("slower", child(word) + "\nimport time; time.sleep(600)", order=3)

    def interrupt(*_: object) -> None:
        until(lambda: alive(word))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        project.run(workers.address, listener=Listener(ended=interrupt))
    until(lambda: not alive(word), seconds=20)


def test_workers_with_another_kit_are_refused_by_name(
    workers: Scheduler, new_project: Make, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "kit", tmp_path / "kit", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "kit" / "units.py").open("a", encoding="utf-8") as code:
        code.write("\n# another version\n")
    project = new_project()
    project.notebook("sales", "x = 1")
    other = workers.add_worker(kit=tmp_path)
    try:
        with pytest.raises(RunError, match=r"(?s)tcp://\S+ has kit \w+ instead of \w+\nInstall"):
            project.run(workers.address)
    finally:
        other.kill()
        until(lambda: len(workers.names()) == 2)
    assert newest(project.settings.store) == project.snapshot


def test_workers_that_do_not_find_the_parts_are_said_before_any_page_runs(
    workers: Scheduler, new_project: Make
) -> None:
    project = new_project()
    project.notebook("sales", "x = 1")
    shutil.rmtree(project.settings.store / "parts")
    with pytest.raises(RunError, match=r"does not find the parts: .*`--parts`"):
        project.run(workers.address)
    assert not project.executed()


def test_an_address_where_nobody_answers_is_said_with_the_next_step(new_project: Make) -> None:
    project = new_project()
    project.notebook("sales", "x = 1")
    with socket.socket() as taken:  # bound, but not listening
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(RunError, match=f"No Dask scheduler answers at {address}. Start one"):
            project.run(address)
    with pytest.raises(ParamError, match="looks like tcp://host:8786"):
        project.run("nonsense://x")


@pytest.mark.acceptance
def test_a_scheduler_that_goes_away_ends_the_run_and_keeps_what_is_done(
    scheduler: Scheduler, new_project: Make, bucket: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "dask").mkdir()
    short_lived = Scheduler(tmp_path / "dask", scheduler.environment)
    short_lived.add_worker()
    project = new_project()
    project.notebook("good", "x = 1", order=1)
    project.notebook("slow", "import time\ntime.sleep(600)", order=2)
    began = time.monotonic()

    def stop(*_: object) -> None:
        short_lived.process.kill()

    try:
        with pytest.raises(RunError, match=r"scheduler at \S+ is gone. Pages that are done stay"):
            project.run(short_lived.address, listener=Listener(ended=stop))
    finally:
        short_lived.stop()
    assert time.monotonic() - began < 300
    assert len(project.executed()) == 1
