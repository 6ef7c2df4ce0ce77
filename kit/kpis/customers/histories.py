"""Each customer's purchases so far, boiled down to the numbers that its future is told from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data.money import grouped_total
from kit.estimates.intervals import Floats
from kit.kpis.customers.contract_spells import contract_spells
from kit.kpis.customers.first_purchase import first_purchases
from kit.kpis.customers.purchase_events import WON, Purchases, distinct, purchases
from kit.kpis.known import known
from kit.window import Window

DAYS_A_WEEK = 7


@dataclass(frozen=True, eq=False)
class Histories:
    """Customers, one row of `first` each; all other arrays follow its rows.

    Attributes
    ----------
    first
        First purchases, see `first_purchases`, on the first day of all.
    repeats
        Days with a purchase after the first such day.
    last, seen
        Weeks from the first purchase to the last one, and to `as_of`.
    priced, spend
        Repeat days on which an amount above 0 was recorded, and their mean amount; NaN for none.
    brought, opening
        Amount of all purchases, and of those on the first day; 0 where none is recorded.
    monthly
        What running contracts bring in a month; 0 where none runs.
    months
        Months that the account has been under contract; NaN where it never was.
    has_left
        Whether its last contract has ended.
    customer, day, amount
        One element per customer and day of purchase: the customer's row, weeks since its first
        purchase, and the amount.
    """

    first: pd.DataFrame
    repeats: Floats
    last: Floats
    seen: Floats
    priced: Floats
    spend: Floats
    brought: Floats
    opening: Floats
    monthly: Floats
    months: Floats
    has_left: np.ndarray
    customer: np.ndarray
    day: Floats
    amount: Floats

    def take(self, rows: np.ndarray) -> Histories:
        """Those of some customers, given by a mask over them."""
        own = rows[self.customer]
        new = np.cumsum(rows) - 1
        per_customer = {
            name: getattr(self, name)[rows] for name in _PER_CUSTOMER if name != "first"
        }
        return Histories(
            first=self.first[rows].reset_index(drop=True),
            **per_customer,
            customer=new[self.customer[own]],
            day=self.day[own],
            amount=self.amount[own],
        )


_PER_CUSTOMER = (
    *("repeats", "last", "seen", "priced", "spend", "brought", "opening"),
    *("monthly", "months", "has_left"),
)


def histories(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    contracts: pd.DataFrame,
    window: Window,
    by: Sequence[str] = (),
) -> Histories:
    """Boil down what was bought by the end of `as_of`.

    A purchase is an order or a won opportunity; an opportunity and its order are one, and so are
    all purchases of one day. Refunds and cancelled orders are none. Whoever had bought before
    recording began counts from the first recorded purchase.

    Parameters
    ----------
    opportunities, orders, contracts
        One row per record; all may be empty.
    window
        Gives `as_of` and the calendar; its periods do not matter.
    by
        Columns of the opportunities to tell of each first purchase.
    """
    records, sold = known(opportunities, window, by), known(orders, window, table="orders")
    first = first_purchases(records, sold, window, by=by)
    events = distinct(purchases(records, sold, window), records, sold)
    ids = pd.Index(first["account_id"])
    place = ids.get_indexer(events.accounts)[events.account]
    pairs = place.astype(np.int64) * 10_000_000 + events.day.astype("datetime64[D]").astype(int)
    pairs, number = np.unique(pairs, return_inverse=True)
    customer, day = np.divmod(pairs, 10_000_000)
    amount = grouped_total(_amounts(events, records, sold), number, len(pairs))
    begins = np.flatnonzero(np.diff(customer, prepend=-1))
    began = day[begins]
    first = first.assign(first_at=began.astype("datetime64[D]").astype("datetime64[us]"))
    as_of = np.datetime64(window.as_of, "D").astype(np.int64)
    weeks = (day - began[customer]) / DAYS_A_WEEK
    size, is_repeat = len(first), day > began[customer]
    is_priced = is_repeat & (amount > 0)
    priced = np.bincount(customer[is_priced], minlength=size).astype(float)
    spent = np.bincount(customer[is_priced], amount[is_priced], size)
    spells = contract_spells(contracts, first["account_id"], window)
    return Histories(
        first=first,
        repeats=np.bincount(customer[is_repeat], minlength=size).astype(float),
        last=weeks[np.append(begins[1:], len(day)) - 1] if size else np.zeros(0),
        seen=(as_of - began) / DAYS_A_WEEK,
        priced=priced,
        spend=np.divide(spent, priced, out=np.full(size, np.nan), where=priced > 0),
        brought=np.bincount(customer, amount, size).astype(float),
        opening=amount[begins],
        monthly=spells.monthly,
        months=spells.months,
        has_left=spells.has_left,
        customer=customer,
        day=weeks,
        amount=amount,
    )


def _amounts(events: Purchases, records: pd.DataFrame, sold: pd.DataFrame) -> pd.Series:
    """Amount of each purchase; missing where none is recorded."""
    amount = np.full(len(events.row), np.nan)
    is_won = events.kind == WON
    for table, own in ((records, is_won), (sold, ~is_won)):
        amount[own] = table["amount"].to_numpy(float)[events.row[own]]
    return pd.Series(amount)
