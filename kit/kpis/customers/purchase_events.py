"""Who bought when: won opportunities and orders on one line of time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.data.times import local_dates
from kit.window import Window

WON, ORDERED = 0, 1


class Purchases(NamedTuple):
    """Purchases of accounts: all arrays but `accounts` have one element per purchase.

    `account` is a position in `accounts`, the sorted ids; `day` a calendar day; `kind` is `WON` or
    `ORDERED`, and `row` the position in the table that `kind` names.
    """

    accounts: pd.Index
    account: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    row: np.ndarray

    def take(self, places: np.ndarray) -> Purchases:
        """Some of the purchases, in the order of `places`."""
        return Purchases(self.accounts, *(column[places] for column in self[1:]))


def purchases(opportunities: pd.DataFrame, orders: pd.DataFrame, window: Window) -> Purchases:
    """Every won opportunity and every sale of an account, in the tables' order.

    Parameters
    ----------
    opportunities, orders
        Records as known on `as_of`. Those without account or day are left out, and so are refunds
        and cancelled orders.
    window
        Names the zone in which days begin.
    """
    won = _events(opportunities, opportunities["status"].eq("won"), "closed_at", window)
    sold = _events(orders, orders["kind"].eq("sale"), "ordered_at", window)
    ids = pd.concat([won[0], sold[0]], ignore_index=True)
    account, accounts = pd.factorize(ids, sort=True)
    day = np.concatenate([won[1], sold[1]])
    kind = np.repeat([WON, ORDERED], [len(won[0]), len(sold[0])])
    return Purchases(accounts, account, day, kind, np.concatenate([won[2], sold[2]]))


def distinct(events: Purchases, opportunities: pd.DataFrame, orders: pd.DataFrame) -> Purchases:
    """Drop from the purchases what is recorded twice, as opportunity and as order.

    An opportunity and the first order that names it are one purchase, on the earlier of their days.
    Where no order names any opportunity, accounts with orders count by their orders alone.
    """
    is_order = events.kind == ORDERED
    if "opportunity_id" in orders and orders["opportunity_id"].notna().any():
        twice = _later_of_two(events, opportunities, orders)
    else:
        has_orders = np.zeros(len(events.accounts), dtype=bool)
        has_orders[events.account[is_order]] = True
        twice = np.flatnonzero(~is_order & has_orders[events.account])
    return events.take(np.setdiff1d(np.arange(len(events.day)), twice))


def _later_of_two(
    events: Purchases, opportunities: pd.DataFrame, orders: pd.DataFrame
) -> np.ndarray:
    """Of each opportunity and the first order that names it the later one, the order in a tie."""
    won = np.flatnonzero(events.kind == WON)
    event_of = np.full(len(opportunities) + 1, -1)
    event_of[events.row[won]] = won
    place = positions(orders["opportunity_id"], opportunities["opportunity_id"])
    sold = np.flatnonzero(events.kind == ORDERED)
    own = event_of[place[events.row[sold]]]
    sold, own = sold[own >= 0], own[own >= 0]
    order = np.lexsort((events.day[sold], own))
    sold, own = sold[order], own[order]
    first = np.flatnonzero(np.diff(own, prepend=-1))
    sold, own = sold[first], own[first]
    return np.where(events.day[sold] < events.day[own], own, sold)


def _events(
    records: pd.DataFrame, is_purchase: pd.Series, at: str, window: Window
) -> tuple[pd.Series, np.ndarray, np.ndarray]:
    """Account, day and position of each purchase."""
    days = local_dates(records[at], window.calendar)
    row = np.flatnonzero(is_purchase & records["account_id"].notna() & days.notna())
    account = records["account_id"].iloc[row].astype("str")
    return account, days.iloc[row].to_numpy("datetime64[D]"), row
