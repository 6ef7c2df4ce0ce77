"""Finding a heading among those of a file, as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kit.data.readers.words import UNSEEN

_NOTHING = dict.fromkeys(map(ord, UNSEEN))


def folded(heading: str) -> str:
    """A heading without regard to case, spaces and characters that no eye sees.

    >>> folded(" Deal  Owner") == folded("deal owner")
    True
    """
    return " ".join(heading.translate(_NOTHING).casefold().split())


LINE = "(line)"
"""Stands for the number of the line, where a file has no column that names its rows."""


class Headings:
    """The headings of one file, by position; `LINE` has the position -1.

    >>> headings = Headings(["Record ID", "Deal Owner"])
    >>> headings.place("deal owner"), headings.first(["Owner", "Deal owner"]), headings.place("x")
    (1, 1, None)
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._exact = {name: place for place, name in reversed(list(enumerate(names)))}
        self._folded = {folded(name): place for place, name in reversed(list(enumerate(names)))}

    def place(self, name: str) -> int | None:
        """Position of the heading called so, in the same or another case; None if it is absent."""
        if name == LINE:
            return -1
        return self._exact.get(name, self._folded.get(folded(name)))

    def place_is_known(self, name: str) -> bool:
        """Whether the heading is there."""
        return self.place(name) is not None

    def first(self, names: Iterable[str]) -> int | None:
        """Position of the first of several spellings that is there."""
        return next((place for name in names if (place := self.place(name)) is not None), None)

    def has(self, names: Iterable[str]) -> bool:
        """Whether any of several spellings is there."""
        return self.first(names) is not None
