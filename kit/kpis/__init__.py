"""KPIs: pure functions, tables in, one tidy frame out.

Every one takes its tables first, the window second and the rest by keyword, and looks at nothing
that happened after the window's `as_of`. `kit.catalogue` lists them with label and unit.
"""

from kit.kpis.bookings import bookings
from kit.kpis.close_rate_by_age import close_rate_by_age
from kit.kpis.comparison import compare
from kit.kpis.contributions import contributions
from kit.kpis.creation import new_opportunities
from kit.kpis.cycle_time import cycle_time
from kit.kpis.data_quality import data_quality, safe_uses
from kit.kpis.leaderboard import leaderboard
from kit.kpis.longest_cycle import beyond_longest_cycle
from kit.kpis.open_pipeline import open_pipeline
from kit.kpis.outcome_curves import win_rate_curve
from kit.kpis.pipeline_movement import pipeline_movement
from kit.kpis.recording import recorded_spans
from kit.kpis.weights import amount_basis
from kit.kpis.win_rates import (
    win_rate,
    win_rate_amount,
    win_rate_cohort,
    win_rate_with_no_decision,
)

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
