"""Processes are found wherever they fled to, measured together, and ended to the last."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kit.runner import processes
from tests.runner.faulty import until

FAMILY = """
import subprocess, sys, time
code = "import time; time.sleep(600)"
subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
print("ready", flush=True)
time.sleep(600)
"""
SHARING = """
import mmap, os, time
memory = mmap.mmap(-1, 64 * 2**20)
memory.write(b"x" * 64 * 2**20)
arrived, at = os.pipe()
for _ in range(3):
    if os.fork() == 0:
        memory.seek(0), memory.read()
        os.write(at, b"x")
        time.sleep(600)
for _ in range(3):
    os.read(arrived, 1)
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def mark() -> Iterator[str]:
    word = f"test-{uuid.uuid4().hex}"
    yield word
    assert processes.end(lambda: processes.marked(word))


@contextmanager
def started(code: str, mark: str) -> Iterator[subprocess.Popen[str]]:
    """A family of processes that is ready, and gone at the end whatever a test finds."""
    environment = {**os.environ, processes.MARK: mark}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            processes.end(lambda: processes.marked(mark))


def test_a_child_in_its_own_session_is_below_and_marked(mark: str) -> None:
    with started(FAMILY, mark) as parent:
        (child,) = processes.below(parent.pid)
        assert processes.tree(parent.pid) == {parent.pid, child}
        assert processes.marked(mark) == {parent.pid, child}
        assert processes.below(os.getpid()) >= {parent.pid, child}
        parent.kill()
        until(lambda: processes.marked(mark) == {child})  # without its parent the mark is left
        assert processes.living({parent.pid, child}) == {child}
        assert processes.end(lambda: processes.marked(mark))
        assert processes.living({child}) == set()


def test_marks_are_told_apart_by_their_first_part(mark: str) -> None:
    with started(FAMILY, f"{mark}-one") as parent:
        assert parent.pid in processes.marked(f"{mark}-one")
        assert parent.pid in processes.marked(mark)
        assert processes.marked(f"{mark}-two") == set()


def test_shared_memory_counts_once(mark: str) -> None:
    with started(SHARING, mark) as parent:
        family = processes.tree(parent.pid)
        assert len(family) == 4
        shared = processes.memory(family, enough=0)
        assert 64 * 2**20 < shared < 128 * 2**20
        assert processes.memory(family, enough=2**40) > 3 * 64 * 2**20  # the plain sum does


def test_nothing_is_known_of_a_process_that_is_gone() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert processes.memory({gone.pid}, enough=0) == 0
    assert processes.living({gone.pid}) == set()
