"""The one mark that each row of a tidy frame carries: what weighs most for its reader."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from kit.window import Window

THIN = 30
"""Records below which a rate is marked ``thin``."""
_MATURE = 0.9
"""Share of a period's records that must have had their time for a rate to be final."""
_MISSED = 0.1
"""Share of a period that may pass before recording begins without a mark."""


def marks(
    frame: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str],
    rates: Collection[str],
    since: pd.Timestamp | None,
    now: bool,
) -> np.ndarray:
    """Mark each row of a frame that has all but its marks.

    ``suppressed`` (a rate of one person from too few records) comes before the mark that the KPI
    gave itself, that before ``partial`` (the period still runs, or began before recording
    did), and that before ``thin`` (a rate of fewer than `THIN` records).

    Returns
    -------
    numpy.ndarray
        One mark a row; empty where nothing needs saying.
    """
    is_rate = frame["measure"].isin(rates) & frame["value"].notna()
    given = frame["mark"].fillna("") if "mark" in frame else pd.Series("", index=frame.index)
    hidden = is_rate & ("owner" in by) & (frame["n"] < window.minimum_group)
    partial = (_still_runs(frame, window) | _began_late(frame, window, since)) & (not now)
    thin = is_rate & (frame["n"] < THIN)
    return np.select(
        [hidden, given.ne(""), partial, thin], ["suppressed", given, "partial", "thin"], ""
    )


def period_ends(frame: pd.DataFrame, window: Window) -> pd.Series:
    """First day after the period of each row."""
    ends = dict(zip(map(pd.Timestamp, window.starts), window.edges[1:], strict=True))
    return pd.to_datetime(frame["period"].map(ends)).astype("datetime64[us]")


def _still_runs(frame: pd.DataFrame, window: Window) -> pd.Series:
    return frame["period"].eq(pd.Timestamp(window.current.start)) & window.is_partial


def _began_late(frame: pd.DataFrame, window: Window, since: pd.Timestamp | None) -> pd.Series:
    if since is None or pd.isna(since):
        return pd.Series(False, index=frame.index)
    ends = period_ends(frame, window)
    missed = (since - frame["period"]) / (ends - frame["period"])
    return missed.gt(_MISSED) & missed.lt(1) & frame["value"].notna()


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
