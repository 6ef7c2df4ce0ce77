"""Working time between instants: exact through daylight saving, nights and holidays.

An instant is working time if the clock on the wall of the unit's zone shows a time within an
opening span. The working time up to an instant is a piecewise linear function of the wall clock,
plus what clock changes repeated or skipped before; two look-ups and a difference give the working
time of any number of spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.window import Calendar, Week, WorkingTime

Whole = NDArray[np.int64]
_MINUTE, _HOUR = 60_000_000, 3_600_000_000
_DAY = 24 * _HOUR
_YEAR = 365 * _DAY
_MONDAY = 3
"""Weekday of 1970-01-01, counted from Monday."""


def working_hours(
    start: pd.Series, end: pd.Series, week: Week, zone: str, holidays: Sequence[str] = ()
) -> pd.Series:
    """Hours of working time between two columns, never less than 0.

    Parameters
    ----------
    start, end
        Instants (aware). Calendar days (naive) stand for the beginning of the day in `zone`.
    week
        Opening spans of each weekday in minutes since its midnight (`kit.params.working_week`); a
        span that ends after midnight belongs to the day on which it starts.
    zone
        IANA name of the time zone in which the week is meant.
    holidays
        ISO dates on which no span starts.

    Returns
    -------
    pandas.Series
        Hours on the index of `start`; NaN where either end is missing, and everywhere for a week
        without spans.

    Examples
    --------
    >>> from kit.window import OFFICE_WEEK
    >>> friday = pd.to_datetime(pd.Series(["2026-03-27T16:00Z"]))
    >>> monday = pd.to_datetime(pd.Series(["2026-03-30T08:00Z"]))
    >>> working_hours(friday, monday, OFFICE_WEEK, "Europe/Madrid").tolist()
    [2.0]
    """
    hours = np.full(len(start), np.nan)
    whole = (start.notna().to_numpy()) & (end.notna().to_numpy())
    if any(week) and whole.any():
        begin, finish = (_instants(one.iloc[whole], zone) for one in (start, end))
        first, last = _range(begin, finish)
        clock = _Clock.of_years(zone, first // _YEAR, last // _YEAR)
        opening = _Opening.of(week, holidays, *_range(clock.wall(begin), clock.wall(finish)))
        worked = _worked(finish, clock, opening) - _worked(begin, clock, opening)
        hours[whole] = np.maximum(worked, 0) / _HOUR
    return pd.Series(hours, index=start.index)


def elapsed_working_hours(
    records: pd.DataFrame, start: pd.Series, end: pd.Series, calendar: Calendar
) -> pd.Series:
    """Hours of working time between two columns, each row by the working time of its unit.

    Parameters
    ----------
    records
        Their `region` and `team` say whose working time counts: the team's, else the region's,
        else the company's. Where the calendar has none, office hours in its own zone.
    start, end
        As `working_hours` takes them, on the index of `records`.

    Returns
    -------
    pandas.Series
        Hours on the index of `records`.

    Examples
    --------
    >>> rows = pd.DataFrame({"region": ["EMEA"], "team": ["Night"]})
    >>> night = WorkingTime((("EMEA", "Night"),), (((1320, 1800),),) * 7, "Europe/Madrid")
    >>> at = pd.to_datetime(pd.Series(["2026-03-03T20:00Z"]))
    >>> calendar = Calendar("Europe/Madrid", working=(night,))
    >>> elapsed_working_hours(rows, at, at + pd.Timedelta(hours=12), calendar).tolist()
    [8.0]
    """
    times, codes = _times_of(records, calendar)
    hours = np.full(len(records), np.nan)
    for number, time in enumerate(times):
        rows = np.flatnonzero(codes == number)
        part = start.iloc[rows], end.iloc[rows]
        hours[rows] = working_hours(*part, time.week, time.timezone, time.holidays)
    return pd.Series(hours, index=records.index)


def is_working_time(records: pd.DataFrame, at: pd.Series, calendar: Calendar) -> pd.Series:
    """Whether each instant lies in the working time of its row's unit; False where missing.

    Calendar days have no time of day: for them it is whether anybody works on that day.
    """
    step = pd.Timedelta(minutes=1) if _is_aware(at) else pd.Timedelta(days=1)
    # Hours begin and end with a minute: the one that `at` lies in tells, not the next one.
    begun = at.dt.floor("min") if _is_aware(at) else at
    return elapsed_working_hours(records, begun, begun + step, calendar).gt(0)


def _times_of(records: pd.DataFrame, calendar: Calendar) -> tuple[list[WorkingTime], Whole]:
    """All working times, and the number of each record's."""
    times = [*calendar.working, WorkingTime((), timezone=calendar.timezone)]
    holder = {unit: number for number, one in enumerate(times) for unit in one.units}
    fallback = holder.get(("", ""), len(times) - 1)
    region, team = _names(records, "region"), _names(records, "team")
    width = max(len(team.categories), 1)
    packed, codes = np.unique(
        region.codes.astype(np.int64) * width + team.codes, return_inverse=True
    )
    units = [(region.categories[one // width], team.categories[one % width]) for one in packed]
    numbers = [holder.get(unit, holder.get((unit[0], ""), fallback)) for unit in units]
    return times, np.array(numbers, dtype=np.int64)[codes]


def _names(records: pd.DataFrame, column: str) -> pd.Categorical:
    names = records[column] if column in records else pd.Series("", index=records.index)
    found = pd.Categorical(names)
    if "" not in found.categories:
        found = found.add_categories([""])
    return found.fillna("")


@dataclass(frozen=True)
class _Clock:
    """What the clock on the wall shows: `offsets[n]` holds from the n-th of the `changes` on."""

    changes: Whole
    offsets: Whole

    @classmethod
    @cache
    def of_years(cls, zone: str, first: int, last: int) -> _Clock:
        """Find all clock changes of some years: day by day, then to the microsecond."""
        days = np.arange(first * _YEAR - _DAY, (last + 1) * _YEAR + 2 * _DAY, _DAY, dtype=np.int64)
        offsets = _offsets(days, zone)
        place = np.flatnonzero(np.diff(offsets))
        before, after = days[place], days[place + 1]
        while len(place) and (after - before).max() > 1:
            middle = (before + after) // 2
            is_changed = _offsets(middle, zone) != offsets[place]
            before, after = (
                np.where(is_changed, before, middle),
                np.where(is_changed, middle, after),
            )
        return cls(after, offsets[np.append(0, place + 1)])

    def wall(self, instants: Whole) -> Whole:
        return instants + self.offsets[np.searchsorted(self.changes, instants, side="right")]


@dataclass(frozen=True)
class _Opening:
    """Opening spans on the wall clock, and the working time before each."""

    starts: Whole
    lengths: Whole
    before: Whole

    @classmethod
    def of(cls, week: Week, holidays: Sequence[str], first: int, last: int) -> _Opening:
        """All spans that start between the day before `first` and the day of `last`."""
        days = np.arange(first // _DAY - 1, last // _DAY + 1, dtype=np.int64)
        days = days[~np.isin(days, np.array(holidays, "datetime64[D]").astype(np.int64))]
        weekdays = (days + _MONDAY) % 7
        spans = [
            (days[weekdays == day] * _DAY + opens * _MINUTE, (closes - opens) * _MINUTE)
            for day, of_day in enumerate(week)
            for opens, closes in of_day
        ]
        starts = np.concatenate([one for one, _ in spans])
        lengths = np.repeat([length for _, length in spans], [len(one) for one, _ in spans])
        order = np.argsort(starts)
        starts, lengths = starts[order], lengths[order]
        return cls(starts, lengths, np.append(0, np.cumsum(lengths)))

    def until(self, wall: Whole) -> Whole:
        """Working time up to each time on the wall, in a world without clock changes."""
        place = np.searchsorted(self.starts, wall, side="right")
        inside = np.maximum(place - 1, 0)
        if not len(self.starts):
            return np.zeros_like(wall)
        begun = np.minimum(wall - self.starts[inside], self.lengths[inside])
        return self.before[inside] + np.where(place > 0, begun, 0)


def _worked(instants: Whole, clock: _Clock, opening: _Opening) -> Whole:
    """Working time up to each instant: what the wall says, and what clock changes did to it."""
    shown_before = opening.until(clock.changes + clock.offsets[:-1])
    shown_after = opening.until(clock.changes + clock.offsets[1:])
    shifted = np.append(0, np.cumsum(shown_before - shown_after))
    passed = np.searchsorted(clock.changes, instants, side="right")
    return opening.until(clock.wall(instants)) + shifted[passed]


def _instants(times: pd.Series, zone: str) -> Whole:
    """Microseconds since 1970 in UTC; days stand for their beginning in the zone."""
    if not _is_aware(times):
        first_of_two = np.ones(len(times), dtype=bool)
        times = times.dt.normalize().dt.tz_localize(
            zone, ambiguous=first_of_two, nonexistent="shift_forward"
        )
    return times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]").view(np.int64)


def _offsets(instants: Whole, zone: str) -> Whole:
    there = pd.DatetimeIndex(instants.view("datetime64[us]"), tz="UTC").tz_convert(zone)
    return there.tz_localize(None).to_numpy().view(np.int64) - instants


def _range(*parts: Whole) -> tuple[int, int]:
    return min(int(part.min()) for part in parts), max(int(part.max()) for part in parts)


def _is_aware(times: pd.Series) -> bool:
    return isinstance(times.dtype, pd.DatetimeTZDtype)
