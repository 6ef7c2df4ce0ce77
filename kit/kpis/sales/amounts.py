"""How large what was won is, and how far below the list price."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.sales.ordered_amounts import means, medians, ratios
from kit.kpis.stacking import stacked
from kit.window import Window


def average_amount(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Mean and median amount of the opportunities won in the period.

    Won opportunities without an amount are left out. A few large ones draw the mean away from the
    median, which is what a usual one is worth; the mean is what their number has to be multiplied
    by. A period in which nothing was won has neither: NA, never 0.

    Unit: money
    Source: opportunities (status, closed_at, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `mean` (Student's bounds) and `median` (bounds by order
        statistics, NA where too few were won); `n` counts won ones with an amount.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01"] * 3),
    ...     "closed_at": pd.to_datetime(["2026-01-11"] * 3),
    ...     "status": "won", "amount": [10.0, 20.0, 90.0]})
    >>> average_amount(table, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [40.0, 20.0]
    """
    records = known(opportunities, window, by, read=["status", "amount"])
    won = records[records["status"].eq("won")]
    groups = group(won, by, period=in_periods(won["closed_at"], window))
    n, measures = groups.count(won["amount"].notna()), {}
    for measure, estimate in (("mean", means), ("median", medians)):
        value, low, high = estimate(groups, won["amount"], window.level)
        measures[measure] = {"value": value, "low": low, "high": high, "n": n}
    names = ("mean", "median")
    since = first_day(records["closed_at"], window)
    rows = stacked(groups.keys, measures)
    return finish(rows, "average_amount", window, by=by, measures=names, rates=names, since=since)


def discount(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Share of the list price that was given away on the opportunities won in the period.

    1 less the won amounts over their list prices, so that large ones weigh more; `median` is that
    of the single ones. Won opportunities without an amount, or without a list price above 0, are
    left out. An amount above the list price is a negative discount. Where no won one has a list
    price, it is NA, never 0.

    Unit: ratio
    Source: opportunities (status, closed_at, amount, list_price)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `value` (bounds of the linearised ratio) and `median` (bounds
        by order statistics); `n` counts won ones with both.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01"] * 3),
    ...     "closed_at": pd.to_datetime(["2026-01-11"] * 3),
    ...     "status": "won", "amount": [50.0, 300.0, 9.0], "list_price": [100.0, 300.0, None]})
    >>> discount(table, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [0.125, 0.25]
    """
    records = known(opportunities, window, by, read=["status", "amount"])
    priced = records["amount"].notna() & (records["list_price"] > 0)
    won = records[records["status"].eq("won") & priced]
    groups = group(won, by, period=in_periods(won["closed_at"], window))
    n = groups.count()
    paid, low, high = ratios(groups, won["amount"], won["list_price"], window.level)
    single = 1 - won["amount"] / won["list_price"]
    middle, least, most = medians(groups, single, window.level)
    rows = stacked(
        groups.keys,
        {
            "value": {"value": 1 - paid, "low": 1 - high, "high": 1 - low, "n": n},
            "median": {"value": middle, "low": least, "high": most, "n": n},
        },
    )
    names = ("value", "median")
    since = first_day(records["closed_at"], window)
    return finish(rows, "discount", window, by=by, measures=names, rates=names, since=since)
