"""What there is to know of every account, one line each: cards are drawn from it in batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.data.money import grouped_total
from kit.data.positions import account_positions, distinct, positions
from kit.data.times import is_instant, local_dates
from kit.kpis.customers.first_purchase import first_purchases
from kit.kpis.known import known
from kit.kpis.sales.revenue import taken
from kit.kpis.touches import is_automatic
from kit.window import Window

_SALE = ("opportunity_id", "account_id", "status", "amount")
_READ = ("account_id", "opportunity_id", "is_automatic")
_A_YEAR = pd.DateOffset(years=1)


def account_summary(
    accounts: pd.DataFrame,
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    activities: pd.DataFrame,
    cases: pd.DataFrame,
    window: Window,
    *,
    limit: int | None = None,
) -> pd.DataFrame:
    """What each account brought, what is open with it, and when it was last touched.

    A listing, one row for each account that the accounts name or that any record belongs to, the
    largest revenue of the last 12 months first. Revenue is orders less refunds; a project without
    orders has none here. Activities and cases count where they name the account, or an opportunity
    of it; what a machine did is no touch.

    Source: accounts (account_id, name), opportunities (account_id, status, amount, closed_at),
        orders (account_id, ordered_at, amount, kind),
        activities (account_id, opportunity_id, occurred_at, is_automatic),
        cases (account_id, opened_at, resolved_at, closed_at)

    Parameters
    ----------
    accounts, opportunities, orders, activities, cases
        One row per record; all may be empty.
    window
        Gives `as_of` and the calendar.
    limit
        Rows to list; all by default.

    Returns
    -------
    pandas.DataFrame
        account_id, name (the id where it has none), revenue_year (the last 12 months), revenue,
        open_count, open_amount, last_touch_on, open_cases, first_purchase_on, best_month (1 to 12:
        the month of the year in which most revenue came, missing without any). Days are of the
        project's zone.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> orders = completed(pd.DataFrame({
    ...     "order_id": ["x"], "account_id": ["a"], "kind": ["sale"], "amount": [20.0],
    ...     "ordered_at": pd.to_datetime(["2026-03-20"])}), "orders")
    >>> rest = [empty(name) for name in ("activities", "cases")]
    >>> listed = account_summary(empty("accounts"), empty("opportunities"), orders, *rest,
    ...                          Window(date(2026, 6, 30)))
    >>> listed[["account_id", "revenue_year", "best_month"]].values.tolist()
    [['a', 20.0, 3]]
    """
    records = known(opportunities, window, read=_SALE)
    named = known(accounts, window, table="accounts", read=["account_id", "name"])
    done = known(activities, window, table="activities", read=_READ)
    asked = known(cases, window, table="cases", read=["account_id"])
    sold = taken(orders, window)
    ids = _named(*(frame["account_id"] for frame in (named, records, sold, asked, done)))
    is_open = records["status"].eq("open")
    ended = asked["resolved_at"].notna() | asked["closed_at"].notna()
    names = named.drop_duplicates("account_id").set_index("account_id")["name"]
    listing = pd.DataFrame(
        {"account_id": ids, "name": ids.map(names).astype("str").fillna(ids)}
    ).assign(
        **_revenue(sold, ids, window),
        open_count=_count(records["account_id"][is_open], ids),
        open_amount=_total(records[is_open], ids),
        last_touch_on=_latest(done, account_positions(done, records, None, ids), len(ids), window),
        open_cases=_count(asked["account_id"][~ended], ids),
        first_purchase_on=_first_purchases(opportunities, orders, ids, window),
    )
    order = ["revenue_year", "revenue", "account_id"]
    listing = listing.sort_values(order, ascending=[False, False, True], ignore_index=True)
    listing = listing[_COLUMNS].head(len(listing) if limit is None else limit)
    listing.attrs |= {"window": window, "listing": "account_summary"}
    return listing


_COLUMNS = [
    *("account_id", "name", "revenue_year", "revenue", "open_count", "open_amount"),
    *("last_touch_on", "open_cases", "first_purchase_on", "best_month"),
]


def _named(*accounts: pd.Series) -> pd.Series:
    """Every account that is named anywhere, in order."""
    ids = pd.concat([distinct(one) for one in accounts]).unique()
    return pd.Series(ids, dtype="str").sort_values(ignore_index=True)


def _first_purchases(
    opportunities: pd.DataFrame, orders: pd.DataFrame, ids: pd.Series, window: Window
) -> np.ndarray:
    first = first_purchases(opportunities, orders, window)
    days = np.append(first["first_at"].to_numpy("datetime64[us]"), np.datetime64("NaT"))
    return days[positions(ids, first["account_id"])]


def _revenue(sold: pd.DataFrame, ids: pd.Series, window: Window) -> dict[str, Any]:
    """Revenue of the last 12 months and in all, and the best month of the year."""
    days = local_dates(sold["ordered_at"], window.calendar)
    place, size = positions(sold["account_id"], ids), len(ids)
    recent = days > pd.Timestamp(window.as_of) - _A_YEAR
    month = days.dt.month.to_numpy() - 1
    cells = np.where(place < 0, -1, place * 12 + month)
    months = grouped_total(sold["signed"], cells, size * 12).reshape(size, 12)
    best = pd.Series(months.argmax(axis=1) + 1, dtype="Int64").mask(months.max(axis=1) <= 0)
    return {
        "revenue_year": grouped_total(sold["signed"], np.where(recent, place, -1), size),
        "revenue": grouped_total(sold["signed"], place, size),
        "best_month": best.array,
    }


def _count(accounts: pd.Series, ids: pd.Series) -> pd.Series:
    place = positions(accounts, ids)
    return pd.Series(np.bincount(place[place >= 0], minlength=len(ids)), dtype="Int64")


def _total(records: pd.DataFrame, ids: pd.Series) -> np.ndarray:
    return grouped_total(records["amount"], positions(records["account_id"], ids), len(ids))


def _latest(done: pd.DataFrame, place: np.ndarray, size: int, window: Window) -> np.ndarray:
    """Day of the last touch of each account, `place` being that of each activity's."""
    at = done["occurred_at"]
    kept = (place >= 0) & at.notna().to_numpy() & ~is_automatic(done)
    last = np.full(size, np.iinfo(np.int64).min)
    np.maximum.at(last, place[kept], at.to_numpy("datetime64[us]")[kept].view(np.int64))
    times = pd.Series(last.view("datetime64[us]"))
    times = times.dt.tz_localize("UTC") if is_instant(at) else times
    return local_dates(times, window.calendar).to_numpy("datetime64[us]")
