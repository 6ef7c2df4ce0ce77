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
    day = local_dates(activities["occurred_at"], window.calendar)
    place = account_positions(activities, opportunities, leads, first["account_id"])
    bought = np.append(first["first_at"].to_numpy("datetime64[us]"), np.datetime64("NaT"))[place]
    is_later = day.to_numpy("datetime64[us]") > bought
    columns = told(activities, opportunities, leads, by).assign(
        customer=place,
        day=day,
        cost=activities["cost"],
        minutes=activities["duration_minutes"],
    )
    return columns[~is_later]
