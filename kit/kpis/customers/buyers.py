"""Customers with the days on which they bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.kpis.customers.first_purchase import first_purchases
from kit.kpis.customers.purchase_events import distinct, purchases
from kit.kpis.known import known
from kit.window import Window


@dataclass(frozen=True, eq=False)
class Buyers:
    """Every customer, and every day on which one bought.

    Attributes
    ----------
    first
        First purchases, see `first_purchases`; the next two follow its rows.
    seen_for
        Days from the first purchase to `as_of`.
    second_after
        Days from the first to the second day of purchase; NaN where there is none.
    customer, day
        One element per customer and day of purchase: the customer's row in `first`, and the day.
    """

    first: pd.DataFrame
    seen_for: np.ndarray
    second_after: np.ndarray
    customer: np.ndarray
    day: np.ndarray


def buyers(
    opportunities: pd.DataFrame, orders: pd.DataFrame, window: Window, by: Sequence[str] = ()
) -> Buyers:
    """Find all customers and their days of purchase, as known on `as_of`."""
    records, sold = known(opportunities, window, by), known(orders, window, table="orders")
    first = first_purchases(records, sold, window, by=by)
    events = distinct(purchases(records, sold, window), records, sold)
    ids = pd.Index(first["account_id"])
    customer = ids.get_indexer(events.accounts)[events.account]
    pairs = np.unique(customer.astype(np.int64) * 10_000_000 + events.day.astype(np.int64))
    customer, day = np.divmod(pairs, 10_000_000)
    began = day[np.searchsorted(customer, np.arange(len(first)))]
    first = first.assign(first_at=began.astype("datetime64[D]").astype("datetime64[us]"))
    last = np.datetime64(window.as_of, "D").astype(np.int64)
    again = day > began[customer]
    second = np.full(len(first), np.nan)
    after = (day - began[customer])[again].astype(float)
    second[customer[again][::-1]] = after[::-1]
    return Buyers(first, (last - began).astype(float), second, customer, day)
