"""The places of a tidy frame: every measure, period, member and step of the axes, in order.

Places are counted, not looked up: a frame has few rows, and plain numbers find their place many
times faster than tables are merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kit.estimates.intervals import Floats

Numbers = np.ndarray


@dataclass(frozen=True)
class Grid:
    """Every place that a frame must have, and the row of the KPI that stands there.

    Attributes
    ----------
    measure, period
        Number of each place's measure and period.
    keys
        Columns of the dimensions and axes, a value for each place.
    rows
        Rows of the KPI that have a place.
    place
        The place of each of these rows; the others are empty.
    """

    measure: Numbers
    period: Numbers
    keys: dict[str, Any]
    rows: pd.DataFrame
    place: Numbers

    @property
    def is_empty(self) -> np.ndarray:
        """Places where no row stands."""
        empty = np.ones(len(self.measure), dtype=bool)
        empty[self.place] = False
        return empty

    def numbers(self, name: str) -> Floats:
        """A column of numbers; NaN at empty places, and everywhere if the rows do not have it."""
        found = np.full(len(self.measure), np.nan)
        if name in self.rows:
            found[self.place] = self.rows[name].to_numpy(float, na_value=np.nan)
        return found

    def texts(self, name: str) -> np.ndarray:
        """A column of words; empty words where nothing is said."""
        found = np.full(len(self.measure), "", dtype=object)
        if name in self.rows:
            words = self.rows[name].to_numpy(object)
            found[self.place] = np.where(pd.isna(words), "", words)
        return found


class _Members(NamedTuple):
    """Members of the dimensions, or steps of the axes, in order, and which one each row has."""

    columns: dict[str, Any]
    size: int
    code: Numbers


def complete(
    rows: pd.DataFrame,
    measures: Sequence[str],
    starts: np.ndarray,
    by: Sequence[str] = (),
    axes: Sequence[str] = (),
) -> Grid:
    """Lay out the grid of a frame, and give each row its place in it.

    Parameters
    ----------
    rows
        See `finish`; rows of other measures and periods have no place.
    measures, starts
        Measures, and first days of the periods, in their order.
    by
        One dimension shows all its categories, several show the combinations that occur.
    axes
        Each measure has the steps that its own rows have.

    Raises
    ------
    ValueError
        If two rows have the same place.
    """
    measure, period = _measures(rows["measure"], measures), _periods(rows["period"], starts)
    members = _every(rows[by[0]]) if len(by) == 1 else _occurring(rows, by)
    steps = _occurring(rows, axes)
    # The steps of a measure stand below each other; `line` is the number of each row's.
    lines, line = np.arange(len(measures)), measure
    if axes:
        lines, line = np.unique(measure * steps.size + steps.code, return_inverse=True)
        lines, line = lines[lines >= 0], line - np.count_nonzero(lines < 0)
    own, step = np.divmod(lines, steps.size) if len(lines) else (lines, lines)
    many = np.bincount(own, minlength=len(measures))
    sizes = len(starts) * members.size * many
    first_line, first = np.cumsum(many) - many, np.cumsum(sizes) - sizes

    at_measure = np.repeat(np.arange(len(measures)), sizes)
    rest = np.arange(len(at_measure)) - first[at_measure]
    rest, at_step = np.divmod(rest, many[at_measure])
    at_period, at_member = np.divmod(rest, max(members.size, 1))
    at_step = step[first_line[at_measure] + at_step]
    keys = {name: one.take(at_member) for name, one in members.columns.items()}
    keys |= {name: one.take(at_step) for name, one in steps.columns.items()}

    has_place = (measure >= 0) & (period >= 0)
    place = (period * members.size + members.code) * many[measure] + line - first_line[measure]
    place = (place + first[measure])[has_place]
    if len(np.unique(place)) < len(place):
        raise ValueError("Two rows of a KPI stand for the same measure, period and members.")
    kept = rows if has_place.all() else rows[has_place]
    return Grid(at_measure, at_period, keys, kept, place)


def _measures(column: pd.Series, measures: Sequence[str]) -> Numbers:
    """Number of each row's measure, -1 for another."""
    codes, seen = pd.factorize(column)
    number = {name: place for place, name in enumerate(measures)}
    return np.array([*(number.get(name, -1) for name in seen), -1], dtype=np.int64)[codes]


def _periods(column: pd.Series, starts: np.ndarray) -> Numbers:
    """Number of each row's period, -1 for another day or none."""
    days = column.to_numpy("datetime64[us]")
    number = np.searchsorted(starts, days, side="right") - 1
    return np.where(starts[number] == days, number, -1)


def _every(column: pd.Series) -> _Members:
    """All categories of a dimension; those without one are the last member where there are any."""
    dimension = pd.Categorical(column)
    size, is_nobody = len(dimension.categories), dimension.codes < 0
    members = [*range(size), -1] if is_nobody.any() else list(range(size))
    every = pd.Categorical.from_codes(members, dtype=dimension.dtype)
    code = np.where(is_nobody, size, dimension.codes.astype(np.int64))
    return _Members({str(column.name): every}, len(members), code)


def _occurring(rows: pd.DataFrame, names: Sequence[str]) -> _Members:
    """The combinations of several columns that occur, in order, missing ones last."""
    code = np.zeros(len(rows), dtype=np.int64)
    if not names:
        return _Members({}, 1, code)
    for name in names:
        rank, count = _ranks(rows[name])
        code = code * (count + 1) + rank
    _, first, code = np.unique(code, return_index=True, return_inverse=True)
    return _Members({name: rows[name].take(first).array for name in names}, len(first), code)


def _ranks(column: pd.Series) -> tuple[Numbers, int]:
    """Rank of each value among the column's, and how many these are: the rank of missing ones."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        code, count = column.cat.codes.to_numpy(np.int64), len(column.cat.categories)
    else:
        code, seen = pd.factorize(column, sort=True)
        count = len(seen)
    return np.where(code < 0, count, code), count
