"""Whether customers come back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.estimates.curves import at, kaplan_meier
from kit.kpis.customers.buyers import buyers
from kit.kpis.frame import finish
from kit.kpis.groups import group
from kit.window import Window


def repeat_rate(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    days: int = 365,
) -> pd.DataFrame:
    """Share of customers who buy again within a year of their first purchase.

    Kaplan-Meier: customers of less than a year count as long as they were seen, so that young
    ones neither look unfaithful nor drop out. A purchase is an order or a won opportunity; an
    opportunity and its order are one, and so are purchases of one day. Refunds and cancelled
    orders are no purchases. All customers count, whenever they came; those who had bought before
    recording began count from their first recorded purchase. NA and ``not_reached`` while nobody
    has been a customer for `days`.

    Unit: ratio
    Source: opportunities (status, closed_at, account_id),
        orders (account_id, ordered_at, kind, opportunity_id)

    Parameters
    ----------
    opportunities, orders
        One row per record; either may be lacking.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns of the opportunities, as they were at the first purchase.
    days
        Days within which the second purchase counts.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with bounds; `n` counts the customers.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> orders = completed(pd.DataFrame({
    ...     "order_id": ["x", "y", "z"], "account_id": ["a", "a", "b"], "kind": "sale",
    ...     "ordered_at": pd.to_datetime(["2025-01-02", "2025-06-01", "2025-02-01"]),
    ...     "amount": 20.0}), "orders")
    >>> repeat_rate(empty("opportunities"), orders, Window(date(2026, 3, 31)))["value"].tolist()
    [0.5]
    """
    found = buyers(opportunities, orders, window, by)
    came_back = ~np.isnan(found.second_after)
    seen = np.where(came_back, found.second_after, found.seen_for)
    groups = group(found.first, by)
    parts = groups.split(seen, came_back) if by else [[seen, came_back]]
    found_rows = [_row(one, ended, days, window.level) for one, ended in parts]
    columns = pd.DataFrame(found_rows, columns=["value", "low", "high", "n", "mark"])
    keys = groups.keys if by else pd.DataFrame(index=columns.index)
    rows = pd.concat([keys, columns], axis=1)
    rows = rows.assign(measure="value", period=pd.Timestamp(window.current.start))
    return finish(
        rows, "repeat_rate", window, by=by, measures=("value",), rates=("value",), now=True
    )


def _row(
    seen: np.ndarray, came_back: np.ndarray, days: int, level: float
) -> tuple[float, float, float, int, str]:
    """Value, bounds, customers and mark of one group."""
    point = at(kaplan_meier(np.zeros(len(seen)), seen, came_back, level), [days])
    mark = "" if point.is_reached[0] or not len(seen) else "not_reached"
    value, low, high = 1 - point.value[0, 0], 1 - point.high[0, 0], 1 - point.low[0, 0]
    return value, low, high, len(seen), mark
