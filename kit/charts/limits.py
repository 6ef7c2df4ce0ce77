"""Between which bounds rates lie by chance alone, where all are alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]


def binomial_limits(rate: float, n: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Control limits of a share of `n` records whose chance is `rate`.

    The binomial quantiles, interpolated between the shares that `n` records can have, so that the
    limits of a funnel plot are smooth (Spiegelhalter 2005).

    Parameters
    ----------
    rate
        Chance of every record, between 0 and 1.
    n
        Numbers of records.
    level
        Part of the shares that lies between the limits by chance.

    Examples
    --------
    >>> low, high = binomial_limits(0.5, [100], 0.90)
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.412, 0.578)
    """
    low, high = ((1 - level) / 2, (1 + level) / 2)
    return _quantile(rate, n, low), _quantile(rate, n, high)


def _quantile(rate: float, n: ArrayLike, chance: float) -> Floats:
    counts = np.asarray(n, dtype=float)
    hits = stats.binom.ppf(chance, counts, rate)
    reached, before = stats.binom.cdf(hits, counts, rate), stats.binom.cdf(hits - 1, counts, rate)
    step = np.where(reached > before, reached - before, 1.0)
    return np.clip((hits - (reached - chance) / step) / counts, 0.0, 1.0)
