"""The loss of one forecast as a multiple of another's on the same days, with its interval.

Diebold and Mariano's variance of the mean difference by origin, with the small-sample correction
of Harvey, Leybourne and Newbold (1997): targets that overlap err together.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike

from kit.estimates.intervals import Floats
from kit.estimates.spans import Estimate

FEWEST = 4
"""Origins that it takes to tell a difference from luck."""


def loss_ratio(own: ArrayLike, other: ArrayLike, overlap: int, level: float = 0.90) -> Estimate:
    """Mean loss of one forecast over that of another.

    Parameters
    ----------
    own, other
        Losses by origin, in order of time.
    overlap
        How many origins ahead the target of an origin still shares days with.
    level
        Level of the interval.

    Returns
    -------
    Estimate
        NaN where the other one lost nothing; without bounds where there are fewer than `FEWEST`.

    Examples
    --------
    >>> found = loss_ratio([1.0, 2.0, 1.0, 2.0], [2.0, 4.0, 2.0, 4.0], overlap=0)
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.5, 0.5, 0.5)
    """
    mine, theirs = np.asarray(own, dtype=float), np.asarray(other, dtype=float)
    if not len(theirs) or theirs.mean() <= 0:
        return Estimate(np.nan, np.nan, np.nan)
    ratio = float(mine.mean() / theirs.mean())
    if len(mine) < FEWEST:
        return Estimate(ratio, np.nan, np.nan)
    # The ratio's error is that of own − ratio × other, which is what remains by origin.
    error = np.sqrt(_variance(mine - ratio * theirs, overlap)) / theirs.mean()
    half = float(scipy.stats.t.ppf((1 + level) / 2, len(mine) - 1) * error)
    return Estimate(ratio, max(ratio - half, 0.0), ratio + half)


def _variance(differences: Floats, overlap: int) -> float:
    """Of their mean, where neighbours up to `overlap` origins apart share days."""
    n = len(differences)
    centred = differences - differences.mean()
    lagged = [centred[lag:] @ centred[: n - lag] / n for lag in range(min(overlap, n - 1) + 1)]
    long_run = lagged[0] + 2 * sum(lagged[1:])
    if long_run <= 0:  # so few origins that their overlap cannot be told
        long_run, overlap = lagged[0], 0
    steps = overlap + 1
    correction = max((n + 1 - 2 * steps + steps * (steps - 1) / n) / n, 1 / n)
    return float(long_run / n / correction)
