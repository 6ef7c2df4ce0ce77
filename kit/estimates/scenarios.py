"""Chances of many records under uncertain rates and shared seasons, as scenarios with weights.

What nobody knows, how good the common rate and how good the season is, is averaged over even
grids that are as fine as the count asks: a step may move it no further than chance does anyway.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike
from scipy.special import betaincinv, expit, logit

from kit.estimates.intervals import Floats

EXACT_UP_TO = 1_000
"""Records up to which counts are exact; beyond, the refined normal distribution is to 4 digits."""
_STEP, _REACH = 0.6, 4.8
"""Step and reach, in standard deviations, of the grids on which rate and season are averaged."""
_SMOOTH = 1.5
"""Standard deviations of the count that a step of these grids may move it: more leaves lumps."""
_ALIKE = 0.02
"""Distance on the logit within which thousands of chances are taken together."""
_HALVINGS = 42


class Scenarios(NamedTuple):
    """Sets of chances and the weight of each set; the weights add up to 1.

    ``chances`` has one row for each set and one column for each kind of record, ``many`` says how
    many records are of each kind.
    """

    chances: Floats
    many: Floats
    weight: Floats


def uncertain(p: ArrayLike, size: float, shock: float = 0.0) -> Scenarios:
    """Probabilities whose mean is known as well as a rate of `size` records, and a shared shock.

    The mean is Beta with the mean of `p`; for each rate that it may have, all probabilities move
    by the same step on the logit. Equal ones give the beta-binomial distribution.

    Parameters
    ----------
    size
        Records that the knowledge of the mean is worth: alpha + beta; infinite if it is certain.
    shock
        Standard deviation of the shared shock on the logit.
    """
    return spread_out(*alike(np.asarray(p, dtype=float)), size, shock)


def spread_out(chances: Floats, many: Floats, size: float, shock: float) -> Scenarios:
    """What `uncertain` does, of kinds of chances and how many there are of each."""
    records = many.sum()
    mean = float(chances @ many / records) if records else 0.0
    own = float((chances * (1 - chances)) @ many)
    spread = np.sqrt(mean * (1 - mean) / (size + 1)) * records / np.sqrt(own) if own > 0 else 0.0
    moved, weight = chances[None, :], np.ones(1)
    if np.isfinite(size) and 0 < mean < 1:
        points, weight = _grid(spread)
        rates = betaincinv(mean * size, (1 - mean) * size, scipy.stats.norm.cdf(points))
        moved = _moved(chances, many, rates)
    if shock > 0:
        points, season = _grid(shock * np.sqrt(own / (1 + spread**2)))
        moved = _shocked(moved, shock * points, season)
        weight = np.outer(season, weight).ravel()
    return Scenarios(moved, many, weight)


def alike(chances: Floats) -> tuple[Floats, Floats]:
    """Kinds of chances and how many of each; each its own kind where they are few."""
    if len(chances) <= EXACT_UP_TO:
        return chances, np.ones(len(chances))
    steps = np.rint(logit(np.clip(chances, 1e-12, 1 - 1e-12)) / _ALIKE)
    _, kind = np.unique(steps, return_inverse=True)
    many = np.bincount(kind).astype(float)
    means: Floats = np.bincount(kind, chances) / many
    return means, many


def _grid(spread: float) -> tuple[Floats, Floats]:
    """Points of a standard normal variable, evenly spaced, and their weights.

    Parameters
    ----------
    spread
        How far one standard deviation moves a count, in standard deviations that it has besides.
    """
    step = min(_STEP, _SMOOTH / spread) if spread > 0 else _STEP
    half = int(np.ceil(_REACH / step))
    points: Floats = step * np.arange(-half, half + 1, dtype=float)
    density: Floats = np.exp(-(points**2) / 2)
    weight: Floats = density / density.sum()
    return points, weight


def _shocked(chances: Floats, steps: Floats, season: Floats) -> Floats:
    """Sets of chances in good and bad seasons, each mean as it was; rows season by season.

    A step on the logit draws probabilities towards one half; so that the shock only spreads them,
    every one is moved back until its mean over the seasons is what it was.
    """
    inside = np.clip(chances, 1e-12, 1 - 1e-12)
    low = logit(inside) - np.abs(steps).max()
    high = logit(inside) + np.abs(steps).max()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        mean = sum(part * expit(middle + step) for part, step in zip(season, steps, strict=True))
        low, high = np.where(mean < inside, middle, low), np.where(mean < inside, high, middle)
    moved = expit((low + high)[None] / 2 + steps[:, None, None])
    certain = (chances <= 0) | (chances >= 1)
    moved = np.where(certain[None], chances[None], moved)
    return np.asarray(moved.reshape(-1, chances.shape[1]))


def _moved(chances: Floats, many: Floats, rates: Floats) -> Floats:
    """The chances moved on the logit until their mean is each of the rates, one row each."""
    inside = np.clip(chances, 1e-12, 1 - 1e-12)
    share = many / many.sum()
    low, high = np.full(len(rates), -60.0), np.full(len(rates), 60.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        too_low = expit(logit(inside)[None, :] + middle[:, None]) @ share < rates
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return np.asarray(expit(logit(inside)[None, :] + ((low + high) / 2)[:, None]))
