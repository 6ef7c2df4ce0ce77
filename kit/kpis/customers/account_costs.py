"""What it took to win each customer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.data.times import local_dates
from kit.kpis.customers.effort import WORK, before_first_purchase
from kit.kpis.customers.first_purchase import first_purchases
from kit.kpis.frame import in_periods
from kit.kpis.known import known
from kit.window import Window

COLUMNS = ("account_id", "first_at", "touches", "hours", "cost", "days", "quotes", "amount")


def account_costs(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    activities: pd.DataFrame,
    leads: pd.DataFrame,
    quotes: pd.DataFrame,
    window: Window,
    *,
    limit: int | None = None,
) -> pd.DataFrame:
    """What each account that became a customer in the window took until its first purchase.

    Everything with the account counts up to the day of the first won opportunity or order, on all
    its leads and opportunities, lost ones included. Hours and cost are as far as they were noted,
    missing where they never were.

    Unit: money
    Source: opportunities (created_at, account_id), orders (account_id), activities (occurred_at,
        duration_minutes, cost), leads (created_at, account_id), quotes (issued_at, opportunity_id)

    Parameters
    ----------
    opportunities, orders, activities, leads, quotes
        One row per record; all but the opportunities may be empty.
    window
        Periods in which the first purchases lie, and the day as of which they are seen.
    limit
        How many accounts to list; by default all.

    Returns
    -------
    pandas.DataFrame
        account_id, first_at (day of the first purchase), touches (activities of any kind), hours,
        cost, days (from the first lead, opportunity or activity), quotes, amount (of the first
        purchase); the dearest first, then those with the most touches.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> table = completed(pd.DataFrame({
    ...     "opportunity_id": ["o"], "account_id": ["a"], "status": ["won"], "amount": [900.0],
    ...     "created_at": pd.to_datetime(["2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11"])}), "opportunities")
    >>> visits = completed(pd.DataFrame({
    ...     "activity_id": ["x", "y"], "channel": "visit", "opportunity_id": "o", "cost": 180.0,
    ...     "occurred_at": pd.to_datetime(["2026-01-02", "2026-02-02"])}), "activities")
    >>> others = (visits, empty("leads"), empty("quotes"))
    >>> listed = account_costs(table, empty("orders"), *others, Window(date(2026, 3, 31)))
    >>> listed[["account_id", "touches", "cost", "days"]].values.tolist()
    [['a', 1, 180.0, 10.0]]
    """
    records, sold = known(opportunities, window), known(orders, window, table="orders")
    came = known(leads, window, table="leads", read=["lead_id", "account_id"])
    first = first_purchases(records, sold, window)
    first = first[in_periods(first["first_at"], window).notna()].reset_index(drop=True)
    done = known(activities, window, table="activities", read=WORK)
    effort = before_first_purchase(records, done, came, first, window)
    place = effort["customer"].to_numpy()
    quoted = known(quotes, window, table="quotes")
    begun = [
        *(
            _days(
                positions(one["account_id"], first["account_id"]), one["created_at"], first, window
            )
            for one in (records, came)
        ),
        _days(place, effort["day"], first, window),
    ]
    costs = first.assign(
        touches=pd.array(np.bincount(place[place >= 0], minlength=len(first)), dtype="Int64"),
        hours=_sum(effort["minutes"], place, len(first)) / 60,
        cost=_sum(effort["cost"], place, len(first)),
        days=(first["first_at"] - pd.concat(begun, axis=1).min(axis=1)).dt.days.astype("float64"),
        quotes=pd.array(_quotes(quoted, records, first, window), dtype="Int64"),
    )
    keys = ["cost", "touches", "account_id"]
    listed = costs.sort_values(keys, ascending=[False, False, True], na_position="last")
    listed = listed[list(COLUMNS)].head(limit if limit is not None else len(listed))
    listed = listed.reset_index(drop=True)
    listed.attrs |= {"window": window, "listing": "account_costs"}
    return listed


def _days(place: np.ndarray, at: pd.Series, first: pd.DataFrame, window: Window) -> pd.Series:
    """First day of each account in a table, not after its first purchase."""
    days = local_dates(at, window.calendar).to_numpy("datetime64[us]")
    bought = np.append(first["first_at"].to_numpy("datetime64[us]"), np.datetime64("NaT"))[place]
    counts = days <= bought
    earliest = pd.Series(days[counts]).groupby(place[counts]).min()
    return earliest.reindex(range(len(first))).astype("datetime64[us]")


def _sum(amount: pd.Series, place: np.ndarray, size: int) -> np.ndarray:
    """Sum of each account; NaN where nothing was noted."""
    counted = (place >= 0) & amount.notna().to_numpy()
    total = np.bincount(place[counted], amount.to_numpy(float)[counted], minlength=size)
    noted = np.bincount(place[counted], minlength=size) > 0
    return np.where(noted, total, np.nan)


def _quotes(
    quotes: pd.DataFrame, opportunities: pd.DataFrame, first: pd.DataFrame, window: Window
) -> np.ndarray:
    """Quotes issued to each account up to its first purchase."""
    of = positions(quotes["opportunity_id"], opportunities["opportunity_id"])
    place = np.append(positions(opportunities["account_id"], first["account_id"]), -1)[of]
    bought = np.append(first["first_at"].to_numpy("datetime64[us]"), np.datetime64("NaT"))[place]
    issued = local_dates(quotes["issued_at"], window.calendar).to_numpy("datetime64[us]")
    counts = issued <= bought
    return np.bincount(place[counts], minlength=len(first))
