"""What was done for an account before it became a customer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.positions import account_of, positions
from kit.data.times import local_dates
from kit.kpis.activity.told import told
from kit.window import Window


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
        The columns of `by`, account_id (missing where nobody's), day, cost and minutes.
    """
    account = account_of(activities, opportunities, leads)
    day = local_dates(activities["occurred_at"], window.calendar)
    place = positions(account, first["account_id"])
    bought = np.append(first["first_at"].to_numpy("datetime64[us]"), np.datetime64("NaT"))[place]
    is_later = day.to_numpy("datetime64[us]") > bought
    columns = told(activities, opportunities, leads, by).assign(
        account_id=account,
        day=day,
        cost=activities["cost"],
        minutes=activities["duration_minutes"],
    )
    return columns[~is_later]
