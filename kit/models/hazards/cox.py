"""A second reading of the effects: Cox's proportional hazards, without any shape over age.

For reading only: its effects are not shrunken, so rare members are put together first, and it
says nothing about when. Chances come from `fit`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.kpis.durations import durations
from kit.models.hazards.members import distinct
from kit.models.hazards.reading import CAUSES
from kit.window import Window

FEWEST = 10
"""Ends that a member needs for a coefficient of its own; an unpenalised one explodes below."""
OTHERS = "(others)"


def cox_effects(
    opportunities: DataFrame, window: Window, factors: Sequence[str] = ("team", "product")
) -> DataFrame:
    """Log hazard ratios of members to the largest one, for winning and for losing.

    Partial likelihood with Efron's ties and delayed entry (statsmodels' `PHReg`). Ages are
    rounded to whole days first: its cost grows with records × distinct ages. An end of the other
    kind ends observation, so that the ratios are of cause-specific hazards.

    Parameters
    ----------
    opportunities
        Canonical table.
    window
        `as_of`, the calendar and the level of the intervals.
    factors
        Columns to compare; `team` means region and team.

    Returns
    -------
    DataFrame
        `cause`, `factor`, `member`, `value`, `low`, `high`, `n`, `events`. Members with fewer
        than `FEWEST` ends of a cause are `OTHERS` there, and left out where even together they
        have fewer. The largest member of each factor is the reference and has 0; a factor with
        one member only has no rows, nor has a member that those of earlier factors make up (a
        region next to its teams).
    """
    spans = durations(opportunities, window)
    exit = np.floor(spans.exit) + 1
    entry = np.where(spans.entry > 0, np.minimum(np.floor(spans.entry) + 1, exit - 1), 0.0)
    frames = []
    for number, cause in enumerate(CAUSES, start=1):
        has_ended = spans.cause == number
        kept, columns = _comparable(spans.opportunities, factors, has_ended)
        rows = _fitted(columns, entry[kept], exit[kept], has_ended[kept], window.level)
        frames.append(rows.assign(cause=cause))
    order = ["cause", "factor", "member", "value", "low", "high", "n", "events"]
    return pd.concat(frames, ignore_index=True).reindex(columns=order)


def _comparable(
    records: DataFrame, factors: Sequence[str], has_ended: np.ndarray
) -> tuple[np.ndarray, dict[str, pd.Categorical]]:
    """Which records are compared, and the members they belong to."""
    kept = np.ones(len(records), dtype=bool)
    while True:
        ended = has_ended[kept]
        columns = {name: _grouped(records[kept], name, ended) for name in factors}
        rare = np.zeros(len(ended), dtype=bool)
        for members in columns.values():
            is_other = np.asarray(members == OTHERS)
            rare |= is_other & (ended[is_other].sum() < FEWEST)
        if not rare.any():
            return kept, columns
        kept[kept] = ~rare


def _grouped(records: DataFrame, factor: str, has_ended: np.ndarray) -> pd.Categorical:
    """Members, the largest first; those with few ends are one."""
    codes, names = distinct(records, factor)
    ends = np.bincount(codes, has_ended, minlength=len(names))
    texts = np.array([name if n >= FEWEST else OTHERS for name, n in zip(names, ends, strict=True)])
    members = pd.Series(texts[codes] if len(codes) else [], dtype="str")
    return pd.Categorical(members, categories=members.value_counts().index)


def _fitted(
    columns: dict[str, pd.Categorical],
    entry: np.ndarray,
    exit: np.ndarray,
    has_ended: np.ndarray,
    level: float,
) -> DataFrame:
    rows = [_rows(factor, members, has_ended) for factor, members in columns.items()]
    table = pd.concat(rows, ignore_index=True) if rows else DataFrame()
    compared = [members.codes == code for members in columns.values() for code in _others(members)]
    if not compared or not has_ended.any():
        return table.iloc[:0]
    from statsmodels.duration.hazard_regression import PHReg

    design = np.column_stack(compared).astype(float)
    own = _independent(design)
    model = PHReg(exit, design[:, own], has_ended.astype(int), entry=entry, ties="efron")
    result = model.fit(disp=False)
    bounds = result.conf_int(alpha=1 - level)
    is_compared = ~table["is_reference"].to_numpy()
    told = np.flatnonzero(is_compared)[own]
    for name, values in zip(
        ("value", "low", "high"), (result.params, *np.transpose(bounds)), strict=True
    ):
        table.loc[told, name] = values
    is_compared[told] = False
    table = table[~is_compared].drop(columns="is_reference")
    return table[table.groupby("factor")["member"].transform("size") > 1]


def _independent(design: np.ndarray) -> np.ndarray:
    """Columns that those before them do not say already (a region, where its teams are there)."""
    centred = design - design.mean(axis=0)
    left = np.abs(np.diag(np.linalg.qr(centred, mode="r")))
    return np.pad(left, (0, design.shape[1] - len(left))) > 1e-8 * np.sqrt(len(design))


def _others(members: pd.Categorical) -> range:
    return range(1, len(members.categories))


def _rows(factor: str, members: pd.Categorical, has_ended: np.ndarray) -> DataFrame:
    """One row per member of a factor with at least two, the reference first."""
    size = len(members.categories)
    table = DataFrame(
        {
            "factor": factor,
            "member": pd.Series(members.categories, dtype="str"),
            "value": 0.0,
            "low": 0.0,
            "high": 0.0,
            "n": np.bincount(members.codes, minlength=size),
            "events": np.bincount(members.codes[has_ended], minlength=size),
            "is_reference": np.arange(size) == 0,
        }
    )
    return table if size > 1 else table.iloc[:0]
