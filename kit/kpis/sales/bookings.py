"""What was sold: the amount of opportunities won."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kit.kpis.frame import counts, first_day, totals
from kit.kpis.known import known
from kit.window import Window


def bookings(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Amount of the opportunities won in the period, by the date they closed.

    Bookings are not revenue: nothing is said about orders, invoices or refunds. Won opportunities
    without an amount add nothing; where all of them lack it, the amount is NA. A period in which
    nothing was won has bookings of 0; one that ended before any close was recorded, won or lost,
    has none. The measure `count` is how many were won.

    Unit: money
    Source: opportunities (status, closed_at, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `amount` and `count`; complete sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31", "2026-01-31"]),
    ...     "status": ["won", "won", "lost"], "amount": [90.5, 10.0, 70.0]})
    >>> bookings(table, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [100.5, 2.0]
    """
    records = known(opportunities, window, by)
    won = records[records["status"] == "won"]
    # A period with losses alone was recorded: nothing was won in it, which is 0.
    how: dict[str, Any] = {"at": "closed_at", "by": by}
    how["since"] = first_day(records["closed_at"], window)
    amount = totals(won, won["amount"], "bookings", window, measure="amount", **how)
    count = counts(won, "bookings", window, measure="count", **how)
    return pd.concat([amount, count], ignore_index=True)
