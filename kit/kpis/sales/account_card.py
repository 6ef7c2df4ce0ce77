"""The parts of an account's card: what it bought when, what is open, and what was last done."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from kit.data.money import grouped_total
from kit.data.positions import account_of
from kit.data.times import days_between, end_of, is_instant, local_dates
from kit.kpis.known import known
from kit.kpis.sales.revenue import taken
from kit.kpis.touches import is_automatic
from kit.window import Window

LAST_TOUCHES = 5
_SALE = (
    *("account_id", "opportunity_id", "status", "stage", "amount"),
    "expected_close_date",
)
_TOLD = ("channel", "direction", "message", "outcome")
_READ = ["activity_id", "account_id", "opportunity_id", "occurred_at", *_TOLD]


def account_revenue(
    orders: pd.DataFrame, window: Window, *, account_ids: Collection[str] | None = None
) -> pd.DataFrame:
    """Revenue of each account by month and product, with the month's share of its whole season.

    A listing, one row for each account, month and product with an order or a refund. `season_share`
    is what that month of the year brought, in all years together, of the account's revenue; missing
    where the revenue is not above 0.

    Source: orders (account_id, ordered_at, amount, kind, product)

    Parameters
    ----------
    orders
        One row per order.
    window
        Gives `as_of` and the calendar; the whole history is listed.
    account_ids
        Accounts to list; all by default.

    Returns
    -------
    pandas.DataFrame
        account_id, month (its first day), product, amount, season_share; sorted.

    Examples
    --------
    >>> from datetime import date
    >>> orders = pd.DataFrame({
    ...     "account_id": ["a", "a"], "kind": "sale", "amount": [20.0, 60.0], "product": "Basic",
    ...     "ordered_at": pd.to_datetime(["2026-03-20", "2026-04-02"])})
    >>> account_revenue(orders, Window(date(2026, 6, 30)))["season_share"].tolist()
    [0.25, 0.75]
    """
    sold = _of(taken(orders, window), account_ids)
    days = local_dates(sold["ordered_at"], window.calendar)
    month = days.to_numpy("datetime64[M]").astype("datetime64[us]")
    keys = sold[["account_id"]].assign(month=month, product=sold["product"].astype("str"))
    grouped = keys.groupby(list(keys), dropna=False, sort=True)
    listing = grouped.size().reset_index()[list(keys)]
    listing["amount"] = grouped_total(sold["signed"], grouped.ngroup().to_numpy(), len(listing))
    season = listing.assign(of_year=listing["month"].dt.month).groupby(["account_id", "of_year"])
    whole = listing.groupby("account_id")["amount"].transform("sum")
    share = season["amount"].transform("sum") / whole.where(whole > 0)
    listing = listing.assign(season_share=share.astype("float64"))
    listing.attrs["window"] = window
    return listing


def account_opportunities(
    opportunities: pd.DataFrame, window: Window, *, account_ids: Collection[str] | None = None
) -> pd.DataFrame:
    """Open opportunities of each account, the one expected to close first on top.

    A listing, one row for each open opportunity that names an account.

    Source: opportunities (opportunity_id, account_id, status, created_at, stage, amount,
        expected_close_date)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Gives `as_of` and the calendar.
    account_ids
        Accounts to list; all by default.

    Returns
    -------
    pandas.DataFrame
        account_id, opportunity_id, stage, amount, age_days (missing where not started),
        expected_close_date, is_overdue (expected before `as_of`).

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["o"], "account_id": ["a"], "status": ["open"], "stage": ["Offer"],
    ...     "created_at": pd.to_datetime(["2026-06-20"]), "amount": [75.0],
    ...     "closed_at": pd.to_datetime([None]),
    ...     "expected_close_date": pd.to_datetime(["2026-06-25"])})
    >>> listed = account_opportunities(table, Window(date(2026, 6, 30)))
    >>> listed[["stage", "age_days", "is_overdue"]].values.tolist()
    [['Offer', 10.0, True]]
    """
    records = known(opportunities, window, read=_SALE)
    pending = _of(records[records["status"].eq("open")], account_ids)
    today = end_of(window.as_of, window.calendar)
    created = pending["created_at"]
    today = today if is_instant(created) else pd.Timestamp(window.as_of)
    seen = pd.Series(today, index=pending.index, dtype=created.dtype)
    age = np.floor(days_between(created, seen, window.calendar))
    expected = pending["expected_close_date"]
    listing = pending[["account_id", "opportunity_id", "stage", "amount"]].assign(
        age_days=age,
        expected_close_date=expected,
        is_overdue=(expected < pd.Timestamp(window.as_of)).astype("boolean"),
    )
    order = ["account_id", "expected_close_date", "opportunity_id"]
    listing = listing.sort_values(order, na_position="last", ignore_index=True)
    listing.attrs["window"] = window
    return listing


def account_touches(
    activities: pd.DataFrame,
    opportunities: pd.DataFrame,
    window: Window,
    *,
    account_ids: Collection[str] | None = None,
    limit: int = LAST_TOUCHES,
) -> pd.DataFrame:
    """The last touches of each account, the newest first.

    A listing. Activities count that name the account, or an opportunity of it; those of machines do
    not.

    Source: activities (activity_id, account_id, opportunity_id, occurred_at, channel, direction,
        message, outcome, is_automatic), opportunities (opportunity_id, account_id)

    Parameters
    ----------
    activities, opportunities
        One row per record.
    window
        Gives `as_of` and the calendar.
    account_ids
        Accounts to list; all by default.
    limit
        Touches of each account to list.

    Returns
    -------
    pandas.DataFrame
        account_id, activity_id, day (of the project's zone), channel, direction, message, outcome.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> calls = completed(pd.DataFrame({
    ...     "activity_id": ["1", "2"], "channel": "call", "account_id": "a",
    ...     "occurred_at": pd.to_datetime(["2026-06-01", "2026-06-20"])}), "activities")
    >>> window = Window(date(2026, 6, 30))
    >>> account_touches(calls, empty("opportunities"), window, limit=1)["activity_id"].tolist()
    ['2']
    """
    done = known(activities, window, table="activities", read=(*_READ, "is_automatic"))
    done = done.loc[~is_automatic(done), _READ]
    sales = known(opportunities, window, read=["opportunity_id", "account_id"])
    owner = account_of(done, sales)
    done = _of(done.assign(account_id=owner), account_ids)
    done = done.sort_values(
        ["account_id", "occurred_at", "activity_id"], ascending=[True, False, True]
    )
    last = done[done.groupby("account_id").cumcount() < limit]
    listing = last[["account_id", "activity_id"]].assign(
        day=local_dates(last["occurred_at"], window.calendar),
        **{name: last[name].astype("str") for name in _TOLD},
    )
    listing = listing.reset_index(drop=True)
    listing.attrs["window"] = window
    return listing


def _of(records: pd.DataFrame, account_ids: Collection[str] | None) -> pd.DataFrame:
    """Records that belong to one of the accounts, or to any."""
    accounts = records["account_id"]
    return records[accounts.notna() if account_ids is None else accounts.isin(list(account_ids))]
