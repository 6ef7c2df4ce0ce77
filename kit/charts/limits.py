"""Between which bounds rates lie by chance alone, where all are alike."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def binomial_limits(rate: float, n: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Control limits of a share of `n` records whose chance is `rate`.

    A share lies beyond a limit exactly where one as far or farther out has a chance below half of
    what `level` leaves; between the shares that `n` records can have the limits are interpolated,
    which smooths their curve (Spiegelhalter 2005).

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
    (0.413, 0.587)
    """
    counts, tail = np.asarray(n, dtype=float), (1 - level) / 2
    return _lower(rate, counts, tail), 1.0 - _lower(1.0 - rate, counts, tail)


def _lower(rate: float, counts: Floats, tail: float) -> Floats:
    hits = np.maximum(scipy.stats.binom.ppf(tail, counts, rate), 0.0)
    reached, exactly = (
        scipy.stats.binom.cdf(hits, counts, rate),
        scipy.stats.binom.pmf(hits, counts, rate),
    )
    back = np.divide(reached - tail, exactly, out=np.zeros_like(reached), where=exactly > 0)
    return np.clip((hits - back) / counts, 0.0, 1.0)
