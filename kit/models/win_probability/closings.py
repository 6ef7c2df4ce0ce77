"""When opportunities close: at which age, and in which month of a fiscal quarter.

Won and lost ones close at different ages, and in many companies more is won as a quarter ends.
Neither is known when an opportunity starts, but how its end will fall on both is: from the ages at
which opportunities end (product limit with delayed entry) and from its first day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import Series

from kit.data.times import local_dates
from kit.estimates.curves import product_limit
from kit.estimates.intervals import Floats
from kit.estimates.risk import risk_table
from kit.kpis.durations import Durations
from kit.window import Calendar

MONTHS = 3
_BINS, _FEWEST = 10, 30


@dataclass(frozen=True)
class Closings:
    """Ages at which opportunities close.

    Attributes
    ----------
    edges
        Inner edges, in whole days, of the bins of age.
    days, share
        Ages in whole days, and the share of all that close which closes then; adds up to 1.
    calendar
        Says when fiscal quarters start.
    """

    edges: Floats
    days: np.ndarray
    share: Floats
    calendar: Calendar

    @property
    def cells(self) -> int:
        """Number of cells: bins of age by months of the quarter."""
        return (len(self.edges) + 1) * MONTHS

    def cell(self, age: Floats, month: np.ndarray) -> np.ndarray:
        """Cell of a close at an age in days and in a month of the quarter, 0 to 2."""
        return np.searchsorted(self.edges, np.floor(age), side="right") * MONTHS + month

    def ahead(self, created: Series) -> tuple[Floats, np.ndarray]:
        """Chances of each cell for opportunities by the day on which they start.

        Returns
        -------
        chances, row
            One row of chances per distinct day, each adding up to 1, and the row of each record.
            A day that is not known has the mean of all that are.
        """
        day = local_dates(created, self.calendar).to_numpy("datetime64[D]")
        distinct, row = np.unique(day[~np.isnat(day)], return_inverse=True)
        ages = self.days.astype("timedelta64[D]")
        month = month_of_quarter(distinct[:, None] + ages, self.calendar)
        cell = self.cell(np.broadcast_to(self.days, month.shape).astype(float), month)
        place = cell + self.cells * np.arange(len(distinct))[:, None]
        weight = np.broadcast_to(self.share, month.shape)
        flat = np.bincount(place.ravel(), weight.ravel(), self.cells * len(distinct))
        known = flat.reshape(len(distinct), self.cells)
        mean = known.mean(axis=0) if len(known) else np.full(self.cells, 1 / self.cells)
        rows = np.full(len(day), len(distinct))
        rows[~np.isnat(day)] = row
        return np.vstack([known, mean]), rows


def closings(spans: Durations, calendar: Calendar) -> Closings:
    """Find the ages at which the opportunities in `spans` close.

    Bins hold about equally many closes, and at least 30 where there are as many.
    """
    age = np.floor(spans.exit[spans.cause > 0])
    bins = int(np.clip(len(age) // _FEWEST, 1, _BINS))
    edges = np.unique(np.quantile(age, np.arange(1, bins) / bins)) if len(age) else np.empty(0)
    table = risk_table(spans.entry, spans.exit, (spans.cause > 0).astype(int))
    before, _ = product_limit(table)
    ended = before * table.ends[0] / table.at_risk
    days, place = np.unique(np.floor(table.time).astype(np.int64), return_inverse=True)
    if not len(days):
        return Closings(edges, np.zeros(1, dtype=np.int64), np.ones(1), calendar)
    share = np.bincount(place, ended)
    return Closings(edges, days, share / share.sum(), calendar)


def month_of_quarter(day: np.ndarray, calendar: Calendar) -> np.ndarray:
    """Month of the fiscal quarter, 0 to 2, that each day (`datetime64`) lies in.

    >>> month_of_quarter(np.array(["2026-01-31", "2026-03-01"], "datetime64[D]"), Calendar())
    array([0, 2])
    """
    month = day.astype("datetime64[M]").astype(np.int64)
    return (month - (calendar.fiscal_year_start - 1)) % MONTHS


def closing_days(spans: Durations, calendar: Calendar) -> np.ndarray:
    """Days on which those that ended did, in the calendar's zone."""
    closed = pd.Series(spans.opportunities["closed_at"])[spans.cause > 0]
    return local_dates(closed, calendar).to_numpy("datetime64[D]")
