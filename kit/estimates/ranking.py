"""Does a score rank? The area under the ROC curve, by ranks, with DeLong's interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from kit.estimates.intervals import Floats, normal_quantile, wilson


@dataclass(frozen=True)
class Ranking:
    """How well a score ranks successes above failures.

    Attributes
    ----------
    value
        Chance that a random success has a higher score than a random failure, equals counting
        half: 0.5 is no better than a coin, 1 is perfect. NaN without a success or a failure.
    low, high
        Bounds; NaN where there are fewer than two of either.
    successes, failures
        Records with a score.
    """

    value: float
    low: float
    high: float
    successes: int
    failures: int


def auc(score: ArrayLike, success: ArrayLike, level: float = 0.90) -> Ranking:
    """Area under the ROC curve with its interval.

    The variance is DeLong's (1988), from midranks as Sun and Xu (2014) showed, so that a million
    records take one sort each. The interval is taken on the logit scale and stays inside [0, 1].
    An area of 0 or 1 has no such variance; Wilson's interval takes its place, with the smaller
    of the two numbers of records.

    Parameters
    ----------
    score
        One number per record; records with NaN are left out.
    success
        True or false for each.
    level
        Level of the interval.

    Examples
    --------
    >>> ranking = auc([1, 2, 3, 3, 5], [False, False, True, False, True])
    >>> round(ranking.value, 4), ranking.successes
    (0.9167, 2)
    """
    scores, hits = np.asarray(score, dtype=float), np.asarray(success, dtype=bool)
    known = ~np.isnan(scores)
    above, below = scores[known & hits], scores[known & ~hits]
    if not len(above) or not len(below):
        return Ranking(np.nan, np.nan, np.nan, len(above), len(below))
    beaten, beating = _placements(above, below)
    value = float(beaten.mean())
    low, high = _bounds(value, beaten, beating, level)
    return Ranking(value, low, high, len(above), len(below))


def _placements(above: Floats, below: Floats) -> tuple[Floats, Floats]:
    """Share of failures that each success beats, and of successes that beat each failure."""
    everyone = scipy.stats.rankdata(np.concatenate([above, below]))
    beaten = (everyone[: len(above)] - scipy.stats.rankdata(above)) / len(below)
    beating = 1 - (everyone[len(above) :] - scipy.stats.rankdata(below)) / len(above)
    # Sorted, so that the order of records cannot show in the last digit.
    return np.sort(beaten), np.sort(beating)


def _bounds(value: float, beaten: Floats, beating: Floats, level: float) -> tuple[float, float]:
    fewest = min(len(beaten), len(beating))
    if fewest < 2:
        return np.nan, np.nan
    variance = beaten.var(ddof=1) / len(beaten) + beating.var(ddof=1) / len(beating)
    if variance <= 0 or not 0 < value < 1:
        low, high = wilson(value * fewest, fewest, level)
        return float(low), float(high)
    half = normal_quantile(level) * np.sqrt(variance) / (value * (1 - value))
    centre = np.log(value / (1 - value))
    return float(1 / (1 + np.exp(half - centre))), float(1 / (1 + np.exp(-half - centre)))
