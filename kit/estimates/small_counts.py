"""How many of a few will succeed: chances of at least so many, and how many more would be needed.

Three answers to one question, each wider than the one before. Binomial and Poisson-binomial:
chances are known and everyone stands alone. Beta-binomial: the common rate is uncertain, because
it was learnt from so many records. With a shared shock: a good or bad season moves all of them
together by a normal step on the logit. Independence looks at none of that and halves the tails.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.special import betaincinv, expit, logit

from kit.estimates.intervals import Floats

_RATES, _SHOCKS = 24, 15
"""Points at which the uncertain rate and the shared shock are integrated over."""
_EXACT_UP_TO = 1_000
"""Records up to which the distribution is exact; beyond, the refined normal one is to 4 digits."""
_HALVINGS = 42


class Scenarios(NamedTuple):
    """Sets of chances, one row each, and the weight of each row; the weights add up to 1."""

    chances: Floats
    weight: Floats


def binomial(n: int, p: float, shock: float = 0.0) -> Floats:
    """Chances of 0 to n successes among n with the same probability.

    Examples
    --------
    >>> round(float(binomial(6, 1 / 3)[2:].sum()), 4)  # at least 2 of 6: 473/729
    0.6488
    """
    return poisson_binomial(np.full(n, p), shock)


def beta_binomial(n: int, alpha: float, beta: float, shock: float = 0.0) -> Floats:
    """Chances of 0 to n successes among n with one rate that is Beta(alpha, beta).

    Examples
    --------
    >>> [round(float(chance), 4) for chance in beta_binomial(2, 1, 1)]
    [0.3333, 0.3333, 0.3333]
    """
    if shock == 0:
        return np.asarray(stats.betabinom.pmf(np.arange(n + 1), n, alpha, beta))
    rate = np.full(n, alpha / (alpha + beta))
    return distribution(uncertain(rate, alpha + beta, shock))


def poisson_binomial(p: ArrayLike, shock: float = 0.0) -> Floats:
    """Chances of 0 to n successes among n with probabilities of their own.

    Examples
    --------
    >>> [round(float(chance), 2) for chance in poisson_binomial([0.5, 0.2])]
    [0.4, 0.5, 0.1]
    """
    return distribution(shocked(np.asarray(p, dtype=float)[None, :], np.ones(1), shock))


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
    chances = np.asarray(p, dtype=float)
    mean = float(chances.mean()) if len(chances) else 0.0
    if np.isinf(size) or not 0 < mean < 1:
        return shocked(chances[None, :], np.ones(1), shock)
    points, weight = np.polynomial.legendre.leggauss(_RATES)
    rate = betaincinv(mean * size, (1 - mean) * size, (points + 1) / 2)
    return shocked(_moved(chances, rate), weight / 2, shock)


def shocked(chances: Floats, weight: Floats, shock: float) -> Scenarios:
    """Scenarios times the good and bad seasons that they may meet, each mean as it was.

    A step on the logit draws probabilities towards one half; so that the shock only spreads them,
    every one is moved back until its mean over the seasons is what it was.
    """
    if shock == 0:
        return Scenarios(chances, weight)
    points, season = np.polynomial.hermite_e.hermegauss(_SHOCKS)
    season = season / season.sum()
    steps = shock * points
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
    return Scenarios(moved.reshape(-1, chances.shape[1]), np.outer(season, weight).ravel())


def distribution(scenarios: Scenarios) -> Floats:
    """Chances of 0 to n successes, averaged over the scenarios."""
    return np.asarray(scenarios.weight @ _counts(scenarios.chances))


def at_least(distribution: Floats, k: ArrayLike) -> Floats:
    """Chance of at least `k` successes; 0 where there are not so many, 1 for none.

    Examples
    --------
    >>> at_least(binomial(2, 1 / 3), [0, 1, 3]).round(4).tolist()  # at least 1 of 2: 5/9
    [1.0, 0.5556, 0.0]
    """
    tail = np.append(np.cumsum(distribution[::-1])[::-1], 0.0)
    tail[0] = 1.0
    place = np.clip(np.asarray(k, dtype=np.int64), 0, len(tail) - 1)
    return np.asarray(np.clip(tail[place], 0.0, 1.0))


def needed(
    k: ArrayLike,
    p: ArrayLike,
    each: float,
    sure: float = 0.80,
    *,
    size: float = np.inf,
    shock: float = 0.0,
    most: int = 1_000,
) -> Floats:
    """How many more, each with the probability `each`, make at least `k` successes `sure`.

    Parameters
    ----------
    k
        One or several numbers of successes.
    p
        Probabilities of those there are; may be none.
    size, shock
        See `uncertain`; the new ones share rate and shock with the others.

    Returns
    -------
    numpy.ndarray
        0 where those there are suffice, NaN where `most` more do not.

    Examples
    --------
    >>> needed([1, 2], [], 1 / 3).tolist()  # of 8: 1 - 256/6561 - 1024/6561 is 0.805
    [4.0, 8.0]
    """
    together = uncertain(np.append(np.asarray(p, dtype=float), each), size, shock)
    counts, new = _counts(together.chances[:, :-1]), together.chances[:, -1:]

    def suffices(wanted: int, more: int) -> bool:
        short = counts[:, :wanted]
        lacking = wanted - np.arange(short.shape[1])
        reached = np.sum(short * stats.binom.sf(lacking - 1, more, new), axis=1)
        return bool(together.weight @ (reached + counts[:, wanted:].sum(axis=1)) >= sure - 1e-9)

    wanted = np.atleast_1d(np.asarray(k, dtype=np.int64))
    return np.array([_least(partial(suffices, int(one)), most) for one in wanted])


def _least(suffices: Callable[[int], bool], most: int) -> float:
    """The least number that suffices, if more never do worse; NaN where `most` does not."""
    if suffices(0):
        return 0.0
    few, many = 0, 1
    while many < most and not suffices(many):
        few, many = many, min(2 * many, most)
    if not suffices(many):
        return np.nan
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if suffices(middle) else (middle, many)
    return float(many)


def _counts(chances: Floats) -> Floats:
    """Chances of 0 to n successes in each scenario, one row each."""
    n = chances.shape[1]
    if n > _EXACT_UP_TO:
        return _refined_normal(chances)
    counts = np.zeros((len(chances), n + 1))
    counts[:, 0] = 1.0
    for k in range(n):
        success = chances[:, k : k + 1]
        counts[:, 1 : k + 2] = counts[:, 1 : k + 2] * (1 - success) + counts[:, : k + 1] * success
        counts[:, 0] *= 1 - chances[:, k]
    return counts


def _moved(chances: Floats, rates: Floats) -> Floats:
    """The chances moved on the logit until their mean is each of the rates, one row each."""
    inside = np.clip(chances, 1e-12, 1 - 1e-12)
    low, high = np.full(len(rates), -60.0), np.full(len(rates), 60.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        too_low = expit(logit(inside)[None, :] + middle[:, None]).mean(axis=1) < rates
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return np.asarray(expit(logit(inside)[None, :] + ((low + high) / 2)[:, None]))


def _refined_normal(chances: Floats) -> Floats:
    """Normal distribution with a correction for skewness, each scenario by itself."""
    variance = np.maximum((chances * (1 - chances)).sum(axis=1), 1e-12)
    spread = np.sqrt(variance)
    skew = (chances * (1 - chances) * (1 - 2 * chances)).sum(axis=1) / spread**3
    edge = np.arange(chances.shape[1] + 1) + 0.5
    x = (edge[None, :] - chances.sum(axis=1)[:, None]) / spread[:, None]
    below = stats.norm.cdf(x) + skew[:, None] * (1 - x**2) * stats.norm.pdf(x) / 6
    below = np.maximum.accumulate(np.clip(below, 0.0, 1.0), axis=1)
    below[:, -1] = 1.0
    return np.diff(below, axis=1, prepend=0.0)
