"""Work is shared among copies of a process, and a site does not show who rendered it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.runner import processes
from tests.publisher.small_site import SmallSite

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are copied on Linux only"
)
SCRIPT = """
import os, sys, threading, time
from functools import partial
from pathlib import Path
from kit.publisher import ahead

folder = Path(sys.argv[1])
os.sched_getaffinity = lambda _: {0, 1}

def leave(name):
    (folder / name).write_text(str(os.getpid()))

def fail():
    raise ValueError("a copy's own fault")

def linger():
    leave("lingers")
    time.sleep(60)
"""
PUBLISH = """
import os, sys
from pathlib import Path
from kit.data.manifest import newest
from kit.params import Settings
from kit.publisher import making, publish_site, rendering

def page(*given):
    with open(sys.argv[2], "a") as seen:
        seen.write(f"{os.getpid()}\\n")
    return own(*given)

own, rendering.Pages._page = rendering.Pages._page, page
os.sched_getaffinity = lambda _: {0, 1}
making.MANY = 1
settings = Settings(folder=Path(sys.argv[1]), name="Example")
print(publish_site(settings, newest(settings.store)).edition)
"""


def done(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """What a process with one thread leaves in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + code, str(folder)],
        capture_output=True, text=True, check=False, timeout=50,
    )  # fmt: skip


@linux
def test_two_processes_share_the_work(tmp_path: Path) -> None:
    ran = done(tmp_path, "ahead.ahead([partial(leave, str(n)) for n in range(7)])")
    assert (ran.returncode, ran.stderr) == (0, "")
    by = [(tmp_path / str(number)).read_text() for number in range(7)]
    assert len(set(by[::2])) == len(set(by[1::2])) == 1
    assert by[0] != by[1]


@linux
def test_where_no_copy_can_be_had_nothing_is_done_ahead(tmp_path: Path) -> None:
    refuse = "def refuse(): raise BlockingIOError(11, 'too many processes')\nos.fork = refuse\n"
    ran = done(tmp_path, refuse + "ahead.ahead([partial(leave, 'a'), partial(leave, 'b')])")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not list(tmp_path.iterdir())


@linux
def test_what_a_copy_fails_at_stays_undone(tmp_path: Path) -> None:
    tasks = "[partial(leave, 'a'), fail, partial(leave, 'b'), partial(leave, 'c')]"
    ran = done(tmp_path, f"ahead.ahead({tasks}); print('on')")
    assert (ran.returncode, ran.stdout) == (0, "on\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@linux
@pytest.mark.parametrize("end", ["fail", "lambda: os.kill(os.getpid(), 9)"])
def test_copies_end_with_the_process(tmp_path: Path, end: str) -> None:
    """Whether it fails or is killed."""
    wait = "lambda: [time.sleep(0.01) for _ in iter((folder / 'lingers').exists, True)]"
    ran = done(tmp_path, f"ahead.ahead([{wait}, linger, {end}])")
    assert ran.returncode != 0
    copy = int((tmp_path / "lingers").read_text())
    until = time.monotonic() + 5
    while processes.living({copy}) and time.monotonic() < until:
        time.sleep(0.02)
    assert not processes.living({copy})


@linux
def test_a_process_with_threads_is_not_copied(tmp_path: Path) -> None:
    begin = "threading.Thread(target=time.sleep, args=(1,)).start()\n"
    ran = done(tmp_path, begin + "ahead.ahead([partial(leave, str(n)) for n in range(4)])")
    assert ran.returncode == 0
    assert not list(tmp_path.iterdir())


@linux
def test_a_site_is_the_same_whoever_renders_it(
    site: SmallSite, snapshot: Snapshot, tmp_path: Path
) -> None:
    site.ran(snapshot)
    published, seen = by_two(site, tmp_path)
    assert len(seen) == 8  # every page once
    assert len(set(seen)) == 2
    shutil.rmtree(site.settings.outputs / "runs" / "rendered")
    assert site.publish(snapshot).edition == published.stdout.strip()


@linux
def test_what_a_copy_meets_is_told(site: SmallSite, snapshot: Snapshot, tmp_path: Path) -> None:
    """A damaged notebook of each unit, so that one is in the share of the copy."""
    site.ran(snapshot)
    for path in (site.settings.outputs / "runs" / "pages").glob("*.ipynb"):
        path.write_bytes(path.read_bytes().replace(b"130", b"180"))
    published, _ = by_two(site, tmp_path)
    assert published.returncode == 1
    assert "is damaged: it is not what the run kept" in published.stderr
    assert not (site.settings.outputs / "site").exists()


def by_two(site: SmallSite, folder: Path) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """What publishing in two processes said, and which process rendered each page."""
    seen = folder / "seen"
    said = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(site.settings.folder), str(seen)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return said, seen.read_text().split() if seen.exists() else []
