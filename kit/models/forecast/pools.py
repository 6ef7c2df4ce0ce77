"""Values to resample, group by group, each group drawn towards the whole as far as it should be.

A draw for a group comes from the group's own values with probability n / (n + κ), else from those
of all groups. κ = σ² / τ² is how many values the whole is worth: the variance within groups
divided by that between their true means (moments, DerSimonian and Laird 1986). So the mean of what
is drawn is the empirical-Bayes mean of the group, and its shape that of values that occurred.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.estimates.intervals import Floats

_MOST = 1e6
_LEAST = 1.0


@dataclass(frozen=True)
class Pools:
    """Weighted values per group.

    Attributes
    ----------
    values, cumulative
        Values sorted by group; those of all groups together come last, as a group of their own.
        `cumulative` is the number of the group plus the share of its weight up to the value.
    own
        Probability that a draw for the group comes from its own values.
    mean, variance
        Of a draw for each group.
    """

    values: Floats
    cumulative: Floats
    own: Floats
    mean: Floats
    variance: Floats

    def draw(self, groups: np.ndarray, random: np.random.Generator) -> Floats:
        """One value for each entry of `groups`; -1 and members never seen draw from the whole."""
        whole = len(self.own)
        is_own = random.random(groups.shape) < np.append(self.own, 0.0)[groups]
        pool = np.where(is_own, groups, whole)
        place = np.searchsorted(self.cumulative, pool + random.random(groups.shape), side="right")
        return self.values[np.minimum(place, len(self.values) - 1)]


def fit_pools(values: Floats, groups: np.ndarray, size: int, weights: Floats) -> Pools | None:
    """Pools of `size` groups; None where there is no value.

    Parameters
    ----------
    values
        What is resampled.
    groups
        Group of each value, 0 to `size` − 1.
    weights
        How much each value counts, relative to the others; 0 or more.

    Examples
    --------
    >>> pools = fit_pools(np.array([1.0, 3.0]), np.array([0, 1]), 2, np.ones(2))
    >>> pools.mean.tolist()
    [1.5, 2.5]
    """
    if not len(values) or weights.sum() <= 0:
        return None
    order = np.lexsort((values, groups))
    values, groups, weights = values[order], groups[order], weights[order]
    weights = weights * len(weights) / weights.sum()
    own = _own(values, groups, size, weights)
    mean = _mixed(values, groups, own, weights)
    square = _mixed(values**2, groups, own, weights)
    everything = np.argsort(values, kind="stable")
    cumulative = [
        groups + _shares(weights, groups, size),
        size + _shares(weights[everything], np.zeros(len(groups), dtype=int), 1),
    ]
    both = np.concatenate([values, values[everything]])
    return Pools(both, np.concatenate(cumulative), own, mean, np.maximum(square - mean**2, 0.0))


def _own(values: Floats, groups: np.ndarray, size: int, weights: Floats) -> Floats:
    """Probability that a draw for a group comes from its own values: n / (n + κ)."""
    squared = np.bincount(groups, weights**2, size)
    # Values of unequal weight say as much as so many of equal weight.
    n = np.bincount(groups, weights, size) ** 2 / np.where(squared > 0, squared, 1.0)
    mean, whole = _means(values, groups, size, weights)
    filled = int(np.count_nonzero(n))
    within = float(weights @ (values - mean[groups]) ** 2)
    within *= n.sum() / (weights.sum() * max(n.sum() - filled, 1.0))
    between = float(n @ (mean - whole) ** 2) - (filled - 1) * within
    scale = n.sum() - (n @ n) / n.sum()
    variance = max(between / scale, 0.0) if scale > 0 else 0.0
    worth = np.clip(within / variance, _LEAST, _MOST) if variance > 0 else _MOST
    return np.asarray(n / (n + worth))


def _mixed(values: Floats, groups: np.ndarray, own: Floats, weights: Floats) -> Floats:
    """Mean of what is drawn for each group."""
    mean, whole = _means(values, groups, len(own), weights)
    return own * mean + (1 - own) * whole


def _means(values: Floats, groups: np.ndarray, size: int, weights: Floats) -> tuple[Floats, float]:
    """Mean of each group, that of all for one without values; and the mean of all."""
    weight = np.bincount(groups, weights, size)
    whole = float(weights @ values) / float(weights.sum())
    summed = np.bincount(groups, weights * values, size)
    return np.where(weight > 0, summed / np.where(weight > 0, weight, 1.0), whole), whole


def _shares(weights: Floats, groups: np.ndarray, size: int) -> Floats:
    """Share of its group's weight up to each value, in (0, 1]; values are sorted by group."""
    sums = np.bincount(groups, weights, size)
    before = np.concatenate([[0.0], np.cumsum(sums)])[groups]
    sums = np.where(sums > 0, sums, 1.0)
    return np.clip((np.cumsum(weights) - before) / sums[groups], 0.0, 1.0)
