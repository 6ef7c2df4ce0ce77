"""Processes of ours and what they started: found in /proc, measured, ended to the last one.

A process group is not enough: what a cell starts may open a session of its own, and lose its
parent. Three things are used together. A worker adopts orphans, so that they stay below it as
long as it lives; whatever was executed carries a mark in its environment, by which it is found
when nobody above it lives any more; and looking goes on until nothing is found. What was forked
shows the mark of the process that it was forked from, whatever it was given since.

Where there is no /proc nothing is found, and process groups have to do.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MARK = "KIT_WORKER"
"""Environment variable that all executed below a worker carry, and the warm process of a run."""

_PROC = Path("/proc")
_SET_CHILD_SUBREAPER = 36
_PATIENCE = 5.0
_LOOK = 0.02


def adopt_orphans() -> None:
    """Become the parent of all below this process that lose theirs (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def below(*processes: int) -> set[int]:
    """Living processes that descend from `processes`, which are not among them."""
    children: dict[int, list[int]] = {}
    for process, (state, parent) in _states().items():
        children.setdefault(parent, []).append(process if state not in "ZX" else -process)
    found: set[int] = set()
    waiting = [*processes]
    while waiting:
        for child in children.get(abs(waiting.pop()), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return {process for process in found if process > 0}


def living(processes: set[int]) -> set[int]:
    """Those of `processes` that have not ended."""
    states = _states()
    return {process for process in processes if states.get(process, ("Z", 0))[0] not in "ZX"}


def tree(process: int) -> set[int]:
    """`process` and those below it, found quickly; one that is just being born may be missing."""
    found: set[int] = set()
    waiting = [process]
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            for thread in (_PROC / str(parent) / "task").glob("*/children"):
                with suppress(OSError):
                    waiting += map(int, thread.read_bytes().split())
    return found


def marked(mark: str) -> set[int]:
    """Living processes other than this one whose environment holds `MARK` with `mark` in front."""
    word = f"{MARK}={mark}".encode()
    found = set()
    for process, (state, _) in _states().items():
        if state in "ZX" or process == os.getpid():
            continue
        with suppress(OSError):
            environment = (_PROC / str(process) / "environ").read_bytes()
            if any(entry.startswith(word) for entry in environment.split(b"\0")):
                found.add(process)
    return found


def end(find: Callable[[], set[int]]) -> bool:
    """Kill all that `find` finds until it finds nothing; tell whether that came about."""
    until = time.monotonic() + _PATIENCE
    while found := find():
        for process in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        if time.monotonic() > until:
            return False
        time.sleep(_LOOK)
    return True


def reap(spared: set[int]) -> None:
    """Let go of ended children of this process, adopted ones among them, apart from `spared`."""
    me = os.getpid()
    for process, (state, parent) in _states().items():
        if state == "Z" and parent == me and process not in spared:
            with suppress(ChildProcessError):
                os.waitpid(process, os.WNOHANG)


def memory(processes: set[int], enough: int) -> int:
    """Bytes that `processes` use together, memory that they share counted once.

    Shares are costly to find out: where even the plain sum stays below `enough`, that is given.
    """
    plain = sum(map(_resident, processes))
    return plain if plain < enough else sum(map(_proportional, processes))


def _states() -> dict[int, tuple[str, int]]:
    """State and parent of every process."""
    found = {}
    with suppress(OSError):
        for name in os.listdir(_PROC):  # noqa: PTH208 (names, many times a page)
            if name.isdigit():
                with suppress(OSError, IndexError):
                    text = (_PROC / name / "stat").read_bytes()
                    fields = text[text.rindex(b")") + 2 :].split(maxsplit=2)
                    found[int(name)] = (fields[0].decode(), int(fields[1]))
    return found


def _resident(process: int) -> int:
    with suppress(OSError, IndexError):
        pages = int((_PROC / str(process) / "statm").read_bytes().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def _proportional(process: int) -> int:
    with suppress(OSError):
        for line in (_PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return _resident(process)
