"""Rates of many small groups, drawn towards what the groups have in common.

A beta-binomial model: the groups' true rates are a Beta(mean · strength, (1 − mean) · strength)
sample. Plugging in the one strength of greatest marginal likelihood would, whenever that is
infinite, give every group the same rate with an interval far too short. So the marginal
likelihood weighs a grid of strengths instead, spread evenly over the share of shrinkage
strength ÷ (strength + n) of a typical group, and the result is averaged over it. The
uncertainty of the common mean goes into the intervals too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike
from scipy.special import betaincinv, betaln

from kit.estimates.intervals import Floats

_SHRINKAGE = (np.arange(50) + 0.5) / 50


@dataclass(frozen=True)
class ShrunkenRates:
    """One rate per group, with a credible interval.

    Attributes
    ----------
    value, low, high
        Shrunken rate and bounds per group; all NaN when no group has a record.
    prior_mean
        What a group without records gets; NaN when no group has one.
    prior_strength
        Records that the common mean is worth: a group with as many of its own lies half way.
    alpha, beta
        Parameters of each group's posterior Beta.
    """

    value: Floats
    low: Floats
    high: Floats
    prior_mean: float
    prior_strength: float
    alpha: Floats
    beta: Floats


@dataclass(frozen=True)
class Ranks:
    """Places by rate, 1 = highest; equals share a place; NaN where no group has a record."""

    rank: Floats
    low: Floats
    high: Floats


def shrink_rates(successes: ArrayLike, n: ArrayLike, level: float = 0.90) -> ShrunkenRates:
    """Shrink each group's rate towards the common mean, as far as the data ask for it.

    Parameters
    ----------
    successes, n
        Successes and records per group, one dimension.
    level
        Level of the credible intervals.

    Examples
    --------
    >>> rates = shrink_rates([2, 60, 70, 55, 65], [2, 120, 120, 120, 120])
    >>> bool(rates.value[0] < rates.value[2] + 0.02)
    True
    """
    hits, total = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    if np.any(hits < 0) or np.any(hits > total):
        raise ValueError("successes must lie between 0 and n")
    filled = total > 0
    if not filled.any():
        nothing = np.full(total.shape, np.nan)
        return ShrunkenRates(nothing, nothing, nothing, np.nan, np.nan, nothing, nothing)
    typical = filled.sum() / np.sum(1 / total[filled])
    strength = typical * _SHRINKAGE / (1 - _SHRINKAGE)
    mean, mean_variance = _common_mean(hits[filled], total[filled], strength)
    weight = _weights(hits[filled], total[filled], strength, mean, mean_variance)
    value, variance = _average(hits, total, strength, mean, mean_variance, weight)
    alpha, beta = _beta_with(value, variance)
    tail = (1 - level) / 2
    shrinkage = float(weight @ _SHRINKAGE)
    return ShrunkenRates(
        value=value,
        low=betaincinv(alpha, beta, tail),
        high=betaincinv(alpha, beta, 1 - tail),
        prior_mean=float(weight @ mean),
        prior_strength=float(typical * shrinkage / (1 - shrinkage)),
        alpha=alpha,
        beta=beta,
    )


def ranks(shrunken: ShrunkenRates, seed: int = 0, level: float = 0.90, draws: int = 4000) -> Ranks:
    """Places of the groups with the range of places their posteriors allow.

    Places are ordered by their posterior mean. The order of the groups does not matter: they
    are sorted before drawing, and groups with equal posteriors share their draws.

    Examples
    --------
    >>> places = ranks(shrink_rates([90, 50, 10], [100, 100, 100]))
    >>> places.rank.tolist(), places.low.tolist()
    ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    """
    posteriors = np.column_stack([shrunken.alpha, shrunken.beta])
    if len(posteriors) == 0 or np.isnan(posteriors).any():
        nothing = np.full(len(posteriors), np.nan)
        return Ranks(nothing, nothing, nothing)
    distinct, member, copies = np.unique(
        posteriors, axis=0, return_inverse=True, return_counts=True
    )
    alpha, beta = np.repeat(distinct, copies, axis=0).T
    drawn = np.random.default_rng(seed).beta(alpha, beta, size=(draws, len(posteriors)))
    places = np.split(scipy.stats.rankdata(-drawn, axis=1), np.cumsum(copies)[:-1], axis=1)
    mean = np.array([group.mean() for group in places])
    tails = [(1 - level) / 2, (1 + level) / 2]
    bounds = np.array([np.quantile(group, tails, method="nearest") for group in places])
    order = scipy.stats.rankdata(np.repeat(mean, copies), method="min").astype(float)
    first = np.cumsum(copies) - copies
    return Ranks(order[first][member], bounds[member, 0], bounds[member, 1])


def _common_mean(hits: Floats, total: Floats, strength: Floats) -> tuple[Floats, Floats]:
    """Precision-weighted mean of the groups' rates, and its variance, at each strength."""
    spread = (1 + (total - 1) / (strength[:, None] + 1)) / total
    precision = 1 / spread
    mean = (precision @ (hits / total)) / precision.sum(axis=1)
    edge = 0.5 / (total.sum() + 1)  # all or none succeeded: a Beta needs a mean inside (0, 1)
    mean = np.clip(mean, edge, 1 - edge)
    return mean, mean * (1 - mean) / precision.sum(axis=1)


def _weights(
    hits: Floats, total: Floats, strength: Floats, mean: Floats, mean_variance: Floats
) -> Floats:
    """How well each strength explains the groups: normalised marginal likelihood.

    The common mean is integrated out (Laplace), without which few groups look too alike.
    """
    alpha, beta = (mean * strength)[:, None], ((1 - mean) * strength)[:, None]
    likelihood = (betaln(alpha + hits, beta + total - hits) - betaln(alpha, beta)).sum(axis=1)
    likelihood += np.log(mean_variance) / 2
    weight = np.exp(likelihood - likelihood.max())
    return weight / weight.sum()


def _average(
    hits: Floats,
    total: Floats,
    strength: Floats,
    mean: Floats,
    mean_variance: Floats,
    weight: Floats,
) -> tuple[Floats, Floats]:
    """Posterior mean and variance per group, averaged over the strengths."""
    own, pull = total, strength[:, None]
    value = (hits + pull * mean[:, None]) / (own + pull)
    variance = value * (1 - value) / (own + pull + 1)
    variance += (pull / (own + pull)) ** 2 * mean_variance[:, None]
    average = weight @ value
    return average, weight @ (variance + (value - average) ** 2)


def _beta_with(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size
