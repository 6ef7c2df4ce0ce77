"""Where leads come from, and whether that has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.errors import ParamError
from kit.estimates.intervals import newcombe, wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.leads.cohort import distinct_leads
from kit.kpis.leads.crossed import Crossed
from kit.window import Window


def source_mix_change(
    leads: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Change of each source's share of the new leads against the period before, in points.

    A share that went from 20 % to 25 % has gained 5 points: `change` is 5, `share` is 0.25.
    The current period, where it still runs, is compared with the same elapsed part of the one
    before. Leads without a source are a member of their own, so that the shares add up to 1 and
    the changes to 0. A change is NA where either period has no leads. Many sources are looked at
    together: of ten that did not change, one interval of 90 % leaves 0 out by chance.

    Unit: points
    Source: leads (created_at, source, merged_into)

    Parameters
    ----------
    leads
        One row per lead.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by, other than source, which is the axis.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `source` and the measures `change` (Newcombe's bounds; `n` is the
        leads of the smaller of both periods) and `share` (Wilson's).

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-05", "2026-01-06", "2026-02-03"]),
    ...     "source": ["Web", "Fair", "Fair"]})
    >>> frame = source_mix_change(table, Window(date(2026, 2, 28), periods=1))
    >>> frame[["source", "value"]].values.tolist()[:2]
    [['Fair', 50.0], ['Web', -50.0]]
    """
    if "source" in by:
        raise ParamError("`source` is the axis of this KPI already. Leave it out of `by`.")
    records = distinct_leads(leads, window, [*by, "source"], read=())
    now = in_periods(records["created_at"], window)
    before = _next_period(records["created_at"], window)
    both = pd.concat([records[[*by, "source"]]] * 2, ignore_index=True)
    groups = group(both, by, period=pd.concat([now, before], ignore_index=True))
    table = Crossed.of(groups, "source", both["source"])
    is_now = np.arange(len(both)) < len(records)
    counts = [table.count(is_now), table.count(~is_now)]
    totals = [one.sum(axis=1, keepdims=True) for one in counts]
    rows = _mix_rows(table, counts, totals, window.level)
    return finish(
        rows,
        "source_mix_change",
        window,
        by=by,
        axes=("source",),
        measures=("change", "share"),
        rates=("change", "share"),
        since=first_day(records["created_at"], window),
    )


def _mix_rows(
    table: Crossed, counts: list[np.ndarray], totals: list[np.ndarray], level: float
) -> pd.DataFrame:
    (now, before), (all_now, all_before) = counts, totals
    shares = [one / np.where(of > 0, of, np.nan) for one, of in zip(counts, totals, strict=True)]
    bounds = newcombe(now, all_now, before, all_before, level)
    low, high, change = (100 * one for one in (*bounds, shares[0] - shares[1]))
    smaller = np.minimum(all_now, all_before)
    own_low, own_high = wilson(now, all_now, level)
    return pd.concat(
        [
            table.rows(measure="change", value=change, low=low, high=high, n=smaller),
            table.rows(measure="share", value=shares[0], low=own_low, high=own_high, n=all_now),
        ]
    )


def _next_period(at: pd.Series, window: Window) -> pd.Series:
    """First day of the window's period to which each instant lies in the one before it.

    Of the period before the current one, only as much counts as has elapsed of the current.
    """
    if window.start is not None:  # One long period: there is nothing as long before it.
        return pd.Series(pd.NaT, index=at.index, dtype="datetime64[us]")
    longer = replace(window, periods=window.periods + 1)
    following = dict(zip(longer.starts[:-1], longer.starts[1:], strict=True))
    period = in_periods(at, longer)
    is_late = local_dates(at, window.calendar) >= pd.Timestamp(window.previous.end)
    is_late &= period.eq(pd.Timestamp(window.previous.start))
    moved = period.map({pd.Timestamp(old): pd.Timestamp(new) for old, new in following.items()})
    return moved.mask(is_late).astype("datetime64[us]")
