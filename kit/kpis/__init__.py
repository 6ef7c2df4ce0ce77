"""KPIs: pure functions, tables in, one tidy frame out.

Every one takes its tables first, the window second and the rest by keyword, and looks at nothing
that happened after the window's `as_of`. `kit.catalogue` lists them with label and unit.
"""

from kit.kpis.comparison import compare
from kit.kpis.outcomes.close_rate_by_age import close_rate_by_age
from kit.kpis.outcomes.cycle_time import cycle_time
from kit.kpis.outcomes.outcome_curves import win_rate_curve
from kit.kpis.outcomes.weights import amount_basis
from kit.kpis.outcomes.win_rates import (
    win_rate,
    win_rate_amount,
    win_rate_cohort,
    win_rate_with_no_decision,
)
from kit.kpis.pipeline.creation import new_opportunities
from kit.kpis.pipeline.longest_cycle import beyond_longest_cycle
from kit.kpis.pipeline.open_pipeline import open_pipeline
from kit.kpis.pipeline.pipeline_movement import pipeline_movement
from kit.kpis.quality.data_quality import data_quality, safe_uses
from kit.kpis.quality.recording import recorded_spans
from kit.kpis.sales.bookings import bookings
from kit.kpis.sales.contributions import contributions
from kit.kpis.sales.leaderboard import leaderboard

__all__ = [
    "amount_basis",
    "beyond_longest_cycle",
    "bookings",
    "close_rate_by_age",
    "compare",
    "contributions",
    "cycle_time",
    "data_quality",
    "leaderboard",
    "new_opportunities",
    "open_pipeline",
    "pipeline_movement",
    "recorded_spans",
    "safe_uses",
    "win_rate",
    "win_rate_amount",
    "win_rate_cohort",
    "win_rate_curve",
    "win_rate_with_no_decision",
]
