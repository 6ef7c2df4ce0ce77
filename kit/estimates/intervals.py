"""Intervals of shares, differences, counts and ratios.

Every function takes scalars or arrays that broadcast and returns `(low, high)` as float
arrays. Where nothing was counted the bounds are NaN: no data, no interval.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

Floats = NDArray[np.float64]
Bounds = tuple[Floats, Floats]

_RESAMPLED_UP_TO = 5_000


@cache
def normal_quantile(level: float) -> float:
    """Half-width of a two-sided normal interval, in standard errors.

    >>> round(normal_quantile(0.90), 4)
    1.6449
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level!r}")
    return float(ndtri((1 + level) / 2))


def wilson(successes: ArrayLike, n: ArrayLike, level: float = 0.90) -> Bounds:
    """Wilson's score interval of a share.

    Parameters
    ----------
    successes, n
        Successes and records; `n` need not be whole (effective numbers are welcome).
    level
        Level of the interval.

    Returns
    -------
    low, high
        Bounds between 0 and 1; NaN where `n` is 0.

    Examples
    --------
    >>> low, high = wilson(3, 4, level=0.95)
    >>> round(float(low), 3), round(float(high), 3)
    (0.301, 0.954)
    """
    z = normal_quantile(level)
    hits, total = np.broadcast_arrays(_floats(successes), _floats(n))
    total = np.where(total > 0, total, np.nan)
    share = hits / total
    scale = 1 + z**2 / total
    centre = (share + z**2 / (2 * total)) / scale
    half = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2)) / scale
    # At the edges centre − half is 0 only up to rounding.
    low = np.where(hits == 0, 0.0 * total, centre - half)
    high = np.where(hits == total, 1 + 0.0 * total, centre + half)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def mover(
    a: ArrayLike,
    a_low: ArrayLike,
    a_high: ArrayLike,
    b: ArrayLike,
    b_low: ArrayLike,
    b_high: ArrayLike,
) -> Bounds:
    """Interval of the difference a − b from the intervals of a and b (MOVER).

    The method of variance estimates recovery (Zou and Donner 2008): each side takes the
    distances that face it, so that skewed intervals stay skewed. `a` and `b` must be
    independent and their intervals of the same level.

    Examples
    --------
    >>> low, high = mover(0.5, 0.4, 0.6, 0.2, 0.2, 0.2)
    >>> round(float(low), 3), round(float(high), 3)
    (0.2, 0.4)
    """
    a, a_low, a_high = _floats(a), _floats(a_low), _floats(a_high)
    b, b_low, b_high = _floats(b), _floats(b_low), _floats(b_high)
    difference = a - b
    low = difference - np.hypot(a - a_low, b_high - b)
    high = difference + np.hypot(a_high - a, b - b_low)
    return np.asarray(low), np.asarray(high)


def newcombe(
    successes: ArrayLike,
    n: ArrayLike,
    other_successes: ArrayLike,
    other_n: ArrayLike,
    level: float = 0.90,
) -> Bounds:
    """Newcombe's interval of the difference between two independent shares.

    Returns
    -------
    low, high
        Bounds of `successes / n − other_successes / other_n`; NaN where either has no record.

    Examples
    --------
    >>> low, high = newcombe(56, 70, 48, 80, level=0.95)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    first, second = _share(successes, n), _share(other_successes, other_n)
    return mover(
        first, *wilson(successes, n, level), second, *wilson(other_successes, other_n, level)
    )


def poisson_interval(n: ArrayLike, level: float = 0.90) -> Bounds:
    """Exact (Garwood) interval of the mean of a count, for counts that vary by chance.

    Parameters
    ----------
    n
        Counts; NaN stays NaN.
    level
        Level of the interval.

    Examples
    --------
    >>> low, high = poisson_interval(0, level=0.95)
    >>> float(low), round(float(high), 3)
    (0.0, 3.689)
    """
    tail = (1 - level) / 2
    count = _floats(n)
    # The Gamma quantile has no value for a shape of 0; the bound there is 0.
    low = np.where(count > 0, gammaincinv(np.where(count > 0, count, 1), tail), 0.0 * count)
    high = gammaincinv(count + 1, 1 - tail)
    return np.asarray(low), np.asarray(high)


def bootstrap_ratio(
    numerator: ArrayLike,
    denominator: ArrayLike,
    level: float = 0.90,
    seed: int = 0,
    draws: int = 1000,
) -> tuple[float, float]:
    """Percentile bootstrap interval of sum(numerator) ÷ sum(denominator) over records.

    Records are sorted before they are resampled, so that the order of rows does not matter.
    Beyond 5,000 records the bootstrap distribution is normal for all that can be seen, and
    its standard deviation is taken from the linearised ratio instead of from draws.

    Parameters
    ----------
    numerator, denominator
        One value per record; records where either is NaN are left out.

    Returns
    -------
    low, high
        NaN for fewer than two records or a denominator that sums to 0.

    Examples
    --------
    >>> bootstrap_ratio([2.0, 2.0, 2.0], [1.0, 1.0, 1.0])
    (2.0, 2.0)
    """
    top, bottom = _floats(numerator), _floats(denominator)
    known = ~(np.isnan(top) | np.isnan(bottom))
    top, bottom = top[known], bottom[known]
    order = np.lexsort((bottom, top))
    top, bottom = top[order], bottom[order]
    if len(top) < 2 or bottom.sum() == 0:
        return np.nan, np.nan
    if len(top) > _RESAMPLED_UP_TO:
        return _linearised(top, bottom, level)
    picks = np.random.default_rng(seed).integers(
        0, len(top), size=(draws, len(top)), dtype=np.int32
    )
    tops, bottoms = top[picks].sum(axis=1), bottom[picks].sum(axis=1)
    ratios = tops[bottoms != 0] / bottoms[bottoms != 0]
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def weighted_rate(
    success: ArrayLike, weight: ArrayLike, level: float = 0.90, seed: int = 0, draws: int = 1000
) -> tuple[float, float]:
    """Interval of the weighted share of successes, such as a win rate by amount.

    Bootstrap over records; where all or none succeeded every draw is the same, and Wilson's
    interval with Kish's effective number of records, (Σw)² ÷ Σw², takes its place.

    Parameters
    ----------
    success
        True or false per record.
    weight
        Weights of 0 or more; records with NaN are left out.

    Examples
    --------
    >>> low, high = weighted_rate([True, True], [100.0, 100.0], level=0.95)
    >>> round(low, 3), high
    (0.342, 1.0)
    """
    won, weights = np.asarray(success, dtype=bool), _floats(weight)
    won, weights = won[~np.isnan(weights)], weights[~np.isnan(weights)]
    squared = float(np.sum(np.sort(weights) ** 2))
    if squared == 0:
        return np.nan, np.nan
    counted = won[weights > 0]
    if counted.all() or not counted.any():
        effective = float(np.sort(weights).sum()) ** 2 / squared
        low, high = wilson(effective if counted.all() else 0.0, effective, level)
        return float(low), float(high)
    bounds = bootstrap_ratio(np.where(won, weights, 0.0), weights, level, seed, draws)
    # The normal interval of many records does not know where a share ends.
    return max(bounds[0], 0.0), min(bounds[1], 1.0)


def _linearised(top: Floats, bottom: Floats, level: float) -> tuple[float, float]:
    ratio = top.sum() / bottom.sum()
    error = np.sqrt(np.sum((top - ratio * bottom) ** 2)) / abs(bottom.sum())
    half = normal_quantile(level) * error
    return float(ratio - half), float(ratio + half)


def _share(successes: ArrayLike, n: ArrayLike) -> Floats:
    total = _floats(n)
    return _floats(successes) / np.where(total > 0, total, np.nan)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=float)
