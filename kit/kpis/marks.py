"""The one mark that each row of a tidy frame carries: what weighs most for its reader."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.estimates.intervals import Floats
from kit.window import Window

THIN = 30
"""Records below which a rate is marked ``thin``."""
_MATURE = 0.9
"""Share of a period's records that must have had their time for a rate to be final."""
_MISSED = 0.1
"""Share of a period that may pass before recording begins without a mark."""


def marks(
    given: np.ndarray,
    n: Floats,
    *,
    is_rate: np.ndarray,
    is_partial: np.ndarray,
    minimum_group: int,
) -> np.ndarray:
    """Mark each row of a frame.

    ``suppressed`` (a rate of one person from too few records) comes before the mark that the KPI
    gave itself, that before ``partial`` (the period still runs, or began before recording
    did), and that before ``thin`` (a rate of fewer than `THIN` records).

    Parameters
    ----------
    given
        Marks that the KPI gave itself, empty where it gave none.
    n
        Records of each row; NaN where that is not known.
    is_rate
        Rows whose value is a rate, and known.
    is_partial
        Rows that are of a part of their period.
    minimum_group
        Records that a rate of one person needs; 0 where rows are not of single persons.

    Returns
    -------
    numpy.ndarray
        One mark a row; empty where nothing needs saying.

    Examples
    --------
    >>> n, yes, no = np.array([9.0, 9.0, 40.0]), np.array([True] * 3), np.array([False] * 3)
    >>> given = np.array(["", "pooled", ""], dtype=object)
    >>> marks(given, n, is_rate=yes, is_partial=no, minimum_group=0).tolist()
    ['thin', 'pooled', '']
    """
    found = np.full(len(n), "", dtype=object)
    # What weighs more is written over what weighs less.
    found[is_rate & (n < THIN)] = "thin"
    found[is_partial] = "partial"
    found = np.where(given != "", given, found)
    found[is_rate & (n < minimum_group)] = "suppressed"
    return found


def period_ends(frame: pd.DataFrame, window: Window) -> pd.Series:
    """First day after the period of each row."""
    ends = dict(zip(map(pd.Timestamp, window.starts), window.edges[1:], strict=True))
    return pd.to_datetime(frame["period"].map(ends)).astype("datetime64[us]")


def ended_after(since: pd.Timestamp | None, ends: np.ndarray) -> np.ndarray:
    """Periods that ended after recording began; all where that is not known.

    Parameters
    ----------
    since
        First day on which anything was recorded.
    ends
        First day after each period.
    """
    if since is None or pd.isna(since):
        return np.ones(len(ends), dtype=bool)
    return ends > since.to_datetime64()


def began_late(since: pd.Timestamp | None, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Periods of which more than a bit had passed before recording began, but not all."""
    if since is None or pd.isna(since):
        return np.zeros(len(ends), dtype=bool)
    missed = (since.to_datetime64() - starts) / (ends - starts)
    return (missed > _MISSED) & (missed < 1)


def unfinished(period: pd.Series, is_over: np.ndarray) -> pd.Index:
    """The periods in which more than 1 in 10 records have not had their time yet.

    Parameters
    ----------
    period
        Period of each record, missing outside of the window.
    is_over
        Whether the record's time was over on `as_of`.

    Examples
    --------
    >>> unfinished(pd.Series(["May", "June", "June"]), np.array([True, True, False])).tolist()
    ['June']
    """
    share = pd.Series(is_over, index=period.index).groupby(period).mean()
    return share.index[share < _MATURE]
