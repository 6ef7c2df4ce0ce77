"""Pinball loss: what quantile forecasts cost. Honest and narrow quantiles cost least."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kit.estimates.intervals import Floats

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""The quantiles that forecasts are kept and scored by."""


def pinball(
    quantiles: ArrayLike, actual: ArrayLike, probabilities: ArrayLike = QUANTILES
) -> Floats:
    """Mean pinball loss over `probabilities`, in the unit of the amounts.

    Parameters
    ----------
    quantiles
        Forecasts, [..., probability].
    actual
        What came, [...].
    probabilities
        Which quantiles they are.

    Examples
    --------
    >>> float(pinball(np.array([[4.0]]), np.array([6.0]), np.array([0.9]))[0])
    1.8
    """
    missed = np.asarray(actual, dtype=float)[..., None] - np.asarray(quantiles, dtype=float)
    tau = np.asarray(probabilities, dtype=float)
    return np.asarray(np.maximum(tau * missed, (tau - 1) * missed).mean(axis=-1))
