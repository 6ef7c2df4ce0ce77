"""Quotes with the opportunity they belong to, and how and when each was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.data.positions import positions
from kit.data.times import is_instant, local_dates
from kit.estimates.intervals import Floats
from kit.kpis.known import known
from kit.kpis.stages.clock import MISSING, days, on_one_clock
from kit.window import Window

OPEN, ACCEPTED, REFUSED = 0, 1, 2


class Decisions(NamedTuple):
    """One row per quote of a known opportunity.

    Attributes
    ----------
    quotes
        As known on `as_of`, with the dimensions of their opportunities.
    ended_at
        When each was decided, or its opportunity closed without that; missing while it is open.
    cause
        `ACCEPTED`, `REFUSED` (rejected or expired), else `OPEN`: nobody has decided.
    """

    quotes: pd.DataFrame
    ended_at: pd.Series
    cause: NDArray[np.int64]

    @property
    def decided_at(self) -> pd.Series:
        """When each was decided; missing where it was not."""
        return self.ended_at.mask(self.cause == OPEN)

    def ages(self, window: Window) -> Floats:
        """Days from the issue to the end, or to that of `as_of`."""
        (issued, ended), seen = on_one_clock(window, self.quotes["issued_at"], self.ended_at)
        return days(issued, np.where(ended == MISSING, seen, ended))


def decisions(
    opportunities: pd.DataFrame, quotes: pd.DataFrame, window: Window, by: Sequence[str] = ()
) -> Decisions:
    """Tell how each quote was decided by `as_of`.

    A decision without a date is taken to have come with the close of the opportunity; while that is
    open, so is the quote. One that nobody decided until the close is seen until then: whether it
    was the accepted one of a won opportunity is not known. Quotes of unknown opportunities are
    left out.

    Parameters
    ----------
    opportunities
        As `known` gives them, columns of `by` categorical.
    quotes
        Canonical table.
    by
        Dimensions of opportunities.
    """
    issued = known(quotes, window, table="quotes", read=["opportunity_id", "status", "amount"])
    row = positions(issued["opportunity_id"], opportunities["opportunity_id"])
    inside = (row >= 0) & issued["issued_at"].notna().to_numpy(bool)
    issued, sale = issued[inside], opportunities.iloc[row[inside]]
    own = {name: sale[name].array for name in by}
    closed = pd.Series(sale["closed_at"].array, index=issued.index)
    closed = closed.where(sale["status"].ne("open").to_numpy(bool))
    is_sent = issued["status"].eq("sent")
    ended = _filled(issued["decided_at"].mask(is_sent), closed, window)
    cause = np.where(issued["status"].eq("accepted"), ACCEPTED, REFUSED)
    cause = np.where(ended.isna() | is_sent, OPEN, cause)
    return Decisions(issued.assign(**own), ended, cause)


def _filled(decided: pd.Series, closed: pd.Series, window: Window) -> pd.Series:
    """`decided`, and where it is missing `closed`; days where either of them holds days."""
    if not decided.notna().any():
        return closed
    if is_instant(decided) != is_instant(closed):
        decided = local_dates(decided, window.calendar)
        closed = local_dates(closed, window.calendar)
    return decided.fillna(closed)
