"""What was done for an account before it became a customer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.positions import account_positions
from kit.data.times import local_dates
from kit.kpis.activity.told import told
from kit.window import Window

WORK = ("account_id", "opportunity_id", "lead_id", "cost", "duration_minutes")
"""Columns of activities that `before_first_purchase` needs beside their times."""
_TWO_DAYS = np.timedelta64(2, "D")


def before_first_purchase(
    opportunities: pd.DataFrame,
    activities: pd.DataFrame,
    leads: pd.DataFrame,
    first: pd.DataFrame,
    window: Window,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Activities that were not for customers: those until the day of an account's first purchase.

    Parameters
    ----------
    opportunities, activities, leads
        As known on `as_of`, columns of `by` categorical in the opportunities.
    first
        First purchases, see `first_purchases`.
    window
        Names the zone in which days begin.
    by
        Columns of the opportunities.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, customer (position of the account in `first`, -1 where it is not
        there), day, cost and minutes.
    """
    place = account_positions(activities, opportunities, leads, first["account_id"])
    bought = np.append(first["first_at"].to_numpy("datetime64[us]"), np.datetime64("NaT"))[place]
    # Most are later by days, in whatever zone: only of the others the day has to be known.
    at = activities["occurred_at"].to_numpy("datetime64[us]")
    near = np.flatnonzero(~(at > bought + _TWO_DAYS))
    done = activities[["occurred_at", "cost", "duration_minutes"]].iloc[near]
    day = local_dates(done["occurred_at"], window.calendar)
    is_later = day.to_numpy("datetime64[us]") > bought[near]
    columns = told(activities, opportunities, leads, by).iloc[near]
    columns = columns.assign(
        customer=place[near], day=day, cost=done["cost"], minutes=done["duration_minutes"]
    )
    return columns[~is_later]
