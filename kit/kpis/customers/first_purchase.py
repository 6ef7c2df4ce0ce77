"""When an account became a customer: its first won opportunity or order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.kpis.customers.purchase_events import ORDERED, WON, Purchases, purchases
from kit.kpis.known import known
from kit.window import Window

DIMENSIONS = ("source", "campaign_id", "owner", "team", "region")
"""What is told of every first purchase."""


def first_purchases(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Find the first purchase of every account: a won opportunity or an order.

    Days are compared, because either side may be recorded without a time; on the same day the
    opportunity comes first, since the order follows from it. Refunds and cancelled orders are no
    purchases; an order that was refunded later still is one. An account whose earlier purchases
    were made before recording began counts from its first recorded one. An order knows the source,
    campaign and what else it lacks from its opportunity.

    Parameters
    ----------
    opportunities, orders
        One row per opportunity and order; either may be empty.
    window
        Gives `as_of` and the calendar; purchases before its periods are found too.
    by
        Further columns of the opportunities to tell.

    Returns
    -------
    pandas.DataFrame
        One row per account, by day and account: account_id, first_at (day in the project's zone),
        source, campaign_id, owner, team, region, the columns of `by`, and amount. Columns of `by`
        are categorical with the members of the opportunities.

    Examples
    --------
    >>> from datetime import date
    >>> won = pd.DataFrame({
    ...     "opportunity_id": ["o", "p"], "account_id": ["a", "b"], "status": ["won", "lost"],
    ...     "amount": [75.0, 0.0], "closed_at": pd.to_datetime(["2026-01-11", "2026-01-12"])})
    >>> orders = pd.DataFrame({
    ...     "order_id": ["x", "y"], "account_id": ["a", "b"], "kind": "sale",
    ...     "amount": [9.0, 20.0], "ordered_at": pd.to_datetime(["2026-01-02", "2026-01-20"])})
    >>> first = first_purchases(won, orders, Window(date(2026, 1, 31)))
    >>> first[["account_id", "amount"]].values.tolist()
    [['a', 9.0], ['b', 20.0]]
    """
    records, sold = known(opportunities, window, by), known(orders, window, table="orders")
    first = earliest(purchases(records, sold, window), records, sold)
    return _told(first, records, sold, list(dict.fromkeys((*DIMENSIONS, *by))), by)


def earliest(events: Purchases, records: pd.DataFrame, sold: pd.DataFrame) -> Purchases:
    """The first purchase of each account, by day and account."""
    when = 2 * events.day.astype(np.int64) + events.kind
    least = np.full(len(events.accounts), np.iinfo(np.int64).max)
    np.minimum.at(least, events.account, when)
    first = events.take(np.flatnonzero(when == least[events.account]))
    # Several on one day: the smallest id, whatever the order of the rows.
    is_tied = np.bincount(first.account, minlength=len(least))[first.account] > 1
    number = np.zeros(len(first.account), dtype=np.int64)
    number[is_tied] = _numbered(first.take(np.flatnonzero(is_tied)), records, sold)
    first = first.take(np.lexsort((number, first.account, first.day)))
    return first.take(np.sort(np.unique(first.account, return_index=True)[1]))


def _numbered(tied: Purchases, records: pd.DataFrame, sold: pd.DataFrame) -> np.ndarray:
    """Positions of the purchases by id, opportunities first."""
    ids = pd.concat(
        [
            records["opportunity_id"].iloc[tied.row[tied.kind == WON]].astype("str"),
            sold["order_id"].iloc[tied.row[tied.kind == ORDERED]].astype("str"),
        ]
    )
    codes = pd.factorize(ids, sort=True)[0]
    numbers = np.zeros(len(ids), dtype=np.int64)
    numbers[np.argsort(tied.kind, kind="stable")] = codes
    return numbers


def _told(
    first: Purchases,
    records: pd.DataFrame,
    sold: pd.DataFrame,
    names: Sequence[str],
    by: Sequence[str],
) -> pd.DataFrame:
    """What is known of the first purchases, on the lines of `first`."""
    is_won = first.kind == WON
    asked = [*names, "amount"]
    won = records.filter(asked).iloc[first.row[is_won]].reindex(columns=asked)
    bought = sold.filter([*asked, "opportunity_id"]).iloc[first.row[~is_won]]
    bought = _with_opportunity(bought, records, names).reindex(columns=asked)
    types = {name: _dtype(name, by, won, bought) for name in names}
    told = pd.concat([won.astype(types), bought.astype(types)], ignore_index=True)
    told = told.iloc[np.argsort(np.argsort(~is_won, kind="stable"))].reset_index(drop=True)
    told.insert(0, "account_id", first.accounts[first.account].astype("str"))
    told.insert(1, "first_at", first.day.astype("datetime64[us]"))
    return told


def _with_opportunity(
    bought: pd.DataFrame, records: pd.DataFrame, names: Sequence[str]
) -> pd.DataFrame:
    """Orders with what they lack and their opportunity knows."""
    if "opportunity_id" not in bought or not bought["opportunity_id"].notna().any():
        return bought
    place = positions(bought["opportunity_id"], records["opportunity_id"])
    columns = {}
    for name in [name for name in names if name in records]:
        found = records[name].iloc[place].astype("object").set_axis(bought.index)
        found = found.where(place >= 0)
        own = bought[name].astype("object") if name in bought else found
        columns[name] = own.where(own.notna(), found)
    return bought.assign(**columns)


def _dtype(
    name: str, by: Sequence[str], won: pd.DataFrame, bought: pd.DataFrame
) -> str | pd.CategoricalDtype:
    """Text; for a column to split by, the members that the opportunities have, then others."""
    if name not in by:
        return "str"
    members = won[name].cat.categories
    others = pd.Index(bought[name].dropna().unique()).difference(members)
    return pd.CategoricalDtype(members.append(others) if len(others) else members)
