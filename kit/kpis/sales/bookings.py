"""What was sold: the amount of opportunities won."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.stacking import stacked
from kit.window import Window

MEASURES = ("amount", "count")


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
    records = known(opportunities, window, by, read=["status", "amount"])
    won = records[records["status"] == "won"]
    groups = group(won, by, period=in_periods(won["closed_at"], window))
    n, priced = groups.count(), groups.count(won["amount"].notna())
    amount = np.where(priced > 0, groups.total(won["amount"]), np.nan)
    rows = stacked(
        groups.keys,
        {"amount": {"value": amount, "n": priced}, "count": {"value": n.astype(float), "n": n}},
    )
    # A period with losses alone was recorded: nothing was won in it, which is 0.
    since = first_day(records["closed_at"], window)
    return finish(rows, "bookings", window, by=by, measures=MEASURES, zeros=MEASURES, since=since)
