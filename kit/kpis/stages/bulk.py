"""Losses that were not decisions: many old opportunities of one owner closed on one day."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.data.times import days_between, local_dates
from kit.window import Window

_AT_LEAST = 20
_TIMES_USUAL = 5


def bulk_closes(lost: pd.DataFrame, window: Window) -> NDArray[np.bool_]:
    """Which lost opportunities were closed in bulk.

    On one day their owner closed at least 20 as lost, and at least 5 times as many as on the
    median of the days on which that owner closed any; and half of that day's were at least as old
    as the median of all losses. Those without an owner count as one owner's.

    Parameters
    ----------
    lost
        Lost opportunities as known on `as_of`.

    Examples
    --------
    >>> from datetime import date
    >>> day = pd.to_datetime(["2026-01-30"] * 20 + ["2026-01-05", "2026-01-08"])
    >>> lost = pd.DataFrame({"owner": "Ada", "created_at": pd.Timestamp("2025-06-01"),
    ...                      "closed_at": day})
    >>> int(bulk_closes(lost, Window(date(2026, 1, 31))).sum())
    20
    """
    owner = pd.Categorical(lost["owner"]).codes if "owner" in lost else np.zeros(len(lost))
    days = pd.DataFrame(
        {
            "owner": np.asarray(owner),
            "day": local_dates(lost["closed_at"], window.calendar).to_numpy(),
            "age": days_between(lost["created_at"], lost["closed_at"], window.calendar).to_numpy(),
        }
    )
    grouped = days.groupby(["owner", "day"], sort=False)
    found = grouped.agg(n=("age", "size"), age=("age", "median"))
    usual = found.groupby(level="owner")["n"].transform("median")
    is_bulk = found["n"].ge(np.maximum(_AT_LEAST, _TIMES_USUAL * usual))
    is_bulk &= found["age"].ge(days["age"].median())
    number = grouped.ngroup().to_numpy()
    return (
        (number >= 0) & is_bulk.to_numpy(bool)[number] if len(found) else np.zeros(len(lost), bool)
    )
