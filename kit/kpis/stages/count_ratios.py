"""How many of one thing happened for each of another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kit.estimates.intervals import Floats, wilson


def count_ratio(
    count: ArrayLike, base: ArrayLike, level: float = 0.90
) -> tuple[Floats, Floats, Floats]:
    """Ratio of two counts that vary by chance, each on its own, and its bounds.

    Given how many there are of both, the first is a binomial share of them; its Wilson bounds, as
    odds, are those of the ratio. NaN where `base` is 0.

    Examples
    --------
    >>> [round(float(part), 2) for part in count_ratio(20, 10)]
    [2.0, 1.07, 3.74]
    """
    top, bottom = np.asarray(count, dtype=float), np.asarray(base, dtype=float)
    bottom = np.where(bottom > 0, bottom, np.nan)
    low, high = wilson(top, top + bottom, level)
    return top / bottom, low / (1 - low), high / (1 - high)
