"""Open opportunities: on each path each is won in some month, or not in those looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.models.forecast.amounts import Amounts, Prices, drawn_amounts

_NUMBERS_AT_ONCE, _ROWS_AT_ONCE = 16_000_000, 500


class Draws(Protocol):
    """Posterior draws of hazards, see `kit.models.hazards.HazardDraws`."""

    @property
    def first_day(self) -> float:
        """1 where ages are whole days, else 0."""
        ...

    def wins(self, records: DataFrame, ages: Floats, horizons: Floats) -> Floats:
        """Chances to be won by each horizon, [draw, record, horizon]."""


@dataclass(frozen=True)
class OpenOnes:
    """Opportunities open on `as_of`.

    Attributes
    ----------
    records, ages
        They, and their ages in days.
    prices
        What they cost.
    shift, error
        What is added to the log odds of each, and its standard error; all err together.
    """

    records: DataFrame
    ages: Floats
    prices: Prices
    shift: Floats
    error: Floats


def open_paths(
    draws: Draws,
    open_ones: OpenOnes,
    amounts: Amounts,
    ends: np.ndarray,
    size: tuple[int, int, int],
    random: np.random.Generator,
) -> Floats:
    """Amounts won of opportunities open now, [team, month, path].

    Parameters
    ----------
    amounts
        Pools to draw from.
    ends
        Days until the end of each month.
    size
        How many teams, months and paths.
    """
    _, months, paths = size
    won = np.zeros(size)
    erring = random.standard_normal((paths, 1))
    cells, cell_of = distinct(open_ones.records, open_ones.ages)
    order = np.argsort(cell_of, kind="stable")
    for start, shares in chances_by_path(draws, cells, ends, paths):
        within = (cell_of[order] >= start) & (cell_of[order] < start + shares.shape[1])
        for row in np.array_split(order[within], max(1, int(within.sum()) // _ROWS_AT_ONCE)):
            shift = open_ones.shift[row] + open_ones.error[row] * erring
            month = _month_won(shares[:, cell_of[row] - start], shift, random)
            path, place = np.nonzero(month < months)
            drawn = drawn_amounts(amounts, open_ones.prices, row[place], random)
            team = open_ones.prices.teams[row[place]]
            cell = (team * months + month[path, place]) * paths + path
            won += np.bincount(cell, drawn, won.size).reshape(size)
    return won


def _month_won(shares: Floats, shift: Floats, random: np.random.Generator) -> np.ndarray:
    """Place of the month in which each path wins each record; their number where it does not.

    That is the first month whose share, its log odds shifted, lies above a uniform draw. Moving
    the draw's odds down is moving those of all the months up, at less work.
    """
    uniform = random.random(shift.shape, dtype=np.float32)
    odds = np.exp(-shift).astype(np.float32)
    drawn = uniform * odds / (1 - uniform + uniform * odds)
    month = np.zeros(drawn.shape, dtype=np.int64)
    for number in range(shares.shape[2]):
        month += drawn >= shares[:, :, number]
    return month


def chances_by_path(
    draws: Draws, cells: DataFrame, ends: np.ndarray, paths: int
) -> Iterator[tuple[int, Floats]]:
    """Chances to be won by each end, [path, cell, end], for as many cells at once as fit.

    Yields
    ------
    tuple
        Number of the first cell, and the chances.
    """
    at_once = max(1, _NUMBERS_AT_ONCE // (2 * paths * len(ends)))
    for start in range(0, len(cells), at_once):
        part = cells.iloc[start : start + at_once]
        yield start, draws.wins(part, part["age"].to_numpy(dtype=float), ends.astype(float))


def distinct(records: DataFrame, ages: Floats) -> tuple[DataFrame, np.ndarray]:
    """Records that differ in what hazards look at, and which of them each record is."""
    columns = [name for name in ("region", "team", "product", "source") if name in records]
    keyed = records[columns].assign(age=np.round(ages))
    number = keyed.groupby([*columns, "age"], dropna=False, observed=True, sort=False).ngroup()
    first = ~number.duplicated().to_numpy()
    return keyed[first], number.to_numpy()
