"""Rows of survival KPIs: one set of curves for each group, written below each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.estimates.curves import Points
from kit.estimates.intervals import Floats
from kit.kpis.durations import Durations
from kit.kpis.groups import group
from kit.window import Window


class Spells(NamedTuple):
    """Ages of one group: see `Durations`."""

    entry: Floats
    exit: Floats
    cause: np.ndarray


Columns = dict[str, np.ndarray]


def rows_by_group(
    spans: Durations, by: Sequence[str], window: Window, rows: Callable[[Spells], Columns]
) -> pd.DataFrame:
    """Columns that `rows` makes from each group's ages, with the group's keys and the period.

    Without `by` there is one group, even when it is empty.
    """
    everyone = Spells(spans.entry, spans.exit, spans.cause)
    keys, parts = pd.DataFrame(index=range(1)), [rows(everyone)]
    if by:
        groups = group(spans.opportunities, by)
        keys = groups.keys
        order = np.argsort(groups.codes, kind="stable")
        chosen = np.split(order, np.cumsum(groups.count())[:-1]) if len(keys) else []
        nobody = {name: column[:0] for name, column in parts[0].items()}
        parts = [rows(Spells(*(ages[one] for ages in everyone))) for one in chosen] or [nobody]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    members = np.repeat(np.arange(len(parts)), [len(part["measure"]) for part in parts])
    return (
        keys.iloc[members]
        .reset_index(drop=True)
        .assign(**columns, period=pd.Timestamp(window.current.start))
    )


def state_columns(
    points: Points, states: Mapping[str, int], ages: Floats, mark: np.ndarray
) -> Columns:
    """Columns of one group: a row for each state, by the measure's name, and each age."""
    numbers, count = list(states.values()), len(states)
    return {
        "measure": np.repeat(np.array(list(states), dtype=object), len(ages)),
        "age_days": np.tile(ages, count),
        "value": points.value[numbers].ravel(),
        "low": points.low[numbers].ravel(),
        "high": points.high[numbers].ravel(),
        "n": np.tile(points.n, count),
        "mark": np.tile(mark.astype(object), count),
    }
