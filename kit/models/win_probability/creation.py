"""The chance that a new opportunity is won rather than lost, from what is known when it starts.

Of opportunities created lately only the quick ends are in the records, of those created before
recording began only the slow ones: a plain share of the won among the closed is biased by both.
The odds are therefore fitted given when an opportunity closed (its age, the month of the quarter),
which is the same whoever else was seen; the chance at creation is their mean over how its end
will fall on ages and months (`closings`). All effects shrink (`logit`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from pandas import DataFrame
from scipy.sparse import csr_array, hstack
from scipy.special import expit

from kit.estimates import normal_quantile
from kit.estimates.intervals import Floats
from kit.kpis.durations import LOST, WON, Durations, durations
from kit.models.hazards.members import Members
from kit.models.win_probability.closings import (
    MONTHS,
    Closings,
    closing_days,
    closings,
    month_of_quarter,
)
from kit.models.win_probability.design import blocks, design, telling
from kit.models.win_probability.logit import Counts, Logit, shrunken_logit
from kit.window import Window

FACTORS = ("team", "product", "source")
MINIMUM_ENDS = 10
"""Won ones, and lost ones, that effects ask for; with fewer there is one rate for all."""
BASE_SD = 2.5
"""Of the log odds that all share, before anything is known: chances from 1 to 99 in 100."""


@dataclass(frozen=True)
class CreationModel:
    """A fitted chance at creation.

    Attributes
    ----------
    as_of
        Last day whose records were used.
    state
        `fitted`; `pooled` where there are too few ends for effects and all get one rate; `none`
        where nothing was ever won or lost: chances are then a guess that nobody should be shown.
    effects
        factor, member, value (log odds, beside the mean of all), low, high, n (closed ones), mark
        (`pooled` where the member has no closed one, so that it has what is common to all).
    won, closed
        Records behind it.
    members, logit, closings
        What chances are computed with.
    """

    as_of: date
    state: str
    effects: DataFrame
    won: int
    closed: int
    members: Members
    logit: Logit
    closings: Closings

    def probability(self, records: DataFrame) -> Floats:
        """Chance of each record to be won rather than lost, once it is decided.

        Parameters
        ----------
        records
            Opportunities with `created_at` and the columns of the factors.
        """
        linear = self.logit.linear(self._rows(records))
        return self._mean(linear, records)

    def interval(self, records: DataFrame, level: float = 0.90) -> tuple[Floats, Floats]:
        """Bounds of `probability`, from the uncertainty of what all share and of the members."""
        rows = self._rows(records)
        linear, half = self.logit.linear(rows), normal_quantile(level) * self.logit.spread(rows)
        return self._mean(linear - half, records), self._mean(linear + half, records)

    def _rows(self, records: DataFrame) -> csr_array:
        rows = design(self.members, self.members.codes(records))
        rest = len(self.logit.coefficients) - rows.shape[1]
        return csr_array(hstack([rows, csr_array((len(records), rest))]))

    def _mean(self, linear: Floats, records: DataFrame) -> Floats:
        """Mean over the cells in which each record may close."""
        if self.state != "fitted":
            return expit(linear)
        chances, row = self.closings.ahead(records["created_at"])
        cells = self.logit.linear(_closed_at_once(self))
        return np.sum(chances[row] * expit(linear[:, None] + cells), axis=1)


def at_creation(
    opportunities: DataFrame, window: Window, factors: Sequence[str] = FACTORS
) -> CreationModel:
    """Fit the chance of being won rather than lost on what had closed by `as_of`.

    Parameters
    ----------
    opportunities
        One row per opportunity; status, created_at and closed_at are needed, columns of factors
        that are missing have no effect.
    window
        Gives `as_of`, the calendar, and the level of the intervals of the effects.
    factors
        Columns known at creation; `team` reads region and team.

    Examples
    --------
    >>> import pandas as pd
    >>> table = DataFrame({"created_at": pd.to_datetime(["2026-01-01"] * 40),
    ...     "closed_at": pd.to_datetime(["2026-01-11"] * 40), "amount": 5.0,
    ...     "status": ["won"] * 30 + ["lost"] * 10})
    >>> model = at_creation(table, Window(date(2026, 3, 31)))
    >>> model.state, model.probability(table[:1]).round(2).tolist()
    ('fitted', [0.75])
    """
    spans = durations(opportunities, window)
    won, lost = (int((spans.cause == cause).sum()) for cause in (WON, LOST))
    state = "none" if not won + lost else "fitted" if min(won, lost) >= MINIMUM_ENDS else "pooled"
    members = telling(spans.opportunities, factors if state == "fitted" else ())
    found = closings(spans, window.calendar)
    counts = _grouped(members, spans, found)
    if state != "fitted":
        counts = _without_cells(counts)
    logit = shrunken_logit(counts, {0: BASE_SD})
    effects = _effects(members, logit, counts, window.level)
    return CreationModel(window.as_of, state, effects, won, won + lost, members, logit, found)


def _grouped(members: Members, spans: Durations, found: Closings) -> Counts:
    """Closed records counted by their members and the cell in which they closed."""
    closed = spans.cause > 0
    month = month_of_quarter(closing_days(spans, found.calendar), found.calendar)
    codes = members.codes(spans.opportunities)[closed]
    table = DataFrame(np.column_stack([codes, found.cell(spans.exit[closed], month)]))
    place = table.groupby(list(table), sort=False).ngroup().to_numpy()
    first = table[~table.duplicated()].to_numpy()
    rows = hstack([design(members, first[:, :-1]), cell_design(first[:, -1], found.cells)])
    block = np.concatenate([blocks(members), cell_block(found.cells) + len(members.names) + 1])
    won = np.bincount(place, weights=spans.cause[closed] == WON).astype(float)
    trials = np.bincount(place).astype(float)
    return Counts(csr_array(rows), block, won, trials, np.zeros(len(first)))


def cell_design(cell: np.ndarray, cells: int) -> csr_array:
    """Columns of age, of month, and of both together, for closes in the given cells."""
    rows = np.arange(len(cell))
    ages = cells // MONTHS
    columns = [cell // MONTHS, cell % MONTHS + ages, cell + ages + MONTHS]
    place = (np.tile(rows, 3), np.concatenate(columns))
    return csr_array((np.ones(3 * len(cell)), place), shape=(len(cell), ages + MONTHS + cells))


def cell_block(cells: int) -> np.ndarray:
    """Block of each column of `cell_design`, from 0."""
    return np.repeat([0, 1, 2], [cells // MONTHS, MONTHS, cells])


def _without_cells(counts: Counts) -> Counts:
    """The same with what all share as the only column."""
    rows = csr_array(counts.design[:, [0]])
    return Counts(rows, counts.block[:1], counts.successes, counts.trials, counts.offset)


def _closed_at_once(model: CreationModel) -> csr_array:
    """One row of the design per cell, without anything else."""
    cells = model.closings.cells
    own = cell_design(np.arange(cells), cells)
    rest = len(model.logit.coefficients) - own.shape[1]
    return csr_array(hstack([csr_array((cells, rest)), own]))


def _effects(members: Members, logit: Logit, counts: Counts, level: float) -> DataFrame:
    """One row per member of a factor."""
    pairs = [(factor, name) for factor, names in members.names.items() for name in names]
    frame = DataFrame(pairs, columns=["factor", "member"], dtype="str")
    own = slice(1, 1 + len(pairs))
    value = logit.coefficients[own]
    half = normal_quantile(level) * np.sqrt(np.diag(logit.covariance)[own])
    n = np.asarray(counts.design.T @ counts.trials)[own].astype(int)
    frame = frame.assign(value=value, low=value - half, high=value + half, n=n)
    return frame.assign(mark=np.where(frame["n"] > 0, "", "pooled"))
