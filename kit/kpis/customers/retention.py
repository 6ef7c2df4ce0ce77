"""How many customers still buy, month after month or year after year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from kit.estimates.intervals import wilson
from kit.kpis.customers.buyers import Buyers, buyers
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.window import Window

Step = Literal["month", "quarter", "year"]
_MONTHS: dict[Step, int] = {"month": 1, "quarter": 3, "year": 12}


def retention(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    step: Step = "quarter",
    steps: int = 4,
) -> pd.DataFrame:
    """Share of the customers won in the period who buy again k quarters after their first purchase.

    The quarters (`step`) are each customer's own: the k-th begins k quarters after the day of the
    first purchase, so that nobody has had less time than others. Only customers whose k-th
    quarter is over count; a cohort of which some are still in it is marked ``immature``, one in
    which nobody has come to its end has no share (``not_reached``). Purchases are orders and won
    opportunities; an opportunity and its order are one. Refunds and cancelled orders are none.

    Unit: ratio
    Source: opportunities (status, closed_at, account_id),
        orders (account_id, ordered_at, kind, opportunity_id)

    Parameters
    ----------
    opportunities, orders
        One row per record; either may be lacking.
    window
        Periods in which the cohorts began, and the day as of which they are seen.
    by
        Columns of the opportunities, as they were at the first purchase.
    step
        Length of a step: month, quarter or year.
    steps
        How many of them to follow.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds and the axis `k`, the steps since the first purchase.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> orders = completed(pd.DataFrame({
    ...     "order_id": ["x", "y", "z"], "account_id": ["a", "a", "b"], "kind": "sale",
    ...     "ordered_at": pd.to_datetime(["2026-01-02", "2026-02-10", "2026-01-20"]),
    ...     "amount": 20.0}), "orders")
    >>> window = Window(date(2026, 3, 31), "quarter", periods=1)
    >>> retention(empty("opportunities"), orders, window, step="month", steps=1)["value"].tolist()
    [0.5]
    """
    found = buyers(opportunities, orders, window, by)
    period = in_periods(found.first["first_at"], window)
    groups = group(found.first, by, period=period)
    size = groups.count()
    over, bought = _steps(found, window, _MONTHS[step])
    rows = []
    for k in range(1, steps + 1):
        ended = pd.Series(over >= k)
        n, hits = groups.count(ended), groups.count(ended & pd.Series(_in_step(found, bought, k)))
        low, high = wilson(hits, n, window.level)
        mark = np.select([n == 0, n < size], ["not_reached", "immature"], "")
        value = hits / np.where(n > 0, n, np.nan)
        rows.append(groups.rows(k=k, value=value, low=low, high=high, n=n, mark=mark))
    joined = pd.concat(rows, ignore_index=True).assign(measure="value").astype({"k": "Int64"})
    if joined.empty and not by:
        joined = _nobodys(window, steps)
    return finish(
        joined,
        "retention",
        window,
        by=by,
        axes=("k",),
        measures=("value",),
        rates=("value",),
        since=first_day(found.first["first_at"], window),
    )


def _nobodys(window: Window, steps: int) -> pd.DataFrame:
    """Rows of a company without a new customer, so that the axis has its steps."""
    k = pd.array(range(1, steps + 1), dtype="Int64")
    start = pd.Timestamp(window.current.start)
    return pd.DataFrame({"measure": "value", "period": start, "k": k, "n": 0})


def _steps(found: Buyers, window: Window, months: int) -> tuple[np.ndarray, np.ndarray]:
    """The last step that each customer has ended by `as_of`, and the step of each purchase."""
    first = found.first["first_at"].to_numpy("datetime64[D]")
    end = np.datetime64(window.end, "D")
    over = _whole_months(first, np.full(len(first), end)) // months - 1
    bought = _whole_months(first[found.customer], found.day.astype("datetime64[D]")) // months
    return over, bought


def _whole_months(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Whole months between two days; the 31st of a short month is its last day."""
    first, last = start.astype("datetime64[M]"), end.astype("datetime64[M]")
    months = (last - first).astype(np.int64)
    day = (start - first).astype(np.int64)
    length = ((last + 1).astype("datetime64[D]") - last.astype("datetime64[D]")).astype(np.int64)
    is_short = (end - last).astype(np.int64) < np.minimum(day, length - 1)
    return months - is_short


def _in_step(found: Buyers, bought: np.ndarray, k: int) -> np.ndarray:
    """Which customers bought in their k-th step."""
    has_bought = np.zeros(len(found.first), dtype=bool)
    has_bought[found.customer[bought == k]] = True
    return has_bought
