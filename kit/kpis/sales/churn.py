"""How much of the recurring revenue stays: customers and revenue lost, revenue retained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from kit.estimates.intervals import Floats, bootstrap_ratio, weighted_rate, wilson
from kit.kpis.frame import finish
from kit.kpis.sales.monthly_revenue import Accounts, recurring
from kit.window import Window

Parts = list[tuple[Floats, Floats]]


def churn(contracts: pd.DataFrame, window: Window, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Accounts with a running contract at the start of the period that had none at its end.

    A share of those at the start: `accounts` counts them, `revenue` weighs each with its monthly
    revenue at the start. Contraction is no churn, nor is a contract that another one of the same
    account replaces. A period that still runs has seen only part of its losses. Without a contract
    at the start there is no churn: NA, never 0. When a contract counts: see recurring revenue.

    Unit: ratio
    Source: contracts (account_id, start_date, amount_per_period, period, end_date, cancelled_at)

    Parameters
    ----------
    contracts
        One row per contract.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `accounts` (Wilson's bounds) and `revenue` (bootstrap over
        accounts); `n` counts the accounts at the start.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "account_id": ["a", "b"], "amount_per_period": [300.0, 100.0], "period": "month",
    ...     "start_date": pd.to_datetime(["2025-01-01", "2025-01-01"]),
    ...     "end_date": pd.to_datetime([None, "2026-01-20"]),
    ...     "cancelled_at": pd.to_datetime([None, None])})
    >>> churn(table, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [0.5, 0.25]
    """
    measures = {"accounts": _accounts_lost, "revenue": _revenue_lost}
    return _shares(contracts, "churn", window, by, measures)


def net_retention(
    contracts: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Monthly revenue at the end of the period from the accounts of its start, against then.

    `net` counts what those accounts added, so that it can exceed 1; `gross` counts each account at
    most with what it brought at the start. New accounts do not count. Without a contract at
    the start there is none: NA, never 0. When a contract counts: see recurring revenue.

    Unit: ratio
    Source: contracts (account_id, start_date, amount_per_period, period, end_date, cancelled_at)

    Parameters
    ----------
    contracts
        One row per contract.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `net` and `gross`, bootstrap bounds over accounts; `n` counts
        the accounts at the start.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "account_id": ["a", "a", "b"], "amount_per_period": [100.0, 60.0, 50.0],
    ...     "period": "month",
    ...     "start_date": pd.to_datetime(["2025-01-01", "2026-01-05", "2025-01-01"]),
    ...     "end_date": pd.to_datetime([None, None, "2026-01-20"]),
    ...     "cancelled_at": pd.to_datetime([None, None, None])})
    >>> frame = net_retention(table, Window(date(2026, 1, 31), periods=1))
    >>> frame["value"].round(3).tolist()
    [1.067, 0.667]
    """
    return _shares(contracts, "net_retention", window, by, {"net": _kept, "gross": _kept_at_most})


Measure = Callable[[Floats, Floats, float], tuple[float, float, float]]


def _shares(
    contracts: pd.DataFrame,
    kpi: str,
    window: Window,
    by: Sequence[str],
    measures: Mapping[str, Measure],
) -> pd.DataFrame:
    """Tidy frame of shares of what was there at the start of each period."""
    found = recurring(contracts, window, by)
    rows = []
    for start, accounts in zip(window.starts, found.periods, strict=True):
        for place, (then, now) in enumerate(_members(accounts, len(found.keys))):
            for measure, share in measures.items():
                numbers = share(then, now, window.level)
                rows.append((place, start, measure, *numbers, len(then)))
    columns = ["place", "period", "measure", "value", "low", "high", "n"]
    frame = pd.DataFrame(rows, columns=columns)
    keys = found.keys.iloc[frame.pop("place").to_numpy(dtype=np.int64)].reset_index(drop=True)
    frame = pd.concat([keys, frame.assign(period=pd.to_datetime(frame["period"]))], axis=1)
    names = tuple(measures)
    return finish(frame, kpi, window, by=by, measures=names, rates=names, since=found.since)


def _members(accounts: Accounts, size: int) -> Parts:
    """Start and end of the accounts there at the start, group by group."""
    there = accounts.start > 0
    order = np.argsort(accounts.code[there], kind="stable")
    code = accounts.code[there][order]
    edges = np.searchsorted(code, np.arange(1, size))
    starts = np.split(accounts.start[there][order].astype(float), edges)
    ends = np.split(accounts.end[there][order].astype(float), edges)
    return list(zip(starts, ends, strict=True)) if size else []


def _accounts_lost(then: Floats, now: Floats, level: float) -> tuple[float, float, float]:
    lost = float((now == 0).sum())
    low, high = wilson(lost, len(then), level)
    return lost / len(then) if len(then) else np.nan, float(low), float(high)


def _revenue_lost(then: Floats, now: Floats, level: float) -> tuple[float, float, float]:
    if not len(then):
        return np.nan, np.nan, np.nan
    low, high = weighted_rate(now == 0, then, level)
    return float(then[now == 0].sum() / then.sum()), low, high


def _kept(then: Floats, now: Floats, level: float) -> tuple[float, float, float]:
    if not len(then):
        return np.nan, np.nan, np.nan
    low, high = bootstrap_ratio(now, then, level)
    return float(now.sum() / then.sum()), low, high


def _kept_at_most(then: Floats, now: Floats, level: float) -> tuple[float, float, float]:
    return _kept(then, np.minimum(now, then), level)
