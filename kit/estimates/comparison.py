"""Is it a change? Differences with intervals and p-values, and many of them looked at together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from kit.estimates.intervals import Floats, mover, normal_quantile


@dataclass(frozen=True)
class Difference:
    """How much something changed, and whether chance could have done it.

    Attributes
    ----------
    change
        Now less before.
    low, high
        Interval of the change; NaN where either side has no interval.
    p
        Two-sided p-value of "no change"; below 1 − level exactly where the interval leaves 0 out.
    """

    change: Floats
    low: Floats
    high: Floats
    p: Floats


def compare(
    now: ArrayLike,
    now_low: ArrayLike,
    now_high: ArrayLike,
    before: ArrayLike,
    before_low: ArrayLike,
    before_high: ArrayLike,
    level: float = 0.90,
) -> Difference:
    """Compare two independent estimates by their intervals (MOVER).

    Parameters
    ----------
    now, before
        Estimates; arrays broadcast.
    now_low, now_high, before_low, before_high
        Their bounds at `level`.

    Returns
    -------
    Difference
        Values are NaN where an estimate or bound is.

    Examples
    --------
    >>> difference = compare(0.30, 0.25, 0.36, 0.50, 0.44, 0.56)
    >>> round(float(difference.change), 2), bool(difference.p < 0.10)
    (-0.2, True)
    """
    change = np.asarray(now, dtype=float) - np.asarray(before, dtype=float)
    low, high = mover(now, now_low, now_high, before, before_low, before_high)
    # The half of the interval that faces 0 says how many standard errors away it is.
    facing = np.where(change > 0, change - low, high - change)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.where(change == 0, 0.0, np.abs(change) / facing) * normal_quantile(level)
    p = np.where(np.isnan(facing), np.nan, 2 * ndtr(-distance))
    return Difference(change, low, high, p)


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """P-values adjusted for looking at all of them (Benjamini and Hochberg's step-up).

    Parameters
    ----------
    p
        P-values, one dimension; NaN stays NaN and does not count as a look.

    Returns
    -------
    numpy.ndarray
        Adjusted p-values in the same order: those below q hold a false discovery rate of q.

    Examples
    --------
    >>> [round(float(value), 3) for value in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    values = np.asarray(p, dtype=float)
    adjusted = np.full(values.shape, np.nan)
    looked_at = np.flatnonzero(~np.isnan(values))
    descending = looked_at[np.argsort(-values[looked_at], kind="stable")]
    place = np.arange(len(descending), 0, -1)
    scaled = values[descending] * len(descending) / place
    adjusted[descending] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    return adjusted
