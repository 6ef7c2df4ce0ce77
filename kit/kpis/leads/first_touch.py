"""When a lead was first answered: the step that all KPIs of response share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.data.times import is_instant, local_dates
from kit.kpis.touches import is_attempt
from kit.window import Calendar

READ = ("lead_id", "direction", "outcome", "is_automatic")
"""Columns of activities that `first_touch` needs beside their times."""
_NEVER = np.iinfo(np.int64).max


def first_touch(leads: pd.DataFrame, activities: pd.DataFrame, calendar: Calendar) -> pd.Series:
    """First outbound human touch of each lead at or after its creation; NaT without one.

    What counts is an attempt (`kit.kpis.touches.is_attempt`): not inbound, sent by no machine, and
    not bounced; a missing direction is not inbound. What happened before the lead was created is
    no answer to it.

    Parameters
    ----------
    leads, activities
        As known on `as_of`.

    Returns
    -------
    pandas.Series
        On the index of `leads`; days where either table holds days only.

    Examples
    --------
    >>> leads = pd.DataFrame({
    ...     "lead_id": ["a"], "created_at": pd.to_datetime(["2026-03-02T09:00Z"])})
    >>> touches = pd.DataFrame({
    ...     "lead_id": ["a", "a"], "direction": ["outbound", "outbound"],
    ...     "occurred_at": pd.to_datetime(["2026-03-02T09:01Z", "2026-03-02T10:00Z"]),
    ...     "outcome": ["reached", "no_answer"], "is_automatic": [True, False]})
    >>> str(first_touch(leads, touches, Calendar())[0])
    '2026-03-02 10:00:00+00:00'
    """
    created, occurred = leads["created_at"], activities["occurred_at"]
    if not (is_instant(created) and is_instant(occurred)):
        created, occurred = local_dates(created, calendar), local_dates(occurred, calendar)
    row = positions(activities["lead_id"], leads["lead_id"])
    counts = (row >= 0) & is_attempt(activities) & activities["occurred_at"].notna().to_numpy()
    row, at = row[counts], _numbers(occurred)[counts]
    counts = at >= _numbers(created)[row]
    first = np.full(len(leads), _NEVER)
    np.minimum.at(first, row[counts], at[counts])
    found = pd.Series(first.view("datetime64[us]"), index=leads.index).mask(first == _NEVER)
    return found.dt.tz_localize("UTC") if is_instant(created) else found


def _numbers(times: pd.Series) -> np.ndarray:
    plain = times.dt.tz_convert("UTC").dt.tz_localize(None) if is_instant(times) else times
    return plain.to_numpy("datetime64[us]").view(np.int64)
