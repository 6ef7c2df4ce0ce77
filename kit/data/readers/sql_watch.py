"""A server that hangs is hung up on, so that no read waits for ever."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from threading import Timer
from types import TracebackType
from typing import TypeVar

SILENCE_SECONDS = 16 * 60.0
"""The longest wait for an answer; the server's own limit should end a slow query before."""

T = TypeVar("T")


class Watch:
    """Shuts a line down when nothing was heard on it for too long; whoever waits on it wakes.

    Keepalives only tell that the machine lives, and a stopped process keeps no time limit.

    Parameters
    ----------
    line
        Number of the open socket; None where it is not known, and nothing is watched.
    """

    def __init__(self, line: int | None) -> None:
        self._line = None if line is None else socket.socket(fileno=os.dup(line))
        self._timer: Timer | None = None

    def __enter__(self) -> Watch:
        self._wait_anew()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._line is not None:
            self._line.close()

    def heard(self, answers: Iterable[T]) -> Iterator[T]:
        """Pass answers on; each starts the wait anew."""
        for answer in answers:
            self._wait_anew()
            yield answer

    def _wait_anew(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._line is not None:
            self._timer = Timer(SILENCE_SECONDS, self._hang_up, [self._line])
            self._timer.daemon = True
            self._timer.start()

    @staticmethod
    def _hang_up(line: socket.socket) -> None:
        with suppress(OSError):  # it broke off by itself
            line.shutdown(socket.SHUT_RDWR)
