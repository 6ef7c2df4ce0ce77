"""Losses by where they happened: counted, and as a share of those that came so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.stages.axis_rows import axis_rows, counted
from kit.kpis.stages.bulk import bulk_closes
from kit.window import Window

MEASURES = ("hazard", "share", "count", "bulk")
_REASON = "loss_reason"


@dataclass(frozen=True)
class Exits:
    """By opportunity: which member of the axis it left from (-1: none), and which it reached."""

    axis: Literal["stage", "phase"]
    members: pd.Index
    last: NDArray[np.int64]
    reached: Sequence[NDArray[np.bool_]]
    mark: str = ""


def exits_frame(
    kpi: str, records: pd.DataFrame, exits: Exits, window: Window, by: Sequence[str]
) -> pd.DataFrame:
    """Tidy frame of where closed opportunities were lost.

    Parameters
    ----------
    records
        Opportunities as `known` gives them, in the order of `exits`.
    by
        Dimensions; by loss reason, all that reached a member were at risk of every reason.
    """
    period = in_periods(records["closed_at"], window)
    closed = records["status"].ne("open") & (exits.last >= 0)
    period = period.where(closed)
    rows = _rows(records, exits, group(records, by, period=period), period, window, by)
    return finish(
        rows,
        kpi,
        window,
        by=by,
        axes=(exits.axis,),
        measures=MEASURES,
        rates=MEASURES[:2],
        zeros=MEASURES[2:],
        since=first_day(records["closed_at"], window),
    )


def _rows(
    records: pd.DataFrame,
    exits: Exits,
    groups: Groups,
    period: pd.Series,
    window: Window,
    by: Sequence[str],
) -> pd.DataFrame:
    """Every measure of every member."""
    lost = records["status"].eq("lost").to_numpy(bool) & (exits.last >= 0)
    bulk = np.zeros(len(records), dtype=bool)
    bulk[lost] = bulk_closes(records[lost], window)
    left = [lost & (exits.last == member) for member in range(len(exits.members))]
    count, losses = counted(groups, left), counted(groups, [lost])
    reached = _at_risk(records, exits, groups, period, by)
    rows = [
        _rate(groups, exits, "hazard", count, reached, window),
        _rate(groups, exits, "share", count, np.broadcast_to(losses, count.shape), window),
    ]
    counts = {"count": count, "bulk": counted(groups, [one & bulk for one in left])}
    of = groups, exits.axis, exits.members
    for measure, value in counts.items():
        rows.append(axis_rows(*of, measure, value.astype(float), n=value, mark=exits.mark))
    return pd.concat(rows, ignore_index=True)


def _at_risk(
    records: pd.DataFrame, exits: Exits, groups: Groups, period: pd.Series, by: Sequence[str]
) -> NDArray[np.int64]:
    """How many reached each member, whatever the reason why some of them were lost later."""
    others = [name for name in by if name != _REASON]
    if len(others) == len(by):
        return counted(groups, exits.reached)
    wider = group(records, others, period=period)
    every = counted(wider, exits.reached)
    first = np.full(len(groups.keys), -1)
    inside = groups.codes >= 0
    first[groups.codes[inside]] = wider.codes[inside]
    return every[first]


def _rate(
    groups: Groups,
    exits: Exits,
    measure: str,
    count: NDArray[np.int64],
    n: NDArray[np.int64],
    window: Window,
) -> pd.DataFrame:
    base = np.where(n > 0, n, np.nan)
    low, high = wilson(count, base, window.level)
    return axis_rows(
        groups,
        exits.axis,
        exits.members,
        measure,
        count / base,
        low=low,
        high=high,
        n=n,
        mark=exits.mark,
    )
