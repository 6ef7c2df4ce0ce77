"""What a won opportunity takes: touches, hours and money, spent on all that were tried."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.kpis import stacking
from kit.kpis.activity.told import told
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.touches import is_outbound
from kit.window import Window

MEASURES = ("touches", "hours", "cost")
_READ = ("direction", "is_automatic", "cost", "duration_minutes")
_LINKS = ("opportunity_id", "lead_id")


def touches_per_conversion(
    opportunities: pd.DataFrame,
    activities: pd.DataFrame,
    leads: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Outbound touches made in the period for each opportunity won in it.

    All touches count, whatever became of the lead or opportunity they were for: those on lost and
    unconverted ones are the price of those won. A touch is made by a person; automatic and inbound
    activities are none. Touches and wins of one period belong to different opportunities where
    the cycle is longer than the period. `hours` and `cost` are what the touches took for each won
    opportunity, as far as it was noted. Touches count for their own owner, and for the source,
    product … of their opportunity, else of their lead. Without a won opportunity all are NA.

    Unit: number
    Source: opportunities (status, closed_at),
        activities (occurred_at, direction, owner, opportunity_id, lead_id, duration_minutes, cost,
        is_automatic),
        leads (lead_id, source)

    Parameters
    ----------
    opportunities, activities, leads
        One row per record; leads may be lacking.
    window
        Periods and the day as of which they are seen.
    by
        Columns of the opportunities to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `touches`, `hours` and `cost`; `n` counts the opportunities
        won. Complete counts and sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["o", "p"], "status": ["won", "lost"], "amount": [75.0, 0.0],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31"])})
    >>> calls = completed(pd.DataFrame({
    ...     "activity_id": ["a", "b", "c"], "channel": "call", "opportunity_id": ["o", "p", "p"],
    ...     "occurred_at": pd.to_datetime(["2026-01-02"] * 3), "duration_minutes": 20.0}),
    ...     "activities")
    >>> window = Window(date(2026, 1, 31), periods=1)
    >>> touches_per_conversion(table, calls, empty("leads"), window)["value"].tolist()
    [3.0, 1.0, nan]
    """
    records = known(opportunities, window, by, read=["opportunity_id", "status"])
    read = (*_READ, *_LINKS, *by) if by else _READ
    made = known(activities, window, table="activities", read=read)
    since = first_day(made["occurred_at"], window)
    period = in_periods(made["occurred_at"], window)
    counts = is_outbound(made) & period.notna()
    came = known(leads, window, table="leads", read=("lead_id", *by))
    columns = told(made, records, came, by)[counts]
    made, period = made[["cost", "duration_minutes"]][counts], period[counts]
    won = records[records["status"].eq("won")]
    both = stacked(columns.assign(cost=made["cost"], minutes=made["duration_minutes"]), won, by)
    periods = pd.concat([period, in_periods(won["closed_at"], window)], ignore_index=True)
    groups = group(both, by, period=periods)
    return finish(
        _rows(groups, both),
        "touches_per_conversion",
        window,
        by=by,
        measures=MEASURES,
        rates=MEASURES,
        since=since,
    )


def stacked(first: pd.DataFrame, second: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Two tables below each other, columns of `by` with the members of both; `is_second` says."""
    both = pd.concat([first, second[list(by)]], ignore_index=True)
    types = {}
    for name in by:
        members, others = first[name].cat.categories, second[name].cat.categories
        types[name] = pd.CategoricalDtype(members.append(others.difference(members)))
    return both.astype(types).assign(is_second=np.arange(len(both)) >= len(first))


def _rows(groups: Groups, both: pd.DataFrame) -> pd.DataFrame:
    """Rows of all measures."""
    wins = groups.count(both["is_second"])
    per_win = np.where(wins > 0, wins, np.nan)
    made = groups.count(~both["is_second"])
    measures = {"touches": {"value": made / per_win, "n": wins}}
    for name, column, unit in (("hours", "minutes", 60), ("cost", "cost", 1)):
        # Where nobody noted it for any touch it is unknown, not 0.
        is_noted = (groups.count(both[column].notna()) > 0) | (made == 0)
        total = np.where(is_noted, groups.total(both[column]), np.nan) / unit
        measures[name] = {"value": total / per_win, "n": wins}
    return stacking.stacked(groups.keys, measures)
