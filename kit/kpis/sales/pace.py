"""The course that periods usually take: what share of a whole is there by which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.kpis.groups import group
from kit.window import Window

EARLIER = 3
"""Earlier periods that it takes to say what is usual."""
_LATE_DAYS = 3
"""Days at the start of a period on which nothing need have been recorded for it to be whole."""


class Dated(NamedTuple):
    """Amounts with the time at which they count.

    Attributes
    ----------
    records
        One row per amount, columns of `by` categorical.
    at, amount
        Their instants or dates, and amounts.
    since
        First day on which any was recorded.
    """

    records: pd.DataFrame
    at: pd.Series
    amount: pd.Series
    since: pd.Timestamp


def usual_share(dated: Dated, window: Window, by: Sequence[str] = ()) -> pd.DataFrame:
    """Share of a period's whole that is usually there by the day on which it is looked at.

    A period that has ended has all: 1. For the one that still runs, every earlier period of the
    same length that was recorded from its first day is looked at after the same share of its days,
    and the median of what it then had of its own whole is taken. Periods that came to nothing, or
    less, have no course.

    Returns
    -------
    pandas.DataFrame
        period, the columns of `by`, pace (NA with fewer than `EARLIER` earlier ones) and earlier,
        their number; rows for the window's periods.
    """
    groups = group(dated.records, by)
    members = groups.keys if len(groups.keys) or by else pd.DataFrame(index=[0])
    ended = [pd.Timestamp(start) for start in window.starts[: -1 if window.is_partial else None]]
    parts = [members.assign(period=start, pace=1.0, earlier=0) for start in ended]
    if window.is_partial:
        pace, earlier = _median_course(dated, window, groups.codes, len(members))
        start = pd.Timestamp(window.current.start)
        parts.append(members.assign(period=start, pace=pace, earlier=earlier))
    whole = pd.concat(parts, ignore_index=True)
    return whole.astype({"period": "datetime64[us]"})[["period", *by, "pace", "earlier"]]


def _median_course(
    dated: Dated, window: Window, codes: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Median share of each member over its earlier periods, and how many it has."""
    edges = _earlier(window, dated.since)
    shares = np.full((max(len(edges) - 1, 0), size), np.nan)
    passed = window.current.days / (window.edges[-1] - window.current.start).days
    days = local_dates(dated.at, window.calendar).to_numpy("datetime64[D]")
    amount = dated.amount.fillna(0.0).to_numpy(float)
    for row, (start, after) in enumerate(pairwise(edges)):
        begin = np.datetime64(start)
        until = begin + max(round(passed * (after - start).days), 1)
        inside = (days >= begin) & (days < np.datetime64(after))
        whole = np.bincount(codes[inside], amount[inside], size)
        early = inside & (days < until)
        part = np.bincount(codes[early], amount[early], size)
        shares[row] = part / np.where(whole > 0, whole, np.nan)
    earlier = np.sum(~np.isnan(shares), axis=0)
    pace = np.full(size, np.nan)
    enough = earlier >= EARLIER
    pace[enough] = np.nanmedian(shares[:, enough], axis=0) if enough.any() else np.nan
    return pace, earlier


def _earlier(window: Window, since: pd.Timestamp) -> list[date]:
    """Starts of the recorded periods before the current one, and its own start."""
    edges = [window.current.start]
    while not pd.isna(since):
        before = window.calendar.step(edges[0], window.period, -1)
        if pd.Timestamp(before) < since.normalize() - pd.Timedelta(days=_LATE_DAYS):
            break
        edges.insert(0, before)
    return edges
