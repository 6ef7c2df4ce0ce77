"""Dimension columns as categories that know every member of a slice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from pandas import Categorical, DataFrame, Index, Series

DIMENSIONS = (
    "owner",
    "team",
    "region",
    "product",
    "stage",
    "source",
    "pipeline",
    "loss_reason",
)
"""Columns that are categories, with the same members in every table of a slice."""

Dtypes = Mapping[str, pd.CategoricalDtype]


def dtypes_of(members: Mapping[str, Iterable[str]], stages: DataFrame | None = None) -> Dtypes:
    """The category that each dimension is.

    Parameters
    ----------
    members
        The values of each dimension, with or without records; in any order.
    stages
        The table of that name: its stages come first, by position. All others stand by name.

    Examples
    --------
    >>> dtypes_of({"owner": {"Ben", "Ann"}})["owner"].categories.tolist()
    ['Ann', 'Ben']
    """
    dtypes = {}
    for name in DIMENSIONS:
        first = _stages_in_order(stages) if name == "stage" and stages is not None else []
        others = sorted(set(members.get(name, ())).difference(first))
        dtypes[name] = pd.CategoricalDtype(Index([*first, *others], dtype="str"))
    return dtypes


def categorised(frame: DataFrame, dtypes: Dtypes) -> DataFrame:
    """`frame` with its dimension columns as those categories; it is not changed itself."""
    return frame.assign(
        **{name: _as(dtypes[name], frame[name]) for name in dtypes if name in frame}
    )


def members_in(frame: DataFrame) -> dict[str, Index]:
    """The values that occur in each dimension column of `frame`, in any order."""
    return {name: _values(frame[name]) for name in DIMENSIONS if name in frame and len(frame)}


def _as(dtype: pd.CategoricalDtype, column: Series) -> Categorical:
    """`column` as that category; one that is a category already is not looked through again."""
    words = column.array
    if not isinstance(words, Categorical):
        return Categorical(column, dtype=dtype)
    places = np.append(dtype.categories.get_indexer(words.categories), -1)  # the last: missing
    return Categorical.from_codes(places[words.codes], dtype=dtype)


def _values(column: Series) -> Index:
    """The values that occur in `column`."""
    words = column.array
    if isinstance(words, Categorical):
        rows = np.bincount(words.codes + 1, minlength=len(words.categories) + 1)[1:]
        return words.categories[rows > 0]
    return Index(column.drop_duplicates().dropna())


def _stages_in_order(stages: DataFrame) -> list[str]:
    """Stages of all pipelines by position, then by name."""
    ordered = stages.dropna(subset="stage").sort_values(["position", "stage"])
    return [str(stage) for stage in ordered["stage"].drop_duplicates()]
