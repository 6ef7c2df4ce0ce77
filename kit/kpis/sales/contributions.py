"""The open leaderboard: what everyone in the company won, and nothing else about them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.money import total
from kit.window import Window

_WHO = ["owner", "team", "region"]


def contributions(owner_bookings: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Bookings of every owner in the company over the whole window, and their share of all.

    Months count from their first day; a window that begins within a month leaves that month out,
    and so does a report for an earlier day than the snapshot's with the month that still ran then.
    What belongs to nobody is listed too, so that the shares add up to one.

    Source: owner_bookings (month, amount, count)

    Parameters
    ----------
    owner_bookings
        One row per region, team, owner and month, as `kit.prepare` makes them.
    window
        Its whole span counts as one.

    Returns
    -------
    pandas.DataFrame
        A listing: owner, amount, contribution (0 to 1; NA where nothing was booked at all), count,
        team, region, the largest amount first.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "region": ["EMEA", "EMEA"], "team": ["Iberia", "DACH"], "owner": ["Ada", "Bo"],
    ...     "month": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "amount": [25.0, 75.0], "count": [1, 2]})
    >>> contributions(table, Window(date(2026, 1, 31), periods=1))["contribution"].tolist()
    [0.75, 0.25]
    """
    start, end = map(pd.Timestamp, window.whole)
    inside = owner_bookings[owner_bookings["month"].between(start, end, inclusive="left")]
    grouped = inside.groupby(_WHO, dropna=False, observed=True)
    listed = grouped.agg(amount=("amount", total), count=("count", "sum")).reset_index()
    booked = total(listed["amount"])
    listed["contribution"] = listed["amount"] / (booked or np.nan)
    listed = listed.sort_values(["amount", *_WHO], ascending=[False, True, True, True])
    listed = listed[["owner", "amount", "contribution", "count", "team", "region"]]
    listed = listed.reset_index(drop=True)
    listed.attrs["window"] = window
    return listed
