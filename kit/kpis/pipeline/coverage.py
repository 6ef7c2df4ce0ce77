"""Whether there is enough in the pipeline for what the target still needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.times import local_dates
from kit.estimates.intervals import Floats, wilson
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.sales.targets import Running, running_targets
from kit.window import Span, Window

_READ = ("status", "amount", "expected_close_date")
MEASURES = ("value", "open_amount", "due_amount", "still_needed", "target", "missing_opportunities")


def coverage(
    opportunities: DataFrame, targets: DataFrame, window: Window, *, by: Sequence[str] = ()
) -> DataFrame:
    """Open amount as a multiple of what the target of the running period still needs.

    The period is that of the targets in force on `as_of`, such as a quarter (`running_targets` says
    which rows count and that none counts twice); still needed is the target less the bookings in
    that period so far, and at least 0. Where it is 0 the target is met and the coverage is NA.
    `open_amount` is all that is open, `due_amount` the part with an expected close in the period.

    `missing_opportunities` is how many more are needed than are open, if each is won as often as
    those that closed in the window and is worth the mean amount won in it; its bounds are those
    of Wilson's interval of that win rate. It asks for nothing about time: what is open now and won
    after the period counts as well. Without a target everything that needs one is NA; where
    `by` splits by what targets do not have, it is marked ``unattributed``.

    Unit: number
    Source: opportunities (status, closed_at, amount, expected_close_date),
    targets (period_start, period_end, measure, region, team, owner, product, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    targets
        One row per target; those with the measure ``bookings`` count.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the open ones, for `still_needed` and `target` those won so far.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01"] * 3), "amount": [40.0, None, 90.0],
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-20", None]),
    ...     "status": ["won", "lost", "open"], "expected_close_date": pd.to_datetime([None] * 3)})
    >>> plan = pd.DataFrame({
    ...     "period_start": pd.to_datetime(["2026-01-01"]), "measure": "bookings",
    ...     "period_end": pd.to_datetime(["2026-03-31"]), "amount": [100.0]})
    >>> coverage(table, plan, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [1.5, 90.0, 0.0, 60.0, 100.0, 2.0]
    """
    records = known(opportunities, window, by, read=_READ)
    running = running_targets(targets, window, by)
    records = _with_members(records, running, by)
    groups = group(records, by) if by else _whole(records)
    target = _targets(groups, running, by)
    parts = _measures(records, groups, target, running, window)
    rows = pd.concat(parts, ignore_index=True).assign(period=pd.Timestamp(window.current.start))
    if len(targets) and not set(by) <= set(targets):
        needs_target = ~rows["measure"].isin(["open_amount", "due_amount"])
        rows["mark"] = np.where(needs_target, "unattributed", "")
    zeros = ("open_amount", "due_amount")
    return finish(rows, "coverage", window, by=by, measures=MEASURES, zeros=zeros, now=True)


def _whole(records: DataFrame) -> Groups:
    """All in one group, which is there without records too: its target is."""
    return Groups(DataFrame(index=range(1)), np.zeros(len(records), dtype=np.int64))


def _with_members(records: DataFrame, running: Running | None, by: Sequence[str]) -> DataFrame:
    """Records, and an empty one for each member that has a target and no record."""
    if running is None or not by:
        return records
    names = list(by)
    wanted = running.amounts[names].astype(object)
    there = records[names].drop_duplicates().astype(object)
    extra = wanted.merge(there, how="left", on=names, indicator=True)
    extra = extra.loc[extra["_merge"].eq("left_only"), names]
    if extra.empty:
        return records
    members = {name: _members(records[name], extra[name]) for name in names}
    both = pd.concat([records.astype(dict.fromkeys(names, object)), extra], ignore_index=True)
    return both.astype(members)


def _members(own: Series, more: Series) -> pd.CategoricalDtype:
    categories = own.cat.categories
    return pd.CategoricalDtype(categories.append(pd.Index(more.unique()).difference(categories)))


def _targets(groups: Groups, running: Running | None, by: Sequence[str]) -> Floats:
    """Target of each group; NaN where there is none."""
    if running is None:
        return np.full(len(groups.keys), np.nan)
    amounts = running.amounts
    if not by:
        only = float(amounts["amount"].iloc[0]) if len(amounts) else np.nan
        return np.full(len(groups.keys), only)
    keys = groups.keys.astype(object)
    found = keys.merge(amounts.astype(dict.fromkeys(by, object)), how="left", on=list(by))
    return found["amount"].to_numpy(float)


def _measures(
    records: DataFrame, groups: Groups, target: Floats, running: Running | None, window: Window
) -> list[DataFrame]:
    is_open = records["status"].eq("open")
    span = running.span if running else window.current
    due = is_open & _within(records["expected_close_date"], span)
    day = local_dates(records["closed_at"], window.calendar)
    booked = records["status"].eq("won") & _within(day, span)
    n_open, n_booked = groups.count(is_open), groups.count(booked)
    open_amount = _sum(records, groups, is_open)
    unpriced = (n_booked > 0) & np.isnan(_sum(records, groups, booked))
    needed = np.where(
        unpriced, np.nan, np.maximum(target - groups.total(records["amount"].where(booked)), 0.0)
    )
    ratio = open_amount / np.where(needed > 0, needed, np.nan)
    missing = _missing(records, groups, needed, n_open, window)
    return [
        groups.rows(measure="value", value=ratio, n=n_open),
        groups.rows(measure="open_amount", value=open_amount, n=n_open),
        groups.rows(measure="due_amount", value=_sum(records, groups, due), n=groups.count(due)),
        groups.rows(measure="still_needed", value=needed, n=n_booked),
        groups.rows(measure="target", value=target, n=n_booked),
        groups.rows(measure="missing_opportunities", n=n_open, **missing),
    ]


def _sum(records: DataFrame, groups: Groups, where: Series) -> Floats:
    """Exact sum; NaN where there are some and none has an amount."""
    amount = records["amount"].where(where)
    unknown = (groups.count(where) > 0) & (groups.count(amount.notna()) == 0)
    return np.where(unknown, np.nan, groups.total(amount))


def _within(days: Series, span: Span) -> Series:
    return days.ge(pd.Timestamp(span.start)) & days.lt(pd.Timestamp(span.end))


def _missing(
    records: DataFrame, groups: Groups, needed: Floats, n_open: np.ndarray, window: Window
) -> dict[str, Floats]:
    """How many more are needed than are open, at the win rate and its bounds."""
    closed = in_periods(records["closed_at"], window).notna() & records["status"].ne("open")
    won = closed & records["status"].eq("won")
    priced = groups.count(won & records["amount"].notna())
    mean = groups.total(records["amount"].where(won)) / np.where(priced > 0, priced, np.nan)
    n, hits = groups.count(closed), groups.count(won)
    low, high = wilson(hits, n, window.level)
    rate = hits / np.where(n > 0, n, np.nan)
    sides = {"value": rate, "low": high, "high": low}
    return {name: _more(needed, one * mean, n_open) for name, one in sides.items()}


def _more(needed: Floats, each: Floats, n_open: np.ndarray) -> Floats:
    """Whole opportunities worth `each` that are needed beyond the open ones."""
    wanted = needed / np.where(each > 0, each, np.nan)
    return np.maximum(np.ceil(wanted - 1e-9) - n_open, 0.0)
