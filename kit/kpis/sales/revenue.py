"""What was ordered, less what was given back, and how that grew in a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.stacking import stacked
from kit.window import Window

MEASURES = ("amount", "orders", "refunds")
_MISSED = 0.1
"""Share of a period that may pass before recording begins for it to be compared with."""
_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}


def revenue(orders: pd.DataFrame, window: Window, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Amount of the orders of the period, less refunds.

    A sale counts on the day it was ordered, a refund on the day it was made, whatever sign it is
    recorded with; an order that was cancelled counts nothing. The measure `orders` counts sales,
    `refunds` is the amount given back. A period in which nothing was ordered has a revenue of 0;
    one that ended before any order was recorded has none.

    Unit: money
    Source: orders (ordered_at, amount, kind)

    Parameters
    ----------
    orders
        One row per order.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `amount`, `orders` and `refunds`; `n` counts sales and refunds
        behind the amount. Complete sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "ordered_at": pd.to_datetime(["2026-01-05", "2026-01-20", "2026-01-21"]),
    ...     "amount": [90.5, 10.5, 70.0], "kind": ["sale", "refund", "cancelled"]})
    >>> revenue(table, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [80.0, 1.0, 10.5]
    """
    sold = taken(orders, window, by)
    groups = group(sold, by, period=in_periods(sold["ordered_at"], window))
    is_sale = sold["kind"].eq("sale")
    back = sold["amount"].abs().mask(is_sale)
    sales, refunds = groups.count(is_sale), groups.count(~is_sale)
    rows = stacked(
        groups.keys,
        {
            "amount": {"value": groups.total(sold["signed"]), "n": groups.count()},
            "orders": {"value": sales.astype(float), "n": sales},
            "refunds": {"value": groups.total(back), "n": refunds},
        },
    )
    since = first_day(known(orders, window, table="orders", read=())["ordered_at"], window)
    return finish(rows, "revenue", window, by=by, measures=MEASURES, zeros=MEASURES, since=since)


def revenue_growth(orders: pd.DataFrame, window: Window, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Revenue of the period against that of the same period a year before: 0.1 is 10 % more.

    A period that still runs is compared with as many days of the earlier one; weeks with the week
    52 weeks before. NA where the earlier period was not recorded, or its revenue was not above 0.

    Unit: ratio
    Source: orders (ordered_at, amount, kind)

    Parameters
    ----------
    orders
        One row per order.
    window
        Periods and the day as of which they are seen; the year before is looked up by itself.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measure `value`; what is known in full has no bounds. `n` counts sales
        and refunds of both periods.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "ordered_at": pd.to_datetime(["2025-01-01", "2026-01-20"]),
    ...     "amount": [40.0, 50.0], "kind": "sale"})
    >>> revenue_growth(table, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [0.25]
    """
    sold = taken(orders, window, by)
    since = first_day(known(orders, window, table="orders", read=())["ordered_at"], window)
    now, before = in_periods(sold["ordered_at"], window), _a_year_later(sold, window)
    twice = pd.concat(
        [sold.assign(period=now, is_now=True), sold.assign(period=before, is_now=False)]
    )
    groups = group(twice, by, period=twice["period"])
    current = groups.total(twice["signed"].where(twice["is_now"]))
    earlier = groups.total(twice["signed"].mask(twice["is_now"]))
    known_then = groups.keys["period"].isin(_recorded_a_year_ago(window, since)).to_numpy()
    value = current / np.where(known_then & (earlier > 0), earlier, np.nan) - 1
    rows = groups.rows(measure="value", value=value, n=groups.count())
    return finish(rows, "revenue_growth", window, by=by, measures=("value",), since=since)


def taken(orders: pd.DataFrame, window: Window, by: Sequence[str] = ()) -> pd.DataFrame:
    """Sales and refunds known on `as_of`, with what they add to the revenue as `signed`."""
    records = known(orders, window, by, table="orders")
    records = records[records["kind"].ne("cancelled")]
    amount = records["amount"]
    return records.assign(signed=amount.where(records["kind"].eq("sale"), -amount.abs()))


def _a_year_later(sold: pd.DataFrame, window: Window) -> pd.Series:
    """First day of the period that each order is the year before of; NaT for the others."""
    edges = np.array(
        [one for one, _ in _year_ago(window)] + [window.year_ago.end], "datetime64[us]"
    )
    starts = np.array([*window.starts, "NaT"], dtype="datetime64[us]")
    days = local_dates(sold["ordered_at"], window.calendar).to_numpy("datetime64[us]")
    place = np.searchsorted(edges, days, side="right") - 1
    return pd.Series(starts[place], index=sold.index)


def _recorded_a_year_ago(window: Window, since: pd.Timestamp) -> list[pd.Timestamp]:
    """Periods whose year before lies, all but a tenth of it, after recording began."""
    if pd.isna(since):
        return []
    found = []
    for start, (first, after) in zip(window.starts, _year_ago(window), strict=True):
        missed = (since.date() - first).days / (after - first).days
        if missed <= _MISSED:
            found.append(pd.Timestamp(start))
    return found


def _year_ago(window: Window) -> list[tuple[date, date]]:
    """First day of each period's year before, and the first day after it."""
    calendar = window.calendar
    starts = [
        calendar.step(start, window.period, -_A_YEAR[window.period]) for start in window.starts
    ]
    return list(pairwise([*starts, window.year_ago.end]))
