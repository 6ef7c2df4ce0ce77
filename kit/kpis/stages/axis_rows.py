"""Rows of KPIs that have a value for each stage: groups × members of an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from kit.kpis.groups import Groups
from kit.kpis.stacking import beside
from kit.kpis.stages.order import Codes


def axis_rows(
    groups: Groups,
    axis: str,
    members: pd.Index,
    measure: str,
    value: ArrayLike,
    *,
    nobody: bool = False,
    **columns: ArrayLike,
) -> pd.DataFrame:
    """Rows for `finish`: every group with every member of the axis.

    Parameters
    ----------
    axis, members
        Name and members of the axis, in their order.
    nobody
        Whether a last column is that of the records that belong to no member.
    value, columns
        Value, and `low`, `high`, `n`, `mark`: one row per group and one column per member, or what
        broadcasts to that.

    Examples
    --------
    >>> groups = Groups(pd.DataFrame(index=range(1)), np.zeros(3, dtype=int))
    >>> axis_rows(groups, "stage", pd.Index(["New", "Offer"]), "count", [[2, 1]])["value"].tolist()
    [2, 1]
    """
    size, count = len(groups.keys), len(members) + nobody
    codes = np.tile(np.append(np.arange(len(members)), np.full(int(nobody), -1)), size)
    tables = {"value": value} | columns
    flat = {name: np.broadcast_to(part, (size, count)).ravel() for name, part in tables.items()}
    dtype = pd.CategoricalDtype(members, ordered=True)
    own: dict[str, Any] = {
        "measure": pd.array([measure], dtype="str").repeat(size * count),
        axis: pd.Categorical.from_codes(codes, dtype=dtype),
    }
    return beside(groups.keys, np.repeat(np.arange(size), count), own | flat)


def counted(groups: Groups, conditions: Sequence[NDArray[np.bool_]]) -> NDArray[np.int64]:
    """Count the records of each group (row) for which each condition (column) holds."""
    columns = [groups.count(pd.Series(condition)) for condition in conditions]
    return np.column_stack(columns) if columns else np.zeros((len(groups.keys), 0), dtype=np.int64)


class Cell(NamedTuple):
    """One value of one measure, with what a tidy frame says of it."""

    measure: str
    value: float
    low: float
    high: float
    n: int
    mark: str


def estimated_rows(
    groups: Groups,
    axis: str,
    members: pd.Index,
    records: Callable[[int], tuple[Codes, Sequence[np.ndarray]]],
    estimate: Callable[..., Sequence[Cell]],
) -> pd.DataFrame:
    """Rows for `finish` of what is estimated from the records of each group and member.

    Parameters
    ----------
    records
        Gives for the member of that number the group of each of its records (-1: none), and the
        records' arrays.
    estimate
        Makes the values of all measures from the arrays of one group.
    """
    found: list[tuple[int, int, Cell]] = []
    for number in range(len(members)):
        code, arrays = records(number)
        parts = Groups(groups.keys, code).split(*arrays)
        found += [
            (place, number, cell) for place, part in enumerate(parts) for cell in estimate(*part)
        ]
    cells = pd.DataFrame([cell for *_, cell in found], columns=list(Cell._fields))
    keys = groups.keys.iloc[[place for place, *_ in found]].reset_index(drop=True)
    dtype = pd.CategoricalDtype(members, ordered=True)
    codes = np.array([number for _, number, _ in found], dtype=np.int64)
    return keys.assign(
        **{axis: pd.Categorical.from_codes(codes, dtype=dtype)},
        **{str(name): cells[name].to_numpy() for name in cells},
    )
