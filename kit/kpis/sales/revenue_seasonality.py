"""Which months of the year bring more revenue than the trend, and which bring less."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.money import grouped_total
from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.estimates.season import MONTHS, SHORTEST, season_of
from kit.kpis.frame import finish
from kit.kpis.groups import group
from kit.kpis.sales.revenue import taken
from kit.window import Window

MEASURES = ("index", "seasonal", "trend")
_CUT = 3
"""Days of a month that may pass before the first order for the month to count as full."""


def revenue_seasonality(
    orders: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Revenue that a month of the year usually brings, as a multiple of the trend.

    All full months recorded by `as_of` are taken apart by STL into trend, season and rest; the
    season may drift, and its last turn is shown. `seasonal` is what the month brought above or
    below the trend in that turn, `trend` the trend of that month without its season, and `index`
    is 1 + seasonal ÷ trend. Months without an order count 0 from a member's first full month on.
    With fewer than 24 full months all are NA and marked ``immature``, since one year cannot tell
    season from trend; where the trend is not above 0 there is no index.

    Unit: ratio
    Source: orders (ordered_at, amount, kind)

    Parameters
    ----------
    orders
        One row per order.
    window
        Gives `as_of` and the calendar; all months recorded by then count.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `month_of_year` (1 is January); `n` counts the full months
        behind the whole decomposition.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "ordered_at": pd.date_range("2024-01-01", periods=24, freq="MS"),
    ...     "amount": [200.0, *[100.0] * 11] * 2, "kind": "sale"})
    >>> frame = revenue_seasonality(table, Window(date(2025, 12, 31)))
    >>> frame.query("measure == 'index'")["value"].round(1).tolist()[:3]
    [1.8, 0.9, 0.9]
    """
    sold = taken(orders, window, by)
    days = local_dates(sold["ordered_at"], window.calendar)
    groups = group(sold, by)
    members = max(len(groups.keys), 0 if by else 1)
    first, months = _full_months(days, groups.codes, members, window)
    width = int(months.max(initial=0))
    month = _month(days) - first[groups.codes]
    inside = (month >= 0) & (month < months[groups.codes])
    table = _monthly(sold["signed"], np.where(inside, groups.codes, -1), month, members, width)
    parts = [_season(table[i, : months[i]], int(first[i])) for i in range(members)]
    keys = groups.keys if by or len(groups.keys) else pd.DataFrame(index=[0])
    keys = keys.loc[keys.index.repeat(MONTHS)].reset_index(drop=True)
    keys = keys.assign(month_of_year=np.tile(np.arange(1, MONTHS + 1), members))
    n = np.repeat(months, MONTHS)
    mark = np.where(n < SHORTEST, "immature", "")
    rows = pd.concat(
        [
            keys.assign(measure=measure, value=_column(parts, place), n=n, mark=mark)
            for place, measure in enumerate(MEASURES)
        ]
    ).assign(period=pd.Timestamp(window.current.start))
    axes = ("month_of_year",)
    return finish(
        rows, "revenue_seasonality", window, by=by, axes=axes, measures=MEASURES, now=True
    )


def _full_months(
    days: pd.Series, codes: np.ndarray, members: int, window: Window
) -> tuple[np.ndarray, np.ndarray]:
    """First full month of each member, and how many there are up to `as_of`."""
    ends = np.datetime64(window.end, "M").astype(np.int64)
    first = np.full(members, ends)
    # Recording may begin on any day: a month whose first days lack an order may be cut.
    start = np.full(members, np.iinfo(np.int64).max)
    np.minimum.at(start, codes, days.to_numpy("datetime64[D]").astype(np.int64))
    seen = start < np.iinfo(np.int64).max
    begun = start[seen].astype("datetime64[D]")
    month = begun.astype("datetime64[M]")
    late = (begun - month.astype("datetime64[D]")).astype(np.int64) >= _CUT
    first[seen] = month.astype(np.int64) + late
    return first, np.maximum(ends - first, 0)


def _month(days: pd.Series) -> np.ndarray:
    return days.to_numpy("datetime64[M]").astype(np.int64)


def _monthly(
    signed: pd.Series, codes: np.ndarray, month: np.ndarray, members: int, width: int
) -> np.ndarray:
    """Revenue of each member in each of its full months."""
    cell = np.where(codes < 0, -1, codes * width + month)
    return grouped_total(signed, cell, members * width).reshape(members, width)


def _season(values: Floats, first: int) -> Floats:
    """Index, seasonal and trend of the last turn, January first; NaN where it is too short."""
    parts = np.full((len(MEASURES), MONTHS), np.nan)
    if len(values) < SHORTEST:
        return parts
    found = season_of(values)
    last = np.arange(len(values) - MONTHS, len(values))
    where = (first + last) % MONTHS
    parts[1, where], parts[2, where] = found.seasonal[last], found.trend[last]
    parts[0] = 1 + parts[1] / np.where(parts[2] > 0, parts[2], np.nan)
    return parts


def _column(parts: list[Floats], place: int) -> Floats:
    return np.concatenate([part[place] for part in parts]) if parts else np.empty(0)
