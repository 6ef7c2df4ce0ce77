"""What was to be sold: which targets count for a unit, and what they ask of a period.

Targets are set for the company, its regions, its teams and its people, often for several of them
at once, and for years as well as for quarters. Adding all rows up would count the same money
twice or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from pandas import DataFrame, Series

from kit.data.money import grouped_total
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.sales.target_choice import counted_pieces
from kit.window import Span, Window

_ONE_DAY = timedelta(days=1)


class Running(NamedTuple):
    """Targets in force on `as_of`: the days they are for, and the amount of each member."""

    span: Span
    amounts: DataFrame


def targets_of(
    targets: DataFrame, window: Window, by: Sequence[str] = (), *, measure: str = "bookings"
) -> DataFrame:
    """Targets of each period of the window, as a whole or by member.

    On each day the target of a whole counts instead of those of its parts: the company's own row,
    else those of its regions, for a region without one those of its teams, and so on to owners.
    Rows of products count only where `by` asks for products, or where there are no others. Of rows
    for the same scope that overlap, the one for the shortest span counts, be it a quarter
    beside a year. A target spreads evenly over its days; periods take the days they hold.

    Parameters
    ----------
    targets
        One row per target; both days of its period are inclusive.
    window
        Its periods count in full, also the one that still runs.
    by
        Columns to split by: only targets that name a member of each count. One that targets do not
        have gives no rows.
    measure
        What the targets are for.

    Returns
    -------
    DataFrame
        Columns period_start, period_end (inclusive), those of `by`, amount. A period of which some
        day has no target has no row: its target is not known.

    Examples
    --------
    >>> from datetime import date
    >>> import pandas as pd
    >>> table = pd.DataFrame({
    ...     "period_start": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "period_end": pd.to_datetime(["2026-03-31", "2026-03-31"]), "measure": "bookings",
    ...     "region": [None, "EMEA"], "team": None, "owner": None, "product": None,
    ...     "amount": [900.0, 800.0]})
    >>> targets_of(table, Window(date(2026, 3, 31), periods=3))["amount"].tolist()
    [310.0, 280.0, 310.0]
    """
    spans = [Span(*pair) for pair in pairwise(window.edges)]
    return targets_within(targets, spans, window, by, measure=measure)


def targets_within(
    targets: DataFrame,
    spans: Sequence[Span],
    window: Window,
    by: Sequence[str] = (),
    *,
    measure: str = "bookings",
) -> DataFrame:
    """Targets of `spans` that follow each other without a gap, also of days yet to come.

    Columns, rules and the other parameters are those of `targets_of`.
    """
    return _between(_asked(targets, window, by, measure), spans, by)


def running_targets(
    targets: DataFrame, window: Window, by: Sequence[str] = (), *, measure: str = "bookings"
) -> Running | None:
    """Targets of the period of their own, such as a quarter, that runs on `as_of`.

    Where those in force are for different periods, such as a year in one region and quarters in
    another, the days that all of them share are looked at. The rules are those of `targets_of`.

    Returns
    -------
    Running
        The days, and a frame with the columns of `by` and amount; None where no target is in force.
    """
    asked = _asked(targets, window, by, measure)
    today = np.array([window.as_of, window.end], dtype="datetime64[us]")
    in_force = asked.loc[counted_pieces(asked, today, by)["row"]]
    if in_force.empty:
        return None
    last = in_force["period_end"].min().date()
    span = Span(in_force["period_start"].max().date(), last + _ONE_DAY)
    return Running(span, _between(asked, [span], by)[[*by, "amount"]])


def _asked(targets: DataFrame, window: Window, by: Sequence[str], measure: str) -> DataFrame:
    """Targets for the measure that name a member of each dimension, at least a day long."""
    absent = [name for name in by if name not in targets]
    rows = targets.assign(**dict.fromkeys(absent)).iloc[:0] if absent else targets
    rows = known(rows, window, by, table="targets")
    fits = rows["measure"].eq(measure) & rows["amount"].notna() & rows[list(by)].notna().all(axis=1)
    return rows[fits & (rows["period_end"] >= rows["period_start"])].reset_index(drop=True)


def _between(asked: DataFrame, spans: Sequence[Span], by: Sequence[str]) -> DataFrame:
    """Amount of each span and member, of spans that have a target on every day."""
    edges = np.array([*(one.start for one in spans), spans[-1].end], dtype="datetime64[us]")
    pieces = counted_pieces(asked, edges, by)
    slot = np.searchsorted(edges, pieces["start"], side="right") - 1
    rows = asked.loc[pieces["row"], list(by)].reset_index(drop=True)
    groups = group(rows, by, period=Series(edges[slot]))
    pieces = pieces.assign(days=(pieces["end"] - pieces["start"]).dt.days)
    amounts = asked.loc[pieces["row"], "amount"].reset_index(drop=True)
    part = amounts * (pieces["days"] / pieces["of_days"])
    found = groups.rows(amount=grouped_total(part, groups.codes, len(groups.keys)))
    once = pieces.assign(group=groups.codes).drop_duplicates(["group", "start"])
    covered = np.bincount(once["group"], once["days"], len(groups.keys))
    after = edges[np.searchsorted(edges, found["period"], side="right")]
    whole = (after - found["period"].to_numpy()) / np.timedelta64(1, "D")
    found = found.assign(period_end=after - np.timedelta64(1, "D"))[covered == whole]
    found = found.rename(columns={"period": "period_start"})
    found = found.sort_values(["period_start", *by], ignore_index=True)
    return found[["period_start", "period_end", *by, "amount"]]
