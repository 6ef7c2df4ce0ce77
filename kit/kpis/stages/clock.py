"""Several columns of instants or days on one clock, as plain integers that compare fast."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.data.times import end_of, is_instant, local_dates
from kit.window import Window

Moments = NDArray[np.int64]
"""Microseconds since 1970, `MISSING` where there is none."""

MISSING = np.iinfo(np.int64).min
"""What stands for a missing moment; it is what a missing time is in memory."""
_A_DAY = 86_400_000_000


def on_one_clock(window: Window, *columns: pd.Series) -> tuple[list[Moments], int]:
    """Columns as moments that may be compared with each other, and the moment that ends `as_of`.

    Where all columns hold instants the moments are exact; where one holds days, all are days of
    the project's zone, and the last day under observation is `as_of` itself.
    A column without any value decides nothing.

    Examples
    --------
    >>> from datetime import date
    >>> day = pd.Series(pd.to_datetime(["2026-01-02", None]))
    >>> moments, seen = on_one_clock(Window(date(2026, 1, 5)), day)
    >>> days(moments[0], seen).tolist()
    [3.0, nan]
    """
    if is_exact(columns):
        seen = end_of(window.as_of, window.calendar)
        return [_instants(column) for column in columns], int(seen.value // 1000)
    days = [_moments(local_dates(column, window.calendar)) for column in columns]
    return days, int(pd.Timestamp(window.as_of).value // 1000)


def is_exact(columns: Iterable[pd.Series]) -> bool:
    """Whether columns that have any value hold instants, all of them."""
    filled = [column for column in columns if column.notna().any()]
    return bool(filled) and all(is_instant(column) for column in filled)


def days(start: Moments | int, end: Moments | int) -> NDArray[np.float64]:
    """Days from `start` to `end`, never less than 0; NaN where either is missing."""
    first, last = np.broadcast_arrays(np.asarray(start), np.asarray(end))
    span = (last.astype(float) - first.astype(float)) / _A_DAY
    is_known = (first != MISSING) & (last != MISSING)
    return np.where(is_known, np.maximum(span, 0.0), np.nan)


def _instants(column: pd.Series) -> Moments:
    return _moments(column.dt.tz_localize(None) if is_instant(column) else column)


def _moments(column: pd.Series) -> Moments:
    return column.to_numpy("datetime64[us]").view(np.int64)
