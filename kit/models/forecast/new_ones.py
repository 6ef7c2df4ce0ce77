"""Opportunities that do not exist yet: they arrive, wait, and some are won.

Arrivals are Poisson given what a path expects, so wins are as well: of λ arrivals in one month
those won in a later month are Poisson with mean λ × the share won by then, independent of all
others. That saves drawing the opportunities themselves.
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.models.forecast.months import Ahead
from kit.models.forecast.open_ones import Draws, chances_by_path, distinct
from kit.models.forecast.pools import Pools

_POINTS, _LATE_POINTS, _LATE = 2, 1, 3
"""Days spread evenly over each month on which arrivals are taken to come: for the months before
number `_LATE`, and for those from it on."""
_EXACT = 200
"""Wins of one team, month and path up to which each gets an amount of its own."""
_DRAWN_AT_ONCE = 2_000_000


def wins_to_expect(
    draws: Draws,
    like: DataFrame,
    owners: np.ndarray,
    arrivals: Floats,
    ahead: Ahead,
) -> Floats:
    """Wins among new opportunities to expect on each path, [team, month, path].

    Parameters
    ----------
    like, owners
        Opportunities that stand for equal parts of what a team gets, and the team of each.
    arrivals
        To expect on each path, [team, month, path].
    """
    expected = np.zeros_like(arrivals)
    for born in np.flatnonzero(ahead.days > 0).tolist():
        cells, weight = _cohort(like, owners, ahead, born, draws.first_day)
        ends = ahead.ends[born:]
        for start, shares in chances_by_path(draws, cells, ends, arrivals.shape[2]):
            won = np.diff(shares, axis=2, prepend=0.0)
            share = np.einsum("tc,pcm->tmp", weight[:, start : start + won.shape[1]], won)
            expected[:, born:] += arrivals[:, born : born + 1] * share
    return np.maximum(expected, 0.0)


def _cohort(
    like: DataFrame, owners: np.ndarray, ahead: Ahead, born: int, first_day: float
) -> tuple[DataFrame, Floats]:
    """Those of one month with their ages on `as_of`, below 0; weights of teams' parts, [team, row].

    Whole days are 1, 2, … to the month's last; instants lie between 0 and its end.
    """
    points = _POINTS if born < _LATE else _LATE_POINTS
    start = ahead.ends[born] - ahead.days[born] + first_day / 2
    days = start + (np.arange(points) + 0.5) * ahead.days[born] / points
    rows = like.iloc[np.repeat(np.arange(len(like)), points)]
    cells, cell_of = distinct(rows, -np.tile(days, len(like)))
    each = np.bincount(owners)
    weight = np.zeros((len(each), len(cells)))
    team = np.repeat(owners, points)
    np.add.at(weight, (team, cell_of), 1 / (each[team] * points))
    return cells, weight


def new_paths(expected: Floats, sold: Pools, random: np.random.Generator) -> Floats:
    """Amounts won of opportunities that do not exist yet, [team, month, path].

    Parameters
    ----------
    expected
        Wins to expect.
    sold
        Amounts won per team.
    """
    wins = random.poisson(expected)
    amounts = _of_many(wins, sold, random)
    few = np.flatnonzero((wins > 0) & (wins <= _EXACT))
    counts = wins.ravel()[few]
    for part in np.array_split(np.arange(len(few)), 1 + int(counts.sum()) // _DRAWN_AT_ONCE):
        place = np.repeat(np.arange(len(part)), counts[part])
        team = few[part][place] // (wins.shape[1] * wins.shape[2])
        amounts.flat[few[part]] = np.bincount(place, sold.draw(team, random), len(part))
    return amounts


def _of_many(wins: np.ndarray, sold: Pools, random: np.random.Generator) -> Floats:
    """Sums of more than `_EXACT` amounts, 0 elsewhere: gamma with the mean and variance they have.

    A sum of so many is all but normal; a gamma variable of that kind is, too, and never negative.
    """
    many = np.where(wins > _EXACT, wins, 0)
    mean = (many * sold.mean[:, None, None])[many > 0]
    variance = (many * sold.variance[:, None, None])[many > 0]
    amounts = np.zeros(wins.shape)
    shape = mean**2 / np.maximum(variance, 1e-9 * mean**2 + np.finfo(float).tiny)
    amounts[many > 0] = mean * random.standard_gamma(shape) / np.where(shape > 0, shape, 1.0)
    return amounts
