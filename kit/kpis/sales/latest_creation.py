"""Until when an opportunity must be created to be won within the period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kit.kpis.frame import finish
from kit.kpis.known import known
from kit.kpis.outcomes.cycle_time import cycle_time
from kit.window import Window

_QUANTILES = ("median", "p25")
MEASURES = ("median", "p25", "median_left", "p25_left")


def latest_creation_days(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Days before the end of the running period by which an opportunity must have been created.

    By `median`, half of those that will be won are won by the end; by `p25`, a quarter are: what is
    created later than that closes in time only if it is unusually quick. They are the quantiles of
    the cycle time, open opportunities at risk. `median_left` and `p25_left` count the days from
    `as_of` to that day; below 0 it has passed. Where the cycle time is not known, neither are they.

    Unit: days
    Source: opportunities (status, created_at, closed_at)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Its last period counts.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the bounds of the cycle time; `n` counts the wins.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-21"]),
    ...     "status": ["won", "won"], "amount": [75.0, 25.0]})
    >>> frame = latest_creation_days(table, Window(date(2026, 2, 8)))
    >>> frame.set_index("measure")["value"].to_dict()
    {'median': 10.0, 'p25': 10.0, 'median_left': 10.0, 'p25_left': 10.0}
    """
    days_left = (window.edges[-1] - window.end).days
    records = known(opportunities, window, by)
    cycle = cycle_time(records, window, by=by)
    rows = cycle[cycle["measure"].isin(_QUANTILES)]
    # Of the days that are left, those that the cycle does not take; the bounds change places.
    left = rows.assign(
        measure=rows["measure"] + "_left",
        value=days_left - rows["value"],
        low=days_left - rows["high"],
        high=days_left - rows["low"],
    )
    rows = pd.concat([rows, left], ignore_index=True).drop(columns="kpi")
    how: dict[str, Any] = {"by": by, "measures": MEASURES, "rates": MEASURES, "now": True}
    return finish(rows, "latest_creation_days", window, **how)
