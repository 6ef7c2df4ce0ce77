"""From which days the past is forecast: month ends whose target is over by now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from pandas import DataFrame

from kit.data.times import local_dates
from kit.kpis.quality.recording import first_day
from kit.window import Calendar, Window

Horizon = Literal["month", "quarter"]
MONTHS: dict[Horizon, int] = {"month": 1, "quarter": 3}
"""Months of a target. A quarter is any three months in a row: it starts where its origin ends."""
HISTORY = 3
"""Months of recorded closes that any forecast asks for."""


class Origin(NamedTuple):
    """A day from whose evening the days `start` up to, not including, `end` are forecast."""

    day: date
    start: date
    end: date


def origins(
    opportunities: DataFrame,
    window: Window,
    *,
    horizon: Horizon = "quarter",
    every: int = 1,
    most: int = 12,
) -> tuple[Origin, ...]:
    """Month ends from which a past target can be forecast and compared, oldest first.

    Parameters
    ----------
    opportunities
        One row per opportunity. `HISTORY` months must have passed since the month of the first
        recorded close.
    window
        Its `as_of` is the last day that a target may hold.
    horizon
        Length of the target.
    every
        Months between origins; the targets overlap where it is less than the horizon.
    most
        How many origins at most: the newest.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"closed_at": pd.to_datetime(["2025-11-03", "2026-05-04"])})
    >>> [str(one.day) for one in origins(table, Window(date(2026, 6, 30)))]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    first = first_day(local_dates(opportunities["closed_at"], window.calendar))
    if first is None:
        return ()
    calendar, length = window.calendar, MONTHS[horizon]
    earliest = calendar.step(calendar.floor(first, "month"), "month", HISTORY)
    found: list[Origin] = []
    start = calendar.step(calendar.floor(window.end, "month"), "month", -length)
    while start >= earliest and len(found) < most:
        found.append(target_from(start, horizon, calendar))
        start = calendar.step(start, "month", -every)
    return tuple(found[::-1])


def target_from(start: date, horizon: Horizon, calendar: Calendar) -> Origin:
    """The origin whose target starts on `start`, the first day of a month."""
    return Origin(start - timedelta(days=1), start, calendar.step(start, "month", MONTHS[horizon]))
