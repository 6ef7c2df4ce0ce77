"""Rules that turn KPI frames into findings; they speak only when the evidence does."""

from kit.advice.chances import chances_believed
from kit.advice.customers import customer_costs, source_returns
from kit.advice.following_up import conversion, handover, persistence
from kit.advice.forecast import forecast_believed, forecasts_come_true
from kit.advice.latest_creation import latest_creation
from kit.advice.leads import lead_sources, lead_volume
from kit.advice.limits import use
from kit.advice.losses import losses
from kit.advice.model_notes import forecast_limits, models_fitted
from kit.advice.observation import AT_LEAST, AT_MOST, Observation, Value, by_severity
from kit.advice.pipeline import expected_closes, pipeline_coverage
from kit.advice.quality import data_quality
from kit.advice.recording import what_the_records_cannot_tell
from kit.advice.support import case_categories, resolution
from kit.advice.target import target_outlook

__all__ = [
    "AT_LEAST",
    "AT_MOST",
    "Observation",
    "Value",
    "by_severity",
    "case_categories",
    "chances_believed",
    "conversion",
    "customer_costs",
    "data_quality",
    "expected_closes",
    "forecast_believed",
    "forecast_limits",
    "forecasts_come_true",
    "handover",
    "latest_creation",
    "lead_sources",
    "lead_volume",
    "losses",
    "models_fitted",
    "persistence",
    "pipeline_coverage",
    "resolution",
    "source_returns",
    "target_outlook",
    "use",
    "what_the_records_cannot_tell",
]


def __dir__() -> list[str]:
    """What the Tab key offers: rules, and not the files behind them."""
    return __all__
