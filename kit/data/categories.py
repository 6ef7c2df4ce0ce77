"""Dimension columns as categories that know every member of a slice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandas import Categorical, DataFrame, Index, Series

from kit.schemas import BY_NAME

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


def with_categories(tables: Mapping[str, DataFrame]) -> dict[str, DataFrame]:
    """All tables with their dimension columns as categories.

    The members of a dimension are those that the slice knows, with or without records: stages by
    position, then and otherwise by name. An account is seen by several units and may have an
    owner in another one: it lends no members, and its owner column has its own.

    Parameters
    ----------
    tables
        Loaded canonical tables of one slice by name; not changed.

    Examples
    --------
    >>> owners = DataFrame({"owner": ["Ben", "Ann"], "team": ["Iberia", None]})
    >>> with_categories({"owners": owners})["owners"]["owner"].cat.categories.tolist()
    ['Ann', 'Ben']
    """
    shared = _dtypes({name: frame for name, frame in tables.items() if not _is_by_events(name)})
    categorised = {}
    for table, frame in tables.items():
        used = _dtypes({table: frame}) if _is_by_events(table) else shared
        columns = {name: _as(used[name], frame[name]) for name in DIMENSIONS if name in frame}
        categorised[table] = frame.assign(**columns)
    return categorised


def _dtypes(tables: Mapping[str, DataFrame]) -> dict[str, pd.CategoricalDtype]:
    return {name: pd.CategoricalDtype(_members(name, tables)) for name in DIMENSIONS}


def _as(dtype: pd.CategoricalDtype, column: Series) -> Categorical:
    """`column` as that category; one that is a category already is not looked through again."""
    words = column.array
    if not isinstance(words, Categorical):
        return Categorical(column, dtype=dtype)
    places = np.append(dtype.categories.get_indexer(words.categories), -1)  # the last: missing
    return Categorical.from_codes(places[words.codes], dtype=dtype)


def _is_by_events(table: str) -> bool:
    return BY_NAME[table].sharing == "events"


def _members(dimension: str, tables: Mapping[str, DataFrame]) -> Index:
    observed: set[str] = set()
    for frame in tables.values():
        if dimension in frame and len(frame):
            observed.update(_values(frame[dimension]))
    first: list[str] = []
    if dimension == "stage" and "stages" in tables:
        first = _stages_in_order(tables["stages"])
    return Index([*first, *sorted(observed.difference(first))], dtype="str")


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
