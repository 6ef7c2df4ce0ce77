"""Calendar months as numbers: which one a day falls in, when it begins, where in its quarter.

Days are counted from 1970-01-01, as fractions where instants are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kit.estimates.intervals import Floats
from kit.window import Calendar, Window

RECENT = 72
"""Months with an effect of their own; those before only differ by their place in the quarter."""
AHEAD = 37
"""Months after that of `as_of` whose beginnings are known."""
QUARTER = 3


@dataclass(frozen=True)
class Months:
    """Months from the first record to the end of any forecast.

    Attributes
    ----------
    starts
        First day of each month, as a day number; the last one is where knowledge ends.
    now
        Place of the month that holds `as_of`.
    in_quarter
        0, 1 or 2: place of each month in its fiscal quarter.
    end
        First moment after `as_of`.
    """

    starts: Floats
    now: int
    in_quarter: np.ndarray
    end: float

    @property
    def first_recent(self) -> int:
        """Place of the first month with an effect of its own."""
        return max(self.now + 1 - RECENT, 0)

    @property
    def codes(self) -> np.ndarray:
        """Code of each month up to now: early ones 0 to 2 by place in the quarter, then 3, 4, 5."""
        place = np.arange(self.now + 1)
        early = place < self.first_recent
        return np.where(early, self.in_quarter[: self.now + 1], 3 + place - self.first_recent)

    @property
    def ahead(self) -> Floats:
        """Days from the end of `as_of` to the end of its month, of the next one, and so on."""
        return np.maximum(self.starts[self.now + 1 :] - self.end, 0.0)


def months_of(first: float, window: Window) -> Months:
    """Months from the one that holds the day number `first`."""
    end = float(_number(window.as_of)) + 1
    begin = np.datetime64(int(np.floor(min(first, end - 1))), "D").astype("datetime64[M]")
    now = np.datetime64(window.as_of, "M")
    months = np.arange(begin, now + AHEAD + 1)
    starts = months.astype("datetime64[D]").astype(np.int64).astype(float)
    return Months(
        starts=starts,
        now=int((now - begin).astype(int)),
        in_quarter=_in_quarter(months, window.calendar),
        end=end,
    )


def _in_quarter(months: np.ndarray, calendar: Calendar) -> np.ndarray:
    of_year = months.astype(int) % 12 + 1
    return (of_year - calendar.fiscal_year_start) % QUARTER


def _number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
