"""Instants and dates: which day something happened, how long it took, whether it has happened.

An aware column holds instants in UTC, a naive one holds calendar days; the dtype says which.
Counts, money and periods look at days of the project's time zone, so that units add up at
midnight. Daylight saving needs no care beyond this file: instants are compared as instants and
days as days.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.arrays import TimedeltaArray

from kit.window import Calendar

_ONE_DAY = timedelta(days=1)
_SECONDS_A_DAY = 86_400


def is_instant(series: pd.Series) -> bool:
    """Whether the column holds instants; False where it holds calendar days.

    >>> is_instant(pd.to_datetime(pd.Series(["2026-03-01T10:00Z"])))
    True
    """
    return isinstance(series.dtype, pd.DatetimeTZDtype)


def local_dates(series: pd.Series, calendar: Calendar) -> pd.Series:
    """Days on which things happened, in the calendar's zone.

    Parameters
    ----------
    series
        Instants, or calendar days, which stay as they are.
    calendar
        Names the time zone.

    Returns
    -------
    Series
        Naive midnights (``datetime64``), same index; missing stays missing.

    Examples
    --------
    >>> late = pd.to_datetime(pd.Series(["2026-03-01T23:30Z"]))
    >>> str(local_dates(late, Calendar("Europe/Madrid"))[0].date())
    '2026-03-02'
    """
    days = series.array  # one column is made in the end, and none at each step
    if is_instant(series):
        days = days.tz_convert(calendar.timezone).tz_localize(None)
    return pd.Series(days.normalize(), series.index, name=series.name, copy=False)


def days_between(start: pd.Series, end: pd.Series, calendar: Calendar) -> pd.Series:
    """How many days lie between two columns, never less than 0.

    Two instants give the exact fraction of 24 hours. Where either end is a calendar day, both
    are compared as days of the calendar's zone, which gives whole numbers.

    Returns
    -------
    Series
        Days as floats, on the index of `start`; NaN where either end is missing.

    Examples
    --------
    >>> start = pd.to_datetime(pd.Series(["2026-03-01T12:00Z"]))
    >>> float(days_between(start, start + pd.Timedelta(hours=36), Calendar())[0])
    1.5
    """
    if not (is_instant(start) and is_instant(end)):
        start, end = local_dates(start, calendar), local_dates(end, calendar)
    passed = end - start
    days = cast(TimedeltaArray, passed.array).total_seconds() / _SECONDS_A_DAY
    return pd.Series(np.maximum(days, 0.0), passed.index, name=passed.name, copy=False)


def end_of(as_of: date, calendar: Calendar) -> pd.Timestamp:
    """First instant after `as_of`, in UTC.

    >>> end_of(date(2026, 3, 28), Calendar("Europe/Madrid")).isoformat()
    '2026-03-28T23:00:00+00:00'
    """
    return _end_of(as_of, calendar.timezone)


def by_end_of(series: pd.Series, as_of: date, calendar: Calendar) -> pd.Series:
    """Which rows had happened by the end of `as_of`; a missing time has not.

    >>> when = pd.to_datetime(pd.Series(["2026-03-28T22:59Z", "2026-03-28T23:00Z", None]))
    >>> by_end_of(when, date(2026, 3, 28), Calendar("Europe/Madrid")).tolist()
    [True, False, False]
    """
    return series < _first_after(series, as_of, calendar)


def after_end_of(series: pd.Series, as_of: date, calendar: Calendar) -> NDArray[np.bool_]:
    """Which rows happened after the end of `as_of`; a missing time is none of them.

    >>> when = pd.to_datetime(pd.Series(["2026-03-28T22:59Z", "2026-03-28T23:00Z", None]))
    >>> after_end_of(when, date(2026, 3, 28), Calendar("Europe/Madrid")).tolist()
    [False, True, False]
    """
    # Of an array and not of a column, which takes many times longer to make than to fill.
    return np.asarray(series.array >= _first_after(series, as_of, calendar), dtype=bool)


def _first_after(
    series: pd.Series, as_of: date, calendar: Calendar
) -> pd.Timestamp | np.datetime64:
    """What no time in `series` up to the end of `as_of` reaches, in the terms of `series`."""
    if is_instant(series):
        return end_of(as_of, calendar)
    return np.datetime64(as_of + _ONE_DAY, "us")


@cache
def _end_of(as_of: date, timezone: str) -> pd.Timestamp:
    return pd.Timestamp(Calendar(timezone).midnight(as_of + _ONE_DAY)).as_unit("us")
