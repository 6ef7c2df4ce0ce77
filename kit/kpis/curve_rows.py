"""What all survival KPIs share: a set of curves for each group, written below each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.estimates.curves import Points
from kit.estimates.intervals import Floats
from kit.kpis.durations import Durations, durations
from kit.kpis.frame import finish
from kit.kpis.groups import group
from kit.kpis.stacking import beside
from kit.window import Window


class Spells(NamedTuple):
    """Ages of one group: see `Durations`."""

    entry: Floats
    exit: Floats
    cause: np.ndarray


Columns = dict[str, np.ndarray]


def survival_frame(
    opportunities: pd.DataFrame,
    kpi: str,
    window: Window,
    columns: Callable[[Spells], Columns],
    *,
    by: Sequence[str] = (),
    axes: Sequence[str] = (),
    measures: Sequence[str],
) -> pd.DataFrame:
    """Tidy frame of a survival KPI, as things stand on `as_of`.

    Parameters
    ----------
    columns
        Makes the columns of one group, `measure` among them, from its ages.
    axes, measures
        As `finish` takes them; every measure is a rate to it, thin or suppressed where few are.
    """
    rows = _rows(durations(opportunities, window, by, columns=()), by, columns)
    rows = rows.assign(period=pd.Timestamp(window.current.start))
    return finish(rows, kpi, window, by=by, axes=axes, measures=measures, rates=measures, now=True)


def _rows(
    spans: Durations, by: Sequence[str], columns: Callable[[Spells], Columns]
) -> pd.DataFrame:
    """Each group's columns with its keys; without `by` all are one group, even an empty one."""
    everyone = Spells(spans.entry, spans.exit, spans.cause)
    if not by:
        return pd.DataFrame(columns(everyone))
    groups = group(spans.opportunities, by)
    parts = [columns(Spells(*ages)) for ages in groups.split(*everyone)]
    # Without any group, the columns of everyone say of which types the empty ones are.
    first = parts[0] if parts else {name: one[:0] for name, one in columns(everyone).items()}
    joined = {name: np.concatenate([part[name] for part in parts or [first]]) for name in first}
    members = np.repeat(np.arange(len(parts)), [len(part["measure"]) for part in parts])
    return beside(groups.keys, members, joined)


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
