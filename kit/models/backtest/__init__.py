"""Forecasts of the past from rolling origins, beside simple methods, and how good they were."""

from kit.estimates.pinball import QUANTILES
from kit.models.backtest.bookings import leaves_of
from kit.models.backtest.kit_forecast import KitForecast
from kit.models.backtest.losses import QUANTILE_COLUMNS, scores
from kit.models.backtest.origins import Origin, origins
from kit.models.backtest.running import COLUMNS, Forecaster, backtest
from kit.models.backtest.simple import SIMPLE

__all__ = [
    "COLUMNS",
    "QUANTILES",
    "QUANTILE_COLUMNS",
    "SIMPLE",
    "Forecaster",
    "KitForecast",
    "Origin",
    "backtest",
    "leaves_of",
    "origins",
    "scores",
]
