"""Quantiles of a simple forecast from its own past errors.

An amount won is a sum of many, so errors grow like the square root of what was expected. Scaled
by it, errors of large and small units of a level are alike and are looked at together.
"""

from __future__ import annotations

import numpy as np
import scipy

from kit.estimates.intervals import Floats
from kit.estimates.pinball import QUANTILES

ENOUGH = 40
"""Errors whose quantiles can be read off; fewer are taken for a sample from a normal."""

_LEAST = 0.02


def spread(
    expected: Floats, past_expected: Floats, past_actual: Floats, months: Floats
) -> tuple[Floats, Floats]:
    """Quantiles and mean around point forecasts of units of one level.

    Parameters
    ----------
    expected
        One per unit.
    past_expected, past_actual
        Earlier forecasts by the same method and what came, [time, unit]; NaN where there was none.
    months
        Past single months, [unit, month]: where there are fewer than two earlier forecasts their
        spread around their mean is taken instead.

    Returns
    -------
    quantiles, mean
        [unit, quantile] and [unit]; none is below 0. The mean holds what the method erred by on
        average.
    """
    points = np.maximum(np.nan_to_num(expected), 0.0)
    errors = _errors(past_expected, past_actual, _LEAST * max(points.mean(), 1e-9))
    if len(errors) < 2:
        usual = np.repeat(months.mean(axis=1, keepdims=True), months.shape[1], axis=1)
        errors = _errors(usual.T, months.T, _LEAST * max(float(usual.mean()), 1e-9))
    scale = np.sqrt(np.maximum(points, _LEAST * max(points.mean(), 1e-9)))
    quantiles = points[:, None] + scale[:, None] * _quantiles(errors)
    average = points + scale * (errors.mean() if len(errors) >= ENOUGH else 0.0)
    return np.maximum(quantiles, 0.0), np.maximum(average, 0.0)


def _errors(expected: Floats, actual: Floats, least: float) -> Floats:
    known = ~np.isnan(expected) & ~np.isnan(actual)
    points = np.maximum(expected[known], 0.0)
    return np.asarray((actual[known] - points) / np.sqrt(np.maximum(points, least)))


def _quantiles(errors: Floats) -> Floats:
    """Quantiles of the next scaled error; of one error alone, those of its size."""
    if len(errors) >= ENOUGH:
        return np.quantile(errors, QUANTILES)
    if len(errors) < 2:
        return np.zeros(len(QUANTILES)) if not len(errors) else abs(errors[0]) * _normal()
    size = float(np.sqrt(np.mean(np.square(errors)))) * np.sqrt(1 + 1 / len(errors))
    return np.asarray(size * scipy.stats.t.ppf(QUANTILES, len(errors) - 1))


def _normal() -> Floats:
    return np.asarray(scipy.stats.norm.ppf(QUANTILES))
