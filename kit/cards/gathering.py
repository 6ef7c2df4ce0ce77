"""What the listings say of the chosen accounts, brought together by account in one pass."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kit import kpis
from kit.cards.choosing import Chosen
from kit.cards.foreseen import chances, expected
from kit.data.money import grouped_total
from kit.data.positions import positions
from kit.data.records import Records
from kit.data.times import local_dates
from kit.kpis.known import known
from kit.kpis.sales.revenue import taken
from kit.window import Window

MONTHS = 24
"""Months in the row of bars, the running one included."""

_LONG_AGO = date(1900, 1, 1)

Row = dict[str, Any]
Rows = dict[Hashable, list[Row]]


@dataclass(frozen=True, eq=False)
class Gathered:
    """Everything there is to say of the accounts, in their order where it is a list.

    Attributes
    ----------
    accounts
        Name, industry, country and owner, missing where not known.
    months
        First days of the months of the bars.
    course
        Revenue by account and month, shape (accounts, months).
    bought
        Months with a purchase by account, over the whole history.
    seasons
        Month of the year (1 to 12) with its share of the revenue, the largest first, by account.
    unpriced
        Purchases without an amount, by account.
    oldest_case
        Day from which the oldest open case waits, by account.
    chances
        Chance to be won within 90 days, by open opportunity; empty where no model gives any.
    expected
        What the account will bring in 12 months, and whether a contract tells so, by account.
    """

    summary: list[Row]
    accounts: list[Row]
    months: list[pd.Timestamp]
    course: np.ndarray
    bought: dict[Hashable, int]
    seasons: Rows
    products: Rows
    opportunities: Rows
    touches: Rows
    costs: Rows
    unpriced: dict[Hashable, int]
    oldest_case: dict[Hashable, pd.Timestamp]
    chances: dict[Hashable, float]
    expected: dict[Hashable, tuple[float, bool]]


def gather(chosen: Chosen, records: Records, window: Window, *, touches: int) -> Gathered:
    """Read all listings once for all chosen accounts.

    Parameters
    ----------
    records
        Those of the slice: who the accounts are, and what models made.
    """
    tables, ids = chosen.tables, chosen.summary["account_id"]
    opportunities, orders = tables["opportunities"], tables["orders"]
    revenue = kpis.account_revenue(orders, window, account_ids=ids)
    months = _months(window)
    costs = kpis.account_costs(
        opportunities,
        orders,
        tables["activities"],
        tables["leads"],
        tables["quotes"],
        replace(window, period="month", start=_LONG_AGO),
    )
    done = kpis.account_touches(
        tables["activities"], opportunities, window, account_ids=ids, limit=touches
    )
    pending = kpis.account_opportunities(opportunities, window, account_ids=ids)
    return Gathered(
        summary=_rows(chosen.summary),
        accounts=_rows(_described(ids, records.accounts, opportunities, window)),
        months=months,
        course=_course(revenue, ids, months),
        bought=revenue.groupby("account_id")["month"].nunique().to_dict(),
        seasons=_by_account(_seasons(revenue)),
        products=_by_account(_products(revenue)),
        opportunities=_by_account(pending),
        touches=_by_account(done),
        costs=_by_account(costs[costs["account_id"].isin(ids)]),
        unpriced=_unpriced(orders, window),
        oldest_case=_oldest_cases(tables["cases"], window),
        chances=chances(chosen, records, window),
        expected=expected(chosen, records, window),
    )


def _months(window: Window) -> list[pd.Timestamp]:
    last = pd.Timestamp(window.as_of).replace(day=1)
    return [last - pd.DateOffset(months=back) for back in range(MONTHS - 1, -1, -1)]


def _course(revenue: pd.DataFrame, ids: pd.Series, months: list[pd.Timestamp]) -> np.ndarray:
    row = positions(revenue["account_id"], ids)
    column = pd.DatetimeIndex(months).get_indexer(pd.DatetimeIndex(revenue["month"]))
    cells = np.where((row < 0) | (column < 0), -1, row * len(months) + column)
    total = grouped_total(revenue["amount"], cells, len(ids) * len(months))
    return np.nan_to_num(total).reshape(len(ids), len(months))


def _seasons(revenue: pd.DataFrame) -> pd.DataFrame:
    """Each month of the year with its share of the account's revenue, the largest first."""
    shares = pd.DataFrame(
        {
            "account_id": revenue["account_id"],
            "of_year": revenue["month"].dt.month,
            "share": revenue["season_share"],
        }
    )
    shares = shares.dropna(subset="share").drop_duplicates(["account_id", "of_year"])
    return shares.sort_values(["account_id", "share", "of_year"], ascending=[True, False, True])


def _products(revenue: pd.DataFrame) -> pd.DataFrame:
    """What each account spent on each product, and the month in which it last did."""
    named = revenue[revenue["product"].notna()].reset_index(drop=True)
    keys = named.groupby(["account_id", "product"], sort=True)
    totals = keys.agg(last=("month", "max")).reset_index()
    totals["amount"] = grouped_total(named["amount"], keys.ngroup().to_numpy(), len(totals))
    return totals.sort_values(
        ["account_id", "amount", "product"], ascending=[True, False, True], ignore_index=True
    )


def _described(
    ids: pd.Series, accounts: pd.DataFrame, opportunities: pd.DataFrame, window: Window
) -> pd.DataFrame:
    """Who each account is; one without an owner has that of its newest opportunity."""
    place = positions(ids, accounts["account_id"])
    about = {
        name: np.append(accounts[name].astype("object").to_numpy(), np.nan)[place]
        for name in ("name", "industry", "country", "owner")
    }
    described = pd.DataFrame(about).astype("str")
    records = known(opportunities, window)
    owned = records[records["owner"].notna() & records["account_id"].notna()]
    owned = owned.sort_values(["created_at", "opportunity_id"], ascending=[False, True])
    newest = np.append(owned["owner"].astype("object").to_numpy(), np.nan)
    fallback = pd.Series(newest[positions(ids, owned["account_id"])], dtype="str")
    return described.assign(owner=described["owner"].fillna(fallback))


def _unpriced(orders: pd.DataFrame, window: Window) -> dict[Hashable, int]:
    sold = taken(orders, window)
    return sold.loc[sold["amount"].isna(), "account_id"].astype("str").value_counts().to_dict()


def _oldest_cases(cases: pd.DataFrame, window: Window) -> dict[Hashable, pd.Timestamp]:
    asked = known(cases, window, table="cases")
    pending = asked[asked["resolved_at"].isna() & asked["closed_at"].isna()]
    days = local_dates(pending["opened_at"], window.calendar)
    return days.groupby(pending["account_id"].astype("str")).min().to_dict()


def _by_account(listing: pd.DataFrame) -> Rows:
    found: Rows = {}
    for row in _rows(listing):
        found.setdefault(row["account_id"], []).append(row)
    return found


def _rows(frame: pd.DataFrame) -> list[Row]:
    """The rows as mappings, missing values as None."""
    names = [str(name) for name in frame]
    columns = [_plain(frame[name]) for name in frame]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    gone = column.isna()
    return [None if missing else value for value, missing in zip(column, gone, strict=True)]
