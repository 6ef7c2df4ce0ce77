"""In which order stages stand: as the table `stages` says, else as opportunities enter them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ranks = NDArray[np.int64]
Codes = NDArray[np.integer]


@dataclass(frozen=True)
class StageOrder:
    """The open stages in order, and where each stands in each pipeline.

    Attributes
    ----------
    names
        Members of the axis `stage`: by their first position in any pipeline, then by name.
    ranks
        Rank of each stage (column) in each pipeline (row), 0 the first; the last row serves
        opportunities of pipelines that `stages` does not list.
    pipelines
        Names of the pipelines of all rows but the last.
    """

    names: pd.Index
    ranks: Ranks
    pipelines: pd.Index


def stage_order(stages: pd.DataFrame, names: Sequence[str], observed: Sequence[str]) -> StageOrder:
    """Order the stages called `names`.

    Those that `stages` lists stand by `position`, in each pipeline by its own; those that it does
    not list follow, in the order in which opportunities enter them.

    Parameters
    ----------
    stages
        Canonical table, possibly empty.
    names
        The open stages.
    observed
        The same names as `observed_order` gives them.

    Examples
    --------
    >>> stages = pd.DataFrame({"pipeline": ["A", "A", "B", "B"], "stage": ["x", "y", "y", "x"],
    ...                        "position": [1, 2, 1, 2]})
    >>> order = stage_order(stages, ["x", "y", "z"], ["z", "x", "y"])
    >>> order.names.tolist(), order.ranks.tolist()
    (['x', 'y', 'z'], [[0, 1, 2], [1, 0, 2], [0, 1, 2]])
    """
    listed = stages[stages["stage"].isin(list(names))]
    listed = listed.assign(stage=listed["stage"].astype("str"))
    place = {name: number for number, name in enumerate(observed)}
    first = listed.groupby("stage")["position"].min()
    ordered = pd.Index(sorted(names, key=lambda name: _key(name, first, place)), dtype="str")
    pipelines = pd.Index(listed["pipeline"].dropna().unique().astype("str"), dtype="str")
    ranks = [
        _ranks(ordered, listed[listed["pipeline"].eq(pipeline)], place) for pipeline in pipelines
    ]
    return StageOrder(ordered, np.array([*ranks, np.arange(len(ordered))]), pipelines)


def observed_order(row: Codes, stage: Codes, names: Sequence[str]) -> list[str]:
    """Stages by the median rank of their first entries, ties by the mean, then by name.

    Parameters
    ----------
    row, stage
        Opportunity and stage of each first entry, an opportunity's in the order of time.
    names
        Name of each stage.

    Examples
    --------
    >>> observed_order(np.array([0, 0, 1, 1, 1]), np.array([1, 0, 1, 2, 0]), ["won", "new", "mid"])
    ['new', 'mid', 'won']
    """
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    rank = np.arange(len(row)) - np.repeat(begins, np.diff(np.append(begins, len(row))))
    table = np.bincount(stage * len(names) + rank, minlength=len(names) ** 2)
    table = table.reshape(len(names), len(names))
    count = np.maximum(table.sum(axis=1), 1)
    median = np.argmax(np.cumsum(table, axis=1) * 2 >= count[:, None], axis=1)
    mean = table @ np.arange(len(names)) / count
    return [
        names[number]
        for number in sorted(
            range(len(names)),
            key=lambda code: (table[code].sum() == 0, median[code], mean[code], names[code]),
        )
    ]


def _key(name: str, first: pd.Series, observed: dict[str, int]) -> tuple[bool, float, str | int]:
    """Listed ones before others; those by position and name, these as observed."""
    if name in first.index:
        return False, float(first[name]), name
    return True, float(observed[name]), 0


def _ranks(names: pd.Index, listed: pd.DataFrame, observed: dict[str, int]) -> list[int]:
    first = listed.groupby("stage")["position"].min()
    ordered = sorted(names, key=lambda name: _key(name, first, observed))
    return [ordered.index(name) for name in names]
