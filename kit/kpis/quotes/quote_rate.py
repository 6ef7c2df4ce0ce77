"""How many opportunities get a quote."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.quotes.first_quotes import first_quotes
from kit.kpis.stages.clock import days
from kit.window import Window

WITHIN_DAYS = 90


def quote_rate(
    opportunities: pd.DataFrame,
    quotes: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    within_days: float = WITHIN_DAYS,
) -> pd.DataFrame:
    """Share of the opportunities created in the period that got a quote within 90 days.

    `within_days` sets another number of days. Only opportunities created at least so many days ago
    count, on both sides, quoted already or not: the others would look unquoted because they are
    young, or quoted because only the quick are seen. A period of which some are left out for that
    is ``immature``. One that was lost or won without a quote counts as not quoted.

    Unit: ratio
    Source: opportunities (created_at), quotes (opportunity_id, issued_at)

    Parameters
    ----------
    opportunities, quotes
        Canonical tables.
    window
        Periods and the day as of which they are seen.
    by
        Dimensions of opportunities; sources are qualified by the quotes they lead to.
    within_days
        Days from creation to the first quote that count.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "open", "closed_at": pd.NaT,
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-05"])})
    >>> quotes = pd.DataFrame({
    ...     "opportunity_id": ["a"], "issued_at": pd.to_datetime(["2026-01-08"]),
    ...     "decided_at": pd.NaT, "status": "sent"})
    >>> january = Window(date(2026, 1, 31), periods=1)
    >>> quote_rate(table, quotes, january, within_days=10)["value"].tolist()
    [0.5]
    """
    records = known(opportunities, window, by, read=["opportunity_id"])
    created, quoted, seen = first_quotes(records, quotes, window)
    groups = group(records, by, period=in_periods(records["created_at"], window))
    is_followed = pd.Series(days(created, seen) >= within_days)
    is_quoted = pd.Series(days(created, quoted) <= within_days)
    n, every = groups.count(is_followed), groups.count()
    count = groups.count(is_followed & is_quoted)
    low, high = wilson(count, n, window.level)
    rows = groups.rows(
        measure="value",
        value=count / np.where(n > 0, n, np.nan),
        low=low,
        high=high,
        n=n,
        mark=np.where(n < every, "immature", ""),
    )
    return finish(
        rows,
        "quote_rate",
        window,
        by=by,
        measures=("value",),
        rates=("value",),
        since=first_day(records["created_at"], window),
    )
