"""How long pages will take: the longest first, and when all will be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kit.ledger import PageId

_ALL = ""
"""In place of a notebook's name: every page there is."""


class Expected:
    """Seconds that pages will take, by what they and their like took before.

    Parameters
    ----------
    durations
        Seconds that each page took when it last ran well; none where it never did.
    workers
        How many run side by side; can be set anew.

    Examples
    --------
    >>> sales, new = PageId("", "", "sales", "en"), PageId("EMEA", "", "sales", "en")
    >>> expected = Expected({sales: 4.0}, workers=2)
    >>> expected.seconds(new), expected.left([sales, new])
    (4.0, 4.0)
    """

    def __init__(self, durations: Mapping[PageId, float], workers: int) -> None:
        self._durations: dict[PageId, float] = {}
        self._sums: dict[str, tuple[float, int]] = {}
        self.workers = workers
        for page, seconds in durations.items():
            self.learn(page, seconds)

    def learn(self, page: PageId, seconds: float) -> None:
        """Take in what a page took."""
        self._durations[page] = seconds
        for group in (page.notebook, _ALL):
            total, count = self._sums.get(group, (0.0, 0))
            self._sums[group] = (total + seconds, count + 1)

    def seconds(self, page: PageId) -> float | None:
        """What a page will take: as before, else as its like; None where nothing ever ran."""
        if page in self._durations:
            return self._durations[page]
        return self._mean(page.notebook) or self._mean(_ALL)

    def longest_first(self, pages: Sequence[PageId]) -> list[int]:
        """Positions of `pages`: those never seen nor their like, then those that take longest."""

        def length(index: int) -> float:
            page = pages[index]
            known = self._durations.get(page) or self._mean(page.notebook)
            return float("inf") if known is None else known

        return sorted(range(len(pages)), key=lambda index: -length(index))

    def left(self, pages: Sequence[PageId]) -> float | None:
        """Seconds until `pages` are done; None where nothing is known."""
        if not pages:
            return 0.0
        each = [self.seconds(page) or 0.0 for page in pages]
        return max(sum(each) / self.workers, *each, 0.0) if self._sums else None

    def _mean(self, group: str) -> float | None:
        total, count = self._sums.get(group, (0.0, 0))
        return total / count if count else None
