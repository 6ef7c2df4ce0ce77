"""Open opportunities: on each path each is won in some month, or not in those looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.models.forecast.amounts import Amounts, Prices, drawn_amounts

_NUMBERS_AT_ONCE = 16_000_000


class Draws(Protocol):
    """Posterior draws of hazards, see `kit.models.hazards.HazardDraws`."""

    @property
    def first_day(self) -> float:
        """1 where ages are whole days, else 0."""
        ...

    def chances(self, records: DataFrame, ages: Floats, horizons: Floats) -> Floats:
        """Chances to be won and lost by each horizon, [draw, cause, record, horizon]."""


def open_paths(
    draws: Draws,
    records: DataFrame,
    ages: Floats,
    ends: np.ndarray,
    amounts: Amounts,
    prices: Prices,
    shift: Floats,
    error: Floats,
    teams: np.ndarray,
    size: tuple[int, int, int],
    random: np.random.Generator,
) -> Floats:
    """Amounts won of opportunities open now, [team, month, path].

    Parameters
    ----------
    records, ages
        Open opportunities and their ages in days.
    ends
        Days until the end of each month.
    shift, error
        What is added to the log odds of each record, and its standard error; all err together.
    teams
        Team of each record.
    size
        How many teams, months and paths.
    """
    won = np.zeros(size)
    erring = random.standard_normal((size[2], 1))
    products = amounts.products.codes(records)
    cells, cell_of = distinct(records, ages)
    order = np.argsort(cell_of, kind="stable")
    for start, shares in chances_by_path(draws, cells, ends, size[2]):
        within = (cell_of[order] >= start) & (cell_of[order] < start + shares.shape[1])
        for row in np.array_split(order[within], max(1, int(within.sum()) // 500)):
            # A path wins the record in the first month whose share lies above its uniform draw;
            # moving the draw's odds down is moving those of all the shares up, at less work.
            drawn = random.random((size[2], len(row)), dtype=np.float32)
            odds = np.exp(-shift[row] - error[row] * erring).astype(np.float32)
            drawn = drawn * odds / (1 - drawn + drawn * odds)
            share = shares[:, cell_of[row] - start]
            month = np.zeros(drawn.shape, dtype=np.int64)
            for number in range(size[1]):
                month += drawn >= share[:, :, number]
            path, place = np.nonzero(month < size[1])
            who = row[place]
            drawn_amount = drawn_amounts(amounts, prices, teams, products, who, random)
            cell = (teams[who] * size[1] + month[path, place]) * size[2] + path
            won += np.bincount(cell, drawn_amount, won.size).reshape(size)
    return won


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
        found = draws.chances(part, part["age"].to_numpy(dtype=float), ends.astype(float))
        yield start, found[:, 0]


def distinct(records: DataFrame, ages: Floats) -> tuple[DataFrame, np.ndarray]:
    """Records that differ in what hazards look at, and which of them each record is."""
    columns = [name for name in ("region", "team", "product", "source") if name in records]
    keyed = records[columns].assign(age=np.round(ages))
    number = keyed.groupby([*columns, "age"], dropna=False, observed=True, sort=False).ngroup()
    first = ~number.duplicated().to_numpy()
    return keyed[first], number.to_numpy()
