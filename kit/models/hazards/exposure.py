"""Days at risk and ends, counted exactly by age bin × calendar month × factors.

Each opportunity is a line in the plane of calendar time and age: it enters a cell when it reaches
a bin's first age or a month's first day, and leaves it at the next such moment. Lengths of these
pieces are added up in one pass per bin. Cells without days are not kept, and combinations of
members are numbered as they occur, so that the table is as large as the data, not as all
combinations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.estimates.intervals import Floats
from kit.models.hazards.ages import bins_of
from kit.models.hazards.months import QUARTER, Months


@dataclass(frozen=True)
class Spells:
    """When opportunities were under observation.

    Attributes
    ----------
    born
        Moment of creation, in days since 1970.
    entry, exit
        Ages between which they were observed; `exit` is greater.
    cause
        0 open, 1 won, 2 lost.
    profile
        Number of each one's combination of members.
    """

    born: Floats
    entry: Floats
    exit: Floats
    cause: np.ndarray
    profile: np.ndarray


@dataclass(frozen=True)
class Cells:
    """Days at risk by time cell and profile, and the ends in their margins.

    Attributes
    ----------
    bins, months
        Bin and code of the month of each time cell.
    time, profile
        Time cell and profile of each cell with days in it.
    days
        Days at risk in it.
    ends_by_time, ends_by_profile
        Ends by cause (won, lost): all that the likelihood of an additive log hazard needs.
    """

    bins: np.ndarray
    months: np.ndarray
    time: np.ndarray
    profile: np.ndarray
    days: Floats
    ends_by_time: Floats
    ends_by_profile: Floats


def count(spells: Spells, edges: Floats, months: Months, profiles: int) -> Cells:
    """Count days and ends of `spells`; `profiles` is the number of combinations."""
    calendar = _Days.of(months)
    width = int(months.codes.max()) + 1
    times, owners, lengths = [], [], []
    for bin_ in range(len(edges)):
        days = _days_in(bin_, spells, edges, calendar, width, profiles)
        filled = np.flatnonzero(days)
        times.append(filled % width + bin_ * width)
        owners.append(filled // width)
        lengths.append(days[filled])
    time, profile = np.concatenate(times), np.concatenate(owners)
    ends_by_time, ends_by_profile = _ends(spells, edges, calendar, width, profiles)
    used = np.union1d(time, np.flatnonzero(ends_by_time.any(axis=0)))
    return Cells(
        bins=used // width,
        months=used % width,
        time=np.searchsorted(used, time),
        profile=profile,
        days=np.concatenate(lengths),
        ends_by_time=ends_by_time[:, used],
        ends_by_profile=ends_by_profile,
    )


@dataclass(frozen=True)
class _Days:
    """What is known of each day from `first` to `end`.

    Attributes
    ----------
    recent
        First day of the first month with a code of its own.
    code, next_start
        Code of each day's month, and the first day of the next month.
    early_by
        Days before `recent` and before each day, by place in the quarter.
    """

    first: int
    end: float
    recent: float
    code: np.ndarray
    next_start: Floats
    early_by: Floats

    @classmethod
    def of(cls, months: Months) -> _Days:
        first, past = int(months.starts[0]), int(months.starts[months.now + 1])
        place = np.searchsorted(months.starts, np.arange(first, past), side="right") - 1
        code = months.codes[place].astype(np.int64)
        recent = float(months.starts[months.first_recent])
        is_place = code[: int(recent) - first] == np.arange(QUARTER)[:, None]
        early_by = np.pad(np.cumsum(is_place, axis=1, dtype=float), ((0, 0), (1, 0)))
        return cls(first, months.end, recent, code, months.starts[place + 1], early_by)

    def at(self, moments: Floats) -> np.ndarray:
        """Place of each moment's day; a change of the clock can push one past the last day."""
        return np.minimum((moments - self.first).astype(np.int64), len(self.code) - 1)

    def early(self, place: int, moments: Floats) -> Floats:
        """Days in months at that place of a quarter, before `recent` and before each moment."""
        passed = np.minimum(moments, self.recent) - self.first
        return np.interp(passed, np.arange(self.early_by.shape[1]), self.early_by[place])


def _days_in(
    bin_: int, spells: Spells, edges: Floats, calendar: _Days, width: int, profiles: int
) -> Floats:
    """Days of one age bin by profile and month, flat."""
    low = edges[bin_]
    high = edges[bin_ + 1] if bin_ + 1 < len(edges) else np.inf
    inside = np.flatnonzero((spells.exit > low) & (spells.entry < high))
    born = spells.born[inside]
    stop = np.minimum(born + np.minimum(spells.exit[inside], high), calendar.end)
    start = np.minimum(born + np.maximum(spells.entry[inside], low), stop)
    row = spells.profile[inside] * width
    total = np.zeros(width * profiles)
    for place in range(QUARTER if len(start) and start.min() < calendar.recent else 0):
        days = calendar.early(place, stop) - calendar.early(place, start)
        total += np.bincount(row + place, days, minlength=len(total))
    late = np.flatnonzero(stop > calendar.recent)
    start, stop, row = np.maximum(start[late], calendar.recent), stop[late], row[late]
    while len(start):
        day = calendar.at(start)
        until = np.minimum(stop, calendar.next_start[day])
        total += np.bincount(row + calendar.code[day], until - start, minlength=len(total))
        further = np.flatnonzero(stop > until)
        start, stop, row = until[further], stop[further], row[further]
    return total


def _ends(
    spells: Spells, edges: Floats, calendar: _Days, width: int, profiles: int
) -> tuple[Floats, Floats]:
    """Ends by cause and time cell, and by cause and profile."""
    by_time = np.zeros((2, len(edges) * width))
    by_profile = np.zeros((2, profiles))
    for row in range(2):
        ended = np.flatnonzero(spells.cause == row + 1)
        exit = spells.exit[ended]
        just_before = np.nextafter(spells.born[ended] + exit, -np.inf)
        time = bins_of(exit, edges) * width + calendar.code[calendar.at(just_before)]
        by_time[row] = np.bincount(time, minlength=by_time.shape[1])
        by_profile[row] = np.bincount(spells.profile[ended], minlength=profiles)
    return by_time, by_profile
