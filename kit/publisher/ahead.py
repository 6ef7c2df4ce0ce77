"""Work shared among copies of this process, each of which leaves on the disk what it made."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from kit.kernels.descendants import end_with

Task = Callable[[], None]


def ahead(tasks: Sequence[Task]) -> None:
    """Do the tasks on all processors, where this process can be copied; else do nothing.

    A copy that fails, or that the system does not grant, leaves its tasks to whoever needs what
    they make: he finds it on the disk, or makes it and meets the fault.

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
            with suppress(OSError):
                copies.append(_copy(tasks[share::shares]))
        for task in tasks[::shares] if copies else ():
            task()
        while copies:
            os.waitpid(copies[-1], 0)
            copies.pop()
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
        end_with(parent)
        for task in tasks:
            task()
        os._exit(0)
    finally:
        os._exit(1)
