"""How long customers take to decide, and when an open opportunity is past that.

Many CRMs keep opportunities open that nobody will ever decide on. The age within which 99 % of
all recorded closes happened tells those apart from ones that are merely young.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.times import days_between, local_dates
from kit.window import Window

_DECIDED = 0.99


def decision_age(records: pd.DataFrame, window: Window) -> float:
    """Age in days within which 99 % of all recorded closes happened.

    Parameters
    ----------
    records
        Opportunities as known on `as_of`; also those closed before the window count.
    window
        Gives the calendar.

    Returns
    -------
    float
        An age at which one closed; NaN where none has.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31", None]),
    ...     "status": ["won", "lost", "open"]})
    >>> decision_age(table, Window(date(2026, 2, 28)))
    30.0
    """
    closed = records[["created_at", "closed_at"]][records["status"] != "open"]
    ages = days_between(closed["created_at"], closed["closed_at"], window.calendar).dropna()
    if ages.empty:
        return np.nan
    return float(np.quantile(ages, _DECIDED, method="inverted_cdf"))


def overdue_from(records: pd.DataFrame, window: Window) -> pd.Series:
    """First day on which each opportunity is older than the age by which others had decided.

    Parameters
    ----------
    records
        Opportunities as known on `as_of`.
    window
        Gives the calendar.

    Returns
    -------
    pandas.Series
        Naive midnights on the index of `records`; NaT where the opportunity has not started or
        nothing was ever closed.
    """
    created = local_dates(records["created_at"], window.calendar)
    age = decision_age(records, window)
    if np.isnan(age):
        return pd.Series(pd.NaT, index=created.index, dtype=created.dtype)
    return created + pd.Timedelta(days=int(age) + 1)
