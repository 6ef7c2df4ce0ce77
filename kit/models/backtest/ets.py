"""Exponential smoothing of a company's months: additive errors, damped trend, additive season."""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np

YEAR = 12
SHORTEST = 2 * YEAR
"""Months that it takes to tell a season from a trend."""


@lru_cache(maxsize=4096)
def ets_forecast(values: tuple[float, ...], months: int) -> float:
    """Sum of the next `months` months; NaN from fewer than `SHORTEST` months, never below 0.

    Parameters
    ----------
    values
        Monthly amounts, oldest first.
    months
        How many to add up.

    Examples
    --------
    >>> year = (8.0, 9.0, 12.0, 10.0, 11.0, 13.0, 7.0, 5.0, 12.0, 11.0, 13.0, 14.0)
    >>> round(ets_forecast(year * 3, 3))
    29
    """
    if len(values) < SHORTEST:
        return float("nan")
    series = np.array(values)
    scale = np.abs(series).mean()
    if scale == 0 or np.ptp(series) == 0:
        return max(float(series[-1]), 0.0) * months
    from statsmodels.tsa.holtwinters import ExponentialSmoothing  # late: it takes seconds

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the optimiser, on series that fit exactly
        model = ExponentialSmoothing(
            series / scale,
            trend="add",
            damped_trend=True,
            seasonal="add",
            seasonal_periods=YEAR,
            initialization_method="estimated",
        )
        total = float(model.fit().forecast(months).sum()) * scale
    return max(total, 0.0) if np.isfinite(total) else float(series[-YEAR:].mean()) * months
