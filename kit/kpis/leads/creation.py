"""What comes in: leads created."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.data.times import is_instant
from kit.errors import ParamError
from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.leads.cohort import (
    MATURE,
    distinct_leads,
    is_disqualified,
    is_recorded,
    is_settled,
)
from kit.kpis.stacking import stacked
from kit.window import Window

BULK_FROM = 20
"""Leads of one source within a minute from which on they were imported, not won one by one."""
_MINUTE = np.timedelta64(60, "s")


def new_leads(
    leads: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    bulk_from: int = BULK_FROM,
) -> pd.DataFrame:
    """Distinct leads created in the period.

    A duplicate that was merged into another lead does not count. `unqualified_share` is the share
    disqualified so far; it only rises while leads wait for a verdict, and is marked ``immature``
    while fewer than 90 % have one or are older than the age by which 99 % had theirs. Where no
    disqualification was ever recorded it is NA. `bulk` counts leads that came at least
    `bulk_from` to a minute from one source: an import is not demand. Where leads have days only,
    that cannot be told and is NA; an import spread over several units is seen in the company.
    Split by `score_band` it is the band of the score at creation: the third of the company's
    scores in which it lies.

    Unit: count
    Source: leads (created_at, source, disqualified_at, converted_at, merged_into)

    Parameters
    ----------
    leads
        One row per lead.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by, such as source or score_band.
    bulk_from
        Leads a minute from which on they count as a bulk import.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `count`, `unqualified_share` (Wilson's bounds) and `bulk`;
        complete counts have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-05", "2026-01-06"]), "source": "Web",
    ...     "disqualified_at": pd.to_datetime(["2026-01-09", None]),
    ...     "converted_at": pd.to_datetime([None, "2026-01-20"])})
    >>> frame = new_leads(table, Window(date(2026, 1, 31), periods=1))
    >>> frame["value"].tolist()
    [2.0, 0.5, nan]
    """
    records = distinct_leads(leads, window, by, read=["source"])
    groups = group(records, by, period=in_periods(records["created_at"], window))
    n, has_times = groups.count(), is_instant(records["created_at"])
    bulk = groups.count(in_bulk(records, bulk_from)) if has_times else np.full(len(n), np.nan)
    measures = {
        "count": {"value": n.astype(float), "n": n},
        "unqualified_share": _unqualified(groups, records, window),
        "bulk": {"value": bulk.astype(float), "n": n},
    }
    return finish(
        stacked(groups.keys, measures),
        "new_leads",
        window,
        by=by,
        measures=("count", "unqualified_share", "bulk"),
        rates=("unqualified_share",),
        zeros=("count", "bulk") if has_times or records.empty else ("count",),
        since=first_day(records["created_at"], window),
    )


def _unqualified(groups: Groups, records: pd.DataFrame, window: Window) -> dict[str, Any]:
    """Columns of the share that was disqualified; none is known where nobody records it."""
    n, dropped = groups.count(), groups.count(is_disqualified(records))
    share = dropped / n if is_recorded(records, "disqualified_at") else np.full(len(n), np.nan)
    low, high = (np.where(np.isnan(share), np.nan, one) for one in wilson(dropped, n, window.level))
    is_young = groups.count(is_settled(records, window)) < MATURE * n
    mark = np.where(is_young & ~np.isnan(share), "immature", "")
    return {"value": share, "low": low, "high": high, "n": n, "mark": mark}


def in_bulk(leads: pd.DataFrame, bulk_from: int) -> pd.Series:
    """Which leads are one of at least `bulk_from` that their source brought within a minute."""
    if bulk_from < 2:
        raise ParamError(f"`bulk_from` is {bulk_from}: an import has at least 2 leads a minute.")
    source = pd.factorize(leads["source"])[0]
    created = leads["created_at"].to_numpy("datetime64[us]")
    order = np.lexsort((created, source))
    source, created = source[order], created[order]
    later, earlier = slice(bulk_from - 1, None), slice(max(len(order) - bulk_from + 1, 0))
    near = source[later] == source[earlier]
    near &= created[later] - created[earlier] < _MINUTE
    # Each run begins at its first lead and ends behind its last one: inside, more began than ended.
    turns = np.zeros(len(order) + bulk_from, dtype=np.int64)
    turns[: len(near)] += near
    turns[bulk_from : bulk_from + len(near)] -= near
    inside = np.empty(len(order), dtype=bool)
    inside[order] = np.cumsum(turns)[: len(order)] > 0
    return pd.Series(inside, index=leads.index)
