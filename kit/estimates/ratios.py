"""Ratios of two shares, alone and over strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kit.estimates.intervals import Bounds, Floats, normal_quantile


@dataclass(frozen=True)
class Ratio:
    """How many times as large the first share is; NaN where that cannot be said."""

    value: Floats
    low: Floats
    high: Floats


def risk_ratio(
    successes: ArrayLike,
    n: ArrayLike,
    other_successes: ArrayLike,
    other_n: ArrayLike,
    level: float = 0.90,
) -> Ratio:
    """One share divided by another, with Katz's interval (normal on the log scale).

    Parameters
    ----------
    successes, n, other_successes, other_n
        Arrays that broadcast. The ratio is NaN where the other share is 0 or either has no
        record; a ratio of 0 has no bounds.

    Examples
    --------
    >>> ratio = risk_ratio(30, 100, 20, 100)
    >>> [round(float(part), 2) for part in (ratio.value, ratio.low, ratio.high)]
    [1.5, 0.99, 2.27]
    """
    a, m, b, k = (np.asarray(one, dtype=float) for one in (successes, n, other_successes, other_n))
    defined = (m > 0) & (k > 0) & (b > 0)
    value = np.divide(a * k, b * m, out=np.full(np.shape(a * b), np.nan), where=defined)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = 1 / a - 1 / m + 1 / b - 1 / k
    return Ratio(value, *_log_bounds(value, variance, level))


def mantel_haenszel(
    successes: ArrayLike,
    n: ArrayLike,
    other_successes: ArrayLike,
    other_n: ArrayLike,
    level: float = 0.90,
) -> Ratio:
    """One share divided by another, like compared with like: Mantel and Haenszel's risk ratio.

    Within each stratum the shares are compared, and strata weigh by what they can tell. One that
    holds only one side tells nothing and does not matter; many small strata do no harm, because
    sums, not ratios, are added up. The interval is Greenland and Robins', right for few large and
    for many small strata.

    Parameters
    ----------
    successes, n, other_successes, other_n
        Arrays whose last dimension are the strata.

    Examples
    --------
    >>> ratio = mantel_haenszel([8, 1], [10, 5], [4, 2], [5, 10])
    >>> round(float(ratio.value), 3)
    1.0
    """
    a, m, b, k = (np.asarray(one, dtype=float) for one in (successes, n, other_successes, other_n))
    size = np.where(m + k > 0, m + k, 1.0)
    top, bottom = (a * k / size).sum(axis=-1), (b * m / size).sum(axis=-1)
    spread = ((m * k * (a + b) - a * b * size) / size**2).sum(axis=-1)
    value = np.divide(top, bottom, out=np.full(np.shape(top), np.nan), where=bottom > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = spread / (top * bottom)
    return Ratio(value, *_log_bounds(value, variance, level))


def _log_bounds(value: Floats, variance: Floats, level: float) -> Bounds:
    defined = (value > 0) & np.isfinite(variance)
    half = normal_quantile(level) * np.sqrt(np.where(defined, np.maximum(variance, 0.0), np.nan))
    return value * np.exp(-half), value * np.exp(half)
