"""How far chances were off when they could last be checked, and what that says of today.

The model as it would have been fitted a quarter ago says how many of those open then should have
been won within 90 days; how many were is known. One shift of all log odds that would have set it
right is estimated. It is not believed in full: by chance alone it has its standard error, and a
whole quarter may go well or badly for everybody, which says nothing of the next. With a normal
prior around zero the share that is believed is prior² / (prior² + error² + shock²). And the model
of today has seen that quarter: fitting it anew has taken in some part of what was wrong, anything
from nothing to all. Half is left on average, with the variance of an even distribution, 1/12.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from kit.estimates.intervals import Floats
from kit.models.win_probability.odds import moved

PRIOR_SD = 0.5
LEFT, LEFT_VARIANCE = 1 / 2, 1 / 12
"""Part of an earlier error that fitting anew leaves, and its variance: evenly from none to all."""
UNCHECKED = PRIOR_SD * float(np.sqrt(LEFT**2 + LEFT_VARIANCE))
_FURTHEST = 8.0


@dataclass(frozen=True)
class Recalibration:
    """A shift of log odds, and the check that it comes from.

    Attributes
    ----------
    shift
        What to add to log odds today.
    error
        Its standard deviation, given the check.
    as_of
        The day that was looked back to; None where nothing could be checked, and `shift` is 0.
    n, expected, won
        Who was open then, how many should have been won within 90 days, and how many were.
    """

    shift: float = 0.0
    error: float = UNCHECKED
    as_of: date | None = None
    n: int = 0
    expected: float = 0.0
    won: int = 0


def recalibrated(
    chance: ArrayLike, won: ArrayLike, as_of: date, shock_sd: float = 0.0
) -> Recalibration:
    """Estimate the shift that was needed, and keep as much of it as the evidence is worth.

    Parameters
    ----------
    chance, won
        Per record that was open on `as_of`: its chance to be won within 90 days, and whether it
        was.
    as_of
        The day that is looked back to.
    shock_sd
        Standard deviation of what may befall everybody in one quarter, in log odds.

    Examples
    --------
    >>> check = recalibrated([0.5] * 100, [True] * 75 + [False] * 25, date(2026, 3, 31))
    >>> check.expected, check.won, round(check.shift, 2)
    (50.0, 75, 0.46)
    >>> hits = [True] * 75 + [False] * 25
    >>> round(recalibrated([0.5] * 100, hits, date(2026, 3, 31), 0.5).shift, 2)
    0.25
    """
    chances, hits = np.asarray(chance, dtype=float), np.asarray(won, dtype=bool)
    uncertain = (chances > 0) & (chances < 1)
    chances, hits = chances[uncertain], hits[uncertain]
    if not len(chances):
        return Recalibration()
    shift = brentq(_slope, -_FURTHEST, _FURTHEST, args=(chances, hits))
    after = moved(chances, shift)
    information = float(np.sum(after * (1 - after)))
    # Beside the prior the raw shift is `shift + slope / information`: one step further.
    raw = shift + float(np.sum(hits - after)) / information
    precision = 1 / (1 / information + shock_sd**2)
    kept = precision / (precision + 1 / PRIOR_SD**2)
    believed = kept * raw
    variance = 1 / (precision + 1 / PRIOR_SD**2)
    variance = variance * (LEFT**2 + LEFT_VARIANCE) + believed**2 * LEFT_VARIANCE
    return Recalibration(
        float(LEFT * believed),
        float(np.sqrt(variance)),
        as_of,
        len(chances),
        float(chances.sum()),
        int(hits.sum()),
    )


def _slope(shift: float, chances: Floats, hits: np.ndarray) -> float:
    """Derivative of the penalised log-likelihood; it falls from positive to negative."""
    return float(np.sum(hits - moved(chances, shift)) - shift / PRIOR_SD**2)
