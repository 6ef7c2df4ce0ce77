"""Work shared among copies of this process, each of which leaves on the disk what it made."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kit.runner import processes

Task = Callable[[], None]


def ahead(tasks: Sequence[Task]) -> None:
    """Do the tasks on all processors, where this process can be copied; else do nothing.

    A copy that fails leaves its tasks to whoever needs what they make, and who then meets the fault
    himself: what matters is on the disk or it is not.

    Parameters
    ----------
    tasks
        What leaves its results on the disk, in any order.
    """
    if not can_be_copied():
        return
    shares = min(len(os.sched_getaffinity(0)), len(tasks))
    copies: list[int] = []
    try:
        for share in range(1, shares):
            copies.append(_copy(tasks[share::shares]))
        for task in tasks[::shares] if shares > 1 else ():
            task()
        for copy in copies:
            os.waitpid(copy, 0)
        copies.clear()
    finally:
        for copy in copies:  # this process was interrupted, or failed
            os.kill(copy, signal.SIGKILL)
            os.waitpid(copy, 0)


def can_be_copied() -> bool:
    """Only Linux promises that a process with one thread can be copied and goes on working."""
    if not sys.platform.startswith("linux"):
        return False
    return len(list(Path("/proc/self/task").iterdir())) == 1


def _copy(tasks: Sequence[Task]) -> int:
    """A copy of this process that does the tasks and ends, sooner if this one does."""
    parent = os.getpid()
    copy = os.fork()
    if copy:
        return copy
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        processes.end_with(parent)
        for task in tasks:
            task()
        os._exit(0)
    finally:
        os._exit(1)
