"""Recurring revenue: from what it was at the start of a period to what it is at its end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.kpis.frame import finish
from kit.kpis.marks import period_ends
from kit.kpis.sales.members import crossed
from kit.kpis.sales.monthly_revenue import DIGITS, Accounts, recurring
from kit.window import Window

STEPS = ("start", "new", "expansion", "contraction", "lost", "end")


def recurring_revenue(
    contracts: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Monthly revenue from contracts at the start of the period, what changed it, and at its end.

    start + new + expansion − contraction − lost = end, exactly. An account is `new` where it had
    no running contract at the start and has one at the end, `lost` the other way round; a contract
    that replaces another one of the same account is an expansion or contraction by the difference.
    What comes and goes within the period does not show. Yearly amounts count as twelfths, quarterly
    ones as thirds, rounded to the currency's minor unit. A contract runs through its end date, or
    else through the day it was cancelled; without either it runs on. A period that ended before
    the first contract is NA.

    Unit: money
    Source: contracts (account_id, start_date, amount_per_period, period, end_date, cancelled_at)

    Parameters
    ----------
    contracts
        One row per contract.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by: an account that moves between members is lost to one and new to the
        other.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measure `value` and the axis `step`; `n` counts the accounts behind each
        step. Complete sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "account_id": ["a", "a", "b"], "amount_per_period": [100.0, 150.0, 1200.0],
    ...     "period": ["month", "month", "year"],
    ...     "start_date": pd.to_datetime(["2025-01-01", "2026-01-10", "2025-01-01"]),
    ...     "end_date": pd.to_datetime(["2026-01-09", None, "2026-01-20"]),
    ...     "cancelled_at": pd.to_datetime([None, None, "2025-12-01"])})
    >>> frame = recurring_revenue(table, Window(date(2026, 1, 31), periods=1))
    >>> frame["value"].tolist()
    [200.0, 0.0, 50.0, 0.0, 100.0, 150.0]
    """
    found = recurring(contracts, window, by)
    parts = [
        crossed(found.keys, "step", STEPS).assign(
            **_steps(accounts, len(found.keys)), period=pd.Timestamp(start)
        )
        for start, accounts in zip(window.starts, found.periods, strict=True)
    ]
    rows = pd.concat(parts, ignore_index=True).assign(measure="value")
    frame = finish(
        rows,
        "recurring_revenue",
        window,
        by=by,
        axes=("step",),
        zeros=("value",),
        since=found.since,
    )
    if not pd.isna(found.since):
        frame.loc[period_ends(frame, window) <= found.since, "value"] = np.nan
    frame.attrs["is_stock"] = True
    return frame


def _steps(accounts: Accounts, size: int) -> dict[str, np.ndarray]:
    """Amount and accounts of each step, group by group."""
    start, end = accounts.start, accounts.end
    stays = (start > 0) & (end > 0)
    amounts = (
        start,
        np.where(start == 0, end, 0),
        np.where(stays, np.maximum(end - start, 0), 0),
        np.where(stays, np.maximum(start - end, 0), 0),
        np.where(end == 0, start, 0),
        end,
    )
    sums = [np.bincount(accounts.code, one, size) for one in amounts]
    numbers = [np.bincount(accounts.code[one > 0], minlength=size) for one in amounts]
    return {"value": np.ravel(sums, "F") / 10**DIGITS, "n": np.ravel(numbers, "F")}
