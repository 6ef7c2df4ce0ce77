"""Do probabilities come true? Reliability by bins, and the error that chance alone would make.

Even perfect probabilities miss the observed shares by a bit, because outcomes are few. With B
equal bins of n records that error is about √(2/π) · √(B · p(1 − p) / n) on average, p being the
share that succeeded: the mean of |N(0, σ²)| is σ√(2/π). It is the noise floor to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from kit.estimates import wilson

BINS = 10
TOLERATED = 0.03
"""Calibration error that nobody would act on differently."""
TOLERATED_FLOORS = 1.5
"""Times the noise floor that chance may well make."""

_MEAN_OF_HALF_NORMAL = float(np.sqrt(2 / np.pi))


@dataclass(frozen=True)
class Reliability:
    """How often what was predicted came true.

    Attributes
    ----------
    bins
        One row per bin that holds records, from low to high predictions: `bin` (0 up), `predicted`
        (mean), `observed` (share), `low` and `high` (Wilson's interval of `observed`), `n`.
    error
        Calibration error: mean over records of |predicted − observed| of their bin; NaN without
        records.
    noise_floor
        What `error` would be on average, were every probability right; NaN without records.
    """

    bins: pd.DataFrame
    error: float
    noise_floor: float

    @property
    def is_calibrated(self) -> bool:
        """Whether the error is small, or no more than chance may well make."""
        return bool(self.error <= max(TOLERATED, TOLERATED_FLOORS * self.noise_floor))


def reliability(
    probability: ArrayLike, happened: ArrayLike, bins: int = BINS, level: float = 0.90
) -> Reliability:
    """Compare probabilities with what happened, in bins of about equally many records.

    Records of equal probability share a bin, so that the order of the rows does not matter; a
    method that says the same of everybody has one bin.

    Parameters
    ----------
    probability, happened
        One per record: the prediction between 0 and 1, and whether it came true.
    bins
        How many bins at most.
    level
        Level of the intervals.

    Raises
    ------
    ValueError
        If the two differ in length, a probability lies outside [0, 1] or is missing, or there is
        no bin.

    Examples
    --------
    >>> found = reliability([0.2] * 5 + [0.8] * 5, [1, 0, 0, 0, 0, 1, 1, 1, 1, 0])
    >>> found.bins[["predicted", "observed", "n"]].round(2).values.tolist()
    [[0.2, 0.2, 5.0], [0.8, 0.8, 5.0]]
    >>> round(found.error, 9), round(found.noise_floor, 3)
    (0.0, 0.178)
    """
    chance, hits = np.asarray(probability, dtype=float), np.asarray(happened, dtype=float)
    if chance.shape != hits.shape or chance.ndim != 1:
        raise ValueError(f"{chance.shape} probabilities for {hits.shape} outcomes")
    if not np.all((chance >= 0) & (chance <= 1)):
        raise ValueError("probabilities must lie between 0 and 1")
    if bins < 1:
        raise ValueError(f"at least one bin is needed, not {bins}")
    place = _places(chance, bins)
    n = np.bincount(place, minlength=1)
    summed, won = (np.bincount(place, weights=part, minlength=1) for part in (chance, hits))
    filled = np.flatnonzero(n)
    n, summed, won = n[filled], summed[filled], won[filled]
    low, high = wilson(won, n, level)
    frame = pd.DataFrame(
        {
            "bin": np.arange(len(filled)),
            "predicted": summed / n,
            "observed": won / n,
            "low": low,
            "high": high,
            "n": n,
        }
    )
    if not len(chance):
        return Reliability(frame, np.nan, np.nan)
    error = float(np.abs(summed - won).sum() / len(chance))
    return Reliability(frame, error, noise_floor(float(hits.mean()), len(chance), len(filled)))


def noise_floor(share: float, n: int, bins: int = BINS) -> float:
    """Calibration error that perfect probabilities have on average, because outcomes are few.

    Parameters
    ----------
    share
        Share of the records that came true.
    n, bins
        Records, and equal bins that they are put into.

    Examples
    --------
    >>> round(noise_floor(0.5, 1_000), 3)
    0.04
    """
    return _MEAN_OF_HALF_NORMAL * float(np.sqrt(bins * share * (1 - share) / n))


def _places(chance: np.ndarray, bins: int) -> np.ndarray:
    """Bin of each record by the middle rank of all that have the same probability."""
    _, member, copies = np.unique(chance, return_inverse=True, return_counts=True)
    middle = np.cumsum(copies) - copies / 2
    return np.floor(bins * middle / max(len(chance), 1)).astype(np.int64)[member]
