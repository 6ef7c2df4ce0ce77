"""Months: those that are forecast, and totals of those that have been.

A month has a number, 12 × year + month − 1, so that months can be counted with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kit.estimates.intervals import Floats

LONGEST = 60
"""Months of history that are looked at: older ones say little, and may be typing errors."""
MEAN_DAYS = 365.25 / 12


@dataclass(frozen=True)
class Ahead:
    """The running month and the `months` after it.

    Attributes
    ----------
    as_of
        Last day that is known.
    months
        How many months after the running one.

    Examples
    --------
    >>> ahead = Ahead(date(2026, 1, 30), 2)
    >>> ahead.ends.tolist(), ahead.days.tolist()
    ([1, 29, 60], [1, 28, 31])
    """

    as_of: date
    months: int

    @property
    def numbers(self) -> np.ndarray:
        """Numbers of the months."""
        return number_of(self.as_of) + np.arange(self.months + 1)

    @property
    def starts(self) -> pd.DatetimeIndex:
        """First days of the months."""
        return pd.DatetimeIndex(first_days(self.numbers))

    @property
    def ends(self) -> np.ndarray:
        """Days from `as_of` to the last day of each month; 0 where the month is over."""
        after = first_days(self.numbers + 1).astype(np.int64)
        return after - 1 - (self.as_of - date(1970, 1, 1)).days

    @property
    def days(self) -> np.ndarray:
        """Days of each month that are still to come."""
        return np.diff(self.ends, prepend=0)


@dataclass(frozen=True)
class History:
    """What happened in each month since recording began.

    Attributes
    ----------
    numbers
        Numbers of the months, without gaps, the running one last.
    days
        Days of each month under observation.
    totals
        Number or amount, one row per team, one column per month.
    """

    numbers: np.ndarray
    days: Floats
    totals: Floats

    @property
    def exposure(self) -> Floats:
        """Months under observation: 1 for one of mean length that was seen whole."""
        return self.days / MEAN_DAYS


def history(
    happened: np.ndarray, codes: np.ndarray, values: Floats, teams: int, since: date, as_of: date
) -> History:
    """Monthly totals per team from `since` to `as_of`, the last `LONGEST` months at most.

    Parameters
    ----------
    happened
        Days (``datetime64``) on which the records count; those outside are left out.
    codes, values
        Team of each record, 0 to `teams` − 1, and what it adds.
    """
    last = number_of(as_of)
    first = max(number_of(since), last - LONGEST + 1)
    numbers = np.arange(first, last + 1)
    from_day = max(np.datetime64(since, "D"), first_days(numbers[:1])[0])
    edges = np.append(first_days(numbers), np.datetime64(as_of, "D") + 1)
    edges[0] = from_day
    day = happened.astype("datetime64[D]")
    inside = (day >= from_day) & (day < edges[-1])
    month = np.searchsorted(edges, day[inside], side="right") - 1
    cell = codes[inside] * len(numbers) + month
    totals = np.bincount(cell, values[inside], teams * len(numbers)).astype(float)
    days = np.diff(edges).astype(float)
    return History(numbers, days, totals.reshape(teams, len(numbers)))


def number_of(day: date) -> int:
    """Number of the month that holds `day`.

    >>> number_of(date(2026, 1, 31)) - number_of(date(2025, 12, 1))
    1
    """
    return 12 * day.year + day.month - 1


def first_days(numbers: np.ndarray) -> np.ndarray:
    """First days (``datetime64[D]``) of the months with these numbers."""
    return (numbers - 12 * 1970).astype("datetime64[M]").astype("datetime64[D]")
