"""What will be booked: opportunities open and to come, team by team, on paths that add up."""

from kit.models.forecast.fitting import forecast
from kit.models.forecast.result import Forecast, Samples
from kit.models.forecast.stacking import Past, best_share, mixed_quantiles, prior_share

__all__ = [
    "Forecast",
    "Past",
    "Samples",
    "best_share",
    "forecast",
    "mixed_quantiles",
    "prior_share",
]
