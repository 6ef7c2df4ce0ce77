"""What contracts bring in a month, account by account, when a period begins and when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.window import Window

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAY = np.timedelta64(1, "D")
DIGITS = 4
"""Decimal places of a monthly amount: those of the finest currency, so that sums are exact."""


class Accounts(NamedTuple):
    """Monthly revenue of the accounts that had any at either end of a period.

    `code` is the group of each account, a line of `Recurring.groups`; `start` and `end` are whole
    numbers of the smallest unit, 10 ** `DIGITS` to one of the currency.
    """

    code: np.ndarray
    start: np.ndarray
    end: np.ndarray


class Recurring(NamedTuple):
    """Accounts period by period, in the window's order, and the groups that they are in."""

    keys: pd.DataFrame
    periods: list[Accounts]
    since: pd.Timestamp


def recurring(contracts: pd.DataFrame, window: Window, by: Sequence[str] = ()) -> Recurring:
    """Monthly revenue of every account at the start and the end of each period.

    A contract counts from its start date to its last day, both inclusive: the day that it ends, or
    else the day that it was cancelled. A notice given before the end date changes nothing until
    then. Yearly amounts are taken as twelfths and quarterly ones as thirds, rounded. A period
    starts with what counted on the evening before and ends with what counts on its last day, or
    on `as_of`.

    Parameters
    ----------
    contracts
        One row per contract.
    by
        Columns to split by: an account is looked at within each member.
    """
    records = _records(contracts, window, by)
    groups = group(records, by)
    pairs, account = np.unique(_pairs(records, groups), return_inverse=True)
    code = pairs // max(len(records), 1)
    start, stop = _span(records, window)
    monthly = _monthly(records, window)
    size = len(pairs)

    def amounts(day: np.datetime64) -> np.ndarray:
        counts = (start <= day) & (day < stop)
        return np.bincount(account[counts], monthly[counts], size).astype(np.int64)

    periods = []
    for first, after in pairwise(window.edges):
        last = min(after - timedelta(days=1), window.as_of)
        before = amounts(np.datetime64(first) - _DAY)
        then = amounts(np.datetime64(last))
        either = (before > 0) | (then > 0)
        periods.append(Accounts(code[either], before[either], then[either]))
    keys = groups.keys if len(groups.keys) or by else pd.DataFrame(index=[0])
    return Recurring(keys, periods, records["start_date"].min())


class ContractDays(NamedTuple):
    """First day of each contract, the first on which it no longer counts, and what it brings.

    `monthly` is in whole numbers of the smallest unit, as in `Accounts`.
    """

    account_id: pd.Series
    start: np.ndarray
    stop: np.ndarray
    monthly: Floats


def contract_days(contracts: pd.DataFrame, window: Window) -> ContractDays:
    """From when to when each contract counts, as known on `as_of`.

    One that goes on, or ends later, stops after the day that follows `as_of`.
    """
    records = _records(contracts, window)
    start, stop = _span(records, window)
    return ContractDays(records["account_id"], start, stop, _monthly(records, window))


def _records(contracts: pd.DataFrame, window: Window, by: Sequence[str] = ()) -> pd.DataFrame:
    """Contracts known on `as_of`, with their end where it has passed as `ended`.

    A cancellation after `as_of` is undone with the end that it brought, not with one passed.
    """
    ends = contracts["end_date"].where(contracts["end_date"] <= pd.Timestamp(window.as_of))
    return known(contracts.assign(ended=ends), window, by, table="contracts")


def _pairs(records: pd.DataFrame, groups: Groups) -> np.ndarray:
    """Group and account of each contract as one number."""
    accounts = pd.factorize(records["account_id"], sort=True)[0]
    return groups.codes * max(len(records), 1) + accounts


def _span(records: pd.DataFrame, window: Window) -> tuple[np.ndarray, np.ndarray]:
    """First day of each contract, and the first day on which it no longer counts."""
    start = records["start_date"].to_numpy("datetime64[D]")
    cancelled = local_dates(records["cancelled_at"], window.calendar)
    last = records["ended"].fillna(records["end_date"]).fillna(cancelled)
    stop = last.to_numpy("datetime64[D]") + _DAY
    never = np.datetime64(window.end, "D") + _DAY
    return start, np.where(np.isnat(stop), never, stop)


def _monthly(records: pd.DataFrame, window: Window) -> Floats:
    """Each contract's amount in a month, rounded to the currency's minor unit."""
    months = records["period"].astype("str").map(_MONTHS).to_numpy(dtype=float)
    amount = records["amount_per_period"].fillna(0.0).to_numpy(dtype=float)
    return np.rint(np.round(amount / months, window.minor) * 10**DIGITS)
