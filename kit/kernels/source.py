"""Where a process gets its forked processes from: warm processes, started on demand."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from threading import Lock

from kit.kernels.forked import ForkedProcess, RefusedError
from kit.kernels.messages import Order
from kit.kernels.process import WarmProcess
from kit.kernels.warmth import Kind, kind_of

_ATTEMPTS = 2


class Source:
    """Forked processes for one process that orders them.

    Warm processes are started when they are first needed, one for each set of variables that
    must hold from the start. One that died is replaced. Code of the kit that changed meanwhile
    is never served: the warm process that holds the old code retires.

    Parameters
    ----------
    start
        Starts a warm process, given the environment of what will be forked from it.
    """

    def __init__(
        self, start: Callable[[Mapping[str, str]], WarmProcess] = WarmProcess.start
    ) -> None:
        self._start = start
        self._own: dict[Kind, WarmProcess] = {}
        self._past: list[WarmProcess] = []
        self._is_closed = False
        self._lock = Lock()
        atexit.register(self.close)

    def adopt(self, warm: WarmProcess, kind: Kind) -> None:
        """Fork from a warm process that somebody else started, if only what is of its kind."""
        with self._lock:
            self._own[kind] = warm

    def warm(self, environment: Mapping[str, str]) -> None:
        """Start a warm process for such orders, unless there is one; do not wait for it."""
        with self._lock:
            self._warm(environment)

    def folder(self, environment: Mapping[str, str]) -> Path:
        """A private folder for the sockets of kernels, which stays while this process does."""
        with self._lock:
            kept = (*self._past, *self._own.values()) or (self._warm(environment),)
            return kept[0].folder

    def fork(self, order: Order, streams: tuple[int, ...] = (1, 2)) -> ForkedProcess:
        """Fork what is ordered.

        Raises
        ------
        RefusedError
            If no warm process forks it, not even a new one, or this source is closed.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            with self._lock:
                warm = self._warm(order.environment)
            try:
                return ForkedProcess(warm.address, order, streams)
            except RefusedError:
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError("the loop returns or raises")

    def close(self) -> None:
        """End all warm processes and what came from them, for good."""
        atexit.unregister(self.close)
        with self._lock:
            self._is_closed = True
            for warm in (*self._own.values(), *self._past):
                warm.stop()
            self._own, self._past = {}, []

    def _warm(self, environment: Mapping[str, str]) -> WarmProcess:
        if self._is_closed:
            raise RefusedError("No more processes are forked.")
        kind = kind_of(environment)
        for other in [one for one in self._own if one[-1] != kind[-1]]:
            self._own[other].retire()
            self._past.append(self._own.pop(other))
        if kind in self._own and not self._own[kind].is_alive:
            self._past.append(self._own.pop(kind))
        if kind not in self._own:
            self._own[kind] = self._start(environment)
        return self._own[kind]


@cache
def source() -> Source:
    """The one of this process."""
    return Source()
