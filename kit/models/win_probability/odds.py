"""Chances moved on the scale of log odds: a move can neither leave 0 to 1 nor turn an order."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit

from kit.estimates.intervals import Floats

_EDGE = 1e-4


def moved(chance: ArrayLike, log_odds: ArrayLike) -> Floats:
    """Chances whose odds are multiplied by exp(log_odds); 0 and 1 stay.

    >>> moved([0.0, 0.5, 1.0], np.log(3.0)).round(9).tolist()
    [0.0, 0.75, 1.0]
    """
    before, factor = np.asarray(chance, dtype=float), np.exp(np.asarray(log_odds, dtype=float))
    return np.asarray(before * factor / (1 - before + before * factor))


def log_odds(chance: ArrayLike) -> Floats:
    """Log odds of chances, those beyond 1 in 10,000 taken for so much.

    >>> log_odds([0.5]).tolist()
    [0.0]
    """
    return np.asarray(logit(np.clip(np.asarray(chance, dtype=float), _EDGE, 1 - _EDGE)))
