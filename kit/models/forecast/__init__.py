"""What will be booked: opportunities open and to come, team by team, on paths that add up."""

from kit.models.forecast.fitting import forecast
from kit.models.forecast.result import Forecast, Samples
from kit.models.forecast.stacking import PRIOR_SHARE, Past, best_share, mixed_quantiles, pinball

__all__ = [
    "PRIOR_SHARE",
    "Forecast",
    "Past",
    "Samples",
    "best_share",
    "forecast",
    "mixed_quantiles",
    "pinball",
]
