"""Pages that wait for their turn, and which of them is next."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Condition

LARGE = 3_000_000
"""Rows from which on a page is large: read and computed with, they may take gigabytes."""


class Line:
    """Indices of pages, handed out in order to threads that work side by side.

    Two large pages are never at work at the same time, because the memory that each may take does
    not fit twice; smaller ones overtake the second.

    Parameters
    ----------
    rows
        How many rows each page may open.
    """

    def __init__(self, rows: Sequence[int]) -> None:
        self._is_large = [one >= LARGE for one in rows]
        self._waiting = dict.fromkeys(range(len(rows)))
        self._is_busy = False
        self._changed = Condition()

    def take(self) -> int | None:
        """The next page; None when none is left. Waits while only large ones are, and one works."""
        with self._changed:
            while self._waiting:
                for index in self._waiting:
                    if not (self._is_busy and self._is_large[index]):
                        del self._waiting[index]
                        self._is_busy = self._is_busy or self._is_large[index]
                        return index
                self._changed.wait()
        return None

    def leave(self, index: int) -> None:
        """Say that a page that was taken is done."""
        if self._is_large[index]:
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()

    def close(self) -> None:
        """Hand out nothing more."""
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()
