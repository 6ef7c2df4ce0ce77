"""The step that all survival KPIs share: opportunities → ages at entry and exit, and the end.

Ages are days since creation. Where `created_at` and `closed_at` are both instants they are exact
fractions; otherwise whole days. Open opportunities are seen until the end of `as_of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kit.data.times import days_between, end_of, is_instant, local_dates
from kit.estimates.intervals import Floats
from kit.kpis.known import known
from kit.kpis.quality.recording import first_day, is_late_start
from kit.window import Window

WON, LOST = 1, 2
_AGES = ("created_at", "closed_at", "status")


@dataclass(frozen=True)
class Durations:
    """How long opportunities were under observation, and what ended them.

    Attributes
    ----------
    opportunities
        The opportunities with an age, as known on `as_of`, in the order of the arrays.
    entry
        Age in days at which observation began: 0, or the age when recording began.
    exit
        Age in days at the close, or on `as_of` where still open.
    cause
        0 open, 1 won, 2 lost.
    recording_start
        First day on which closes were recorded, where that was later than creations began;
        else None.
    """

    opportunities: pd.DataFrame
    entry: Floats
    exit: Floats
    cause: np.ndarray
    recording_start: date | None


def durations(
    opportunities: pd.DataFrame,
    window: Window,
    by: Sequence[str] = (),
    *,
    columns: Sequence[str] | None = None,
) -> Durations:
    """Ages at entry and exit of the opportunities known on `as_of`.

    Delayed entry: where the first close is recorded so late that closes before it must be missing
    (`is_late_start`), those created earlier are only in the file because they were still open when
    recording began. They count from the age they had then. Otherwise everybody counts from 0.

    Parameters
    ----------
    opportunities
        One row per opportunity; those without a creation, and closed ones without a date, have no
        age and are left out.
    window
        Gives `as_of` and the calendar.
    by
        Columns that the opportunities will be split by, made categorical.
    columns
        Further columns that are asked of the opportunities beside those of `by` and of their ages;
        all, unless given.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-20", None]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", None, None]),
    ...     "status": ["won", "open", "open"], "amount": [75.0, None, None]})
    >>> spans = durations(table, Window(date(2026, 1, 31)))
    >>> spans.exit.tolist(), spans.cause.tolist()
    ([10.0, 11.0], [1, 0])
    """
    read = None if columns is None else (*_AGES, *columns)
    records = known(opportunities, window, by, read=read)
    is_open = records["status"].eq("open")
    has_age = records["created_at"].notna() & (is_open | records["closed_at"].notna())
    if not has_age.all():
        records, is_open = records[has_age], is_open[has_age]
    cause = np.where(is_open, 0, np.where(records["status"].eq("won"), WON, LOST))
    created, closed = _same_clock(records["created_at"], records["closed_at"], window)
    exact = is_instant(created)
    last_seen = end_of(window.as_of, window.calendar) if exact else pd.Timestamp(window.as_of)
    left = days_between(created, closed.mask(is_open, last_seen), window.calendar).to_numpy(float)
    start = first_day(local_dates(closed[~is_open], window.calendar))
    entry = np.zeros(len(left)) if start is None else _age_on(created, start, window)
    if start is None or not is_late_start(entry, left, cause > 0):
        start, entry = None, np.zeros(len(left))
    return Durations(records, entry, left, cause, start)


def _same_clock(
    created: pd.Series, closed: pd.Series, window: Window
) -> tuple[pd.Series, pd.Series]:
    """Both as instants where both are, else both as days."""
    if is_instant(created) and is_instant(closed):
        return created, closed
    return local_dates(created, window.calendar), local_dates(closed, window.calendar)


def _age_on(created: pd.Series, day: date, window: Window) -> Floats:
    """Age right before `day` began, so that a close on that day is seen; 0 if created later."""
    if is_instant(created):
        midnight = pd.Timestamp(window.calendar.midnight(day))
        age = (midnight - created).dt.total_seconds().to_numpy(float) / 86_400
        return np.where(age > 0, np.nextafter(age, 0.0), 0.0)
    age = (pd.Timestamp(day) - created).dt.days.to_numpy(float) - 1
    return np.maximum(age, 0.0)
