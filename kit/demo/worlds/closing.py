"""When open opportunities of a simulated company close, and how: daily competing hazards."""

from __future__ import annotations

import numpy as np

from kit.demo.columns import Flags, Real, Whole
from kit.demo.worlds.workings import Workings

NEVER = int(np.iinfo(np.int64).max)
"""The day of closing of those that stay open."""

_ROWS_AT_ONCE = 2_000


def closes(
    workings: Workings,
    rng: np.random.Generator,
    created: Whole,
    effects: Real,
    first: int,
    shocks: Real,
    months: np.ndarray,
) -> tuple[Whole, Flags]:
    """Draw the day on which each opportunity closes, and whether it is won.

    Parameters
    ----------
    created
        Days of creation; an opportunity can close from the day after.
    effects
        On the log hazards, [won or lost, opportunity].
    first
        First day on which anything closes; the older ones are known to be open before it.
    shocks
        On the log hazards, [won or lost, month].
    months
        Positions of those months in the history, without a gap.
    """
    edges = workings.month_starts(int(months[-1]) + 1)
    days = np.arange(first, edges[-1])
    month = np.searchsorted(edges, days, side="right") - 1
    calendar = _calendar(workings, month) + shocks[:, month - months[0]]
    oldest = int(days[-1] - created.min()) + 1 if len(created) else 1
    base = np.hstack([workings.hazards(oldest), np.zeros((2, 1))])  # the last: not yet created
    closed = np.full(len(created), NEVER)
    is_won = np.zeros(len(created), dtype=bool)
    for start in range(0, len(created), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        age = days - created[rows, None]
        hazard = base[:, np.where(age > 0, age - 1, -1)] * np.exp(calendar)[:, None, :]
        hazard *= np.exp(effects[:, rows])[:, :, None]
        closed[rows], is_won[rows] = _first_end(rng, hazard, days)
    return closed, is_won


def _first_end(rng: np.random.Generator, hazard: Real, days: Whole) -> tuple[Whole, Flags]:
    """First day by which the summed hazard reaches a standard exponential draw, and which end."""
    reached = np.cumsum(hazard.sum(axis=0), axis=1) >= rng.exponential(size=(hazard.shape[1], 1))
    ended, place = reached[:, -1], np.argmax(reached, axis=1)
    won, lost = np.take_along_axis(hazard, place[None, :, None], axis=2)[:, :, 0]
    total = np.where(ended, won + lost, 1.0)
    is_won = rng.random(len(ended)) < won / total
    return np.where(ended, days[place], NEVER), ended & is_won


def _calendar(workings: Workings, month: np.ndarray) -> Real:
    """Effects of the calendar on the log hazards, [won or lost, day]."""
    number = (workings.start.month - 1 + month) % 12
    effect = np.zeros((2, len(month)))
    effect[0] = np.log(np.array(workings.closing_season)[workings.season_month(month)])
    effect[0] += np.where(number % 3 == 2, np.log(workings.quarter_end), 0.0)
    effect[0] += workings.change.win_drift * workings.years_changed(month)
    return effect
