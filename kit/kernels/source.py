"""Where a process gets its forked kernels from: warm processes of its own, started on demand."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Lock

from kit.kernels.kernel import ForkedKernel, RefusedError
from kit.kernels.messages import Order, baked_in
from kit.kernels.process import WarmProcess

_ATTEMPTS = 2
_Mark = tuple[object, ...]


class Source:
    """Forked kernels for one process.

    Warm processes are started when they are first needed, one for each set of variables that
    must hold from the start. One that died is replaced. Code of the kit that changed meanwhile
    is never served: the warm process that holds the old code retires.
    """

    def __init__(self) -> None:
        self._own: dict[_Mark, WarmProcess] = {}
        self._past: list[WarmProcess] = []
        self._lock = Lock()
        atexit.register(self.close)

    def warm(self, environment: Mapping[str, str]) -> None:
        """Start a warm process for such kernels, unless there is one; do not wait for it."""
        with self._lock:
            self._warm(environment)

    def folder(self, environment: Mapping[str, str]) -> Path:
        """A private folder for the sockets of kernels, which stays while this process does."""
        with self._lock:
            kept = (*self._past, *self._own.values()) or (self._warm(environment),)
            return kept[0].folder

    def kernel(self, order: Order, streams: tuple[int, int] = (1, 2)) -> ForkedKernel:
        """Fork a kernel.

        Raises
        ------
        RefusedError
            If no warm process forks one, not even a new one.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            with self._lock:
                warm = self._warm(order.environment)
            try:
                return ForkedKernel(warm.address, order, streams)
            except RefusedError:
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError("the loop returns or raises")

    def close(self) -> None:
        """End all warm processes and their kernels."""
        with self._lock:
            for warm in (*self._own.values(), *self._past):
                warm.stop()
            self._own, self._past = {}, []

    def _warm(self, environment: Mapping[str, str]) -> WarmProcess:
        mark = (*sorted(baked_in(environment).items()), _code())
        for other in [one for one in self._own if one[-1] != mark[-1]]:
            self._own[other].retire()
            self._past.append(self._own.pop(other))
        if mark in self._own and not self._own[mark].is_alive:
            self._past.append(self._own.pop(mark))
        if mark not in self._own:
            self._own[mark] = WarmProcess.start(environment)
        return self._own[mark]


@cache
def source() -> Source:
    """The one of this process."""
    return Source()


def _code() -> tuple[int, int]:
    """Stands for the state of the kit's own files: how many, and when the last one changed."""
    times = [*_changed(str(Path(__file__).parents[1]))]
    return len(times), max(times)


def _changed(folder: str) -> Iterator[int]:
    """When each file of code in `folder` and below changed; asked more than once a page."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from () if entry.name == "__pycache__" else _changed(entry.path)
            elif entry.name.endswith((".py", ".po")):
                yield entry.stat().st_mtime_ns
