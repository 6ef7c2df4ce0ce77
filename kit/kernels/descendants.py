"""Processes below this one: how they end with it, those that ended, and how to end the others."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_SET_DEATH_SIGNAL, _SET_CHILD_SUBREAPER = 1, 36


def adopt() -> None:
    """Become the parent of all processes below whose own parent dies, instead of init."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with(parent: int) -> None:
    """Have the system end this process at once when `parent`, which forked it, ends."""
    ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


def children() -> list[int]:
    """Process ids of the children of this process, adopted ones included."""
    own = os.getpid()
    try:
        listed = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii")
    except FileNotFoundError:  # a Linux built without this list
        return []
    return [int(process) for process in listed.split()]


def ended() -> Iterator[tuple[int, int]]:
    """Reap the children that have ended: process id and exit code, negative after a signal.

    The group of each is killed while its number is still taken, so that nobody else has it.
    """
    look = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, look)
        except ChildProcessError:
            return
        if found is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(found.si_pid, signal.SIGKILL)
        process, status = os.waitpid(found.si_pid, 0)
        yield process, os.waitstatus_to_exitcode(status)


def end_all(kernels: Iterable[int]) -> None:
    """Kill the groups of `kernels` and every process below this one, and reap them all."""
    for kernel in kernels:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(kernel, signal.SIGKILL)
    while True:
        for process in children():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return
