"""KPIs: pure functions, tables in, one tidy frame out.

Every one takes its tables first, the window second and the rest by keyword, and looks at nothing
that happened after the window's `as_of`. `kit.catalogue` lists them with label and unit.

By subject, so that ``kpis.leads.`` and the Tab key list those of leads: `activity`, `customers`,
`forecast`, `leads`, `outcomes`, `pipeline`, `quality`, `quotes`, `sales`, `stages`, `support`.
"""

from kit.kpis import subjects
from kit.kpis.activity.action_conversion import action_conversion
from kit.kpis.activity.activity_level import activity_level
from kit.kpis.activity.response_rate import response_rate
from kit.kpis.activity.touches_per_conversion import touches_per_conversion
from kit.kpis.activity.touches_to_response import touches_to_response
from kit.kpis.comparison import compare
from kit.kpis.customers.account_costs import account_costs
from kit.kpis.customers.acquisition_cost import acquisition_cost
from kit.kpis.customers.customer_values import customer_values
from kit.kpis.customers.expected_value import expected_customer_value
from kit.kpis.customers.repeat_rate import repeat_rate
from kit.kpis.customers.retention import retention
from kit.kpis.customers.value_to_cost import value_to_cost
from kit.kpis.customers.win_rate_by_customer import win_rate_by_customer
from kit.kpis.forecast.bookings_forecast import bookings_forecast
from kit.kpis.forecast.chance_bands import chance_bands
from kit.kpis.forecast.chance_changes import chance_changes
from kit.kpis.forecast.chance_effects import chance_effects
from kit.kpis.forecast.chance_of_at_least import chance_of_at_least
from kit.kpis.forecast.earlier_forecasts import earlier_forecast_accuracy, past_forecasts
from kit.kpis.forecast.forecast_accuracy import forecast_accuracy
from kit.kpis.forecast.model_scores import reliability, win_probability_accuracy
from kit.kpis.forecast.open_opportunities import open_opportunities
from kit.kpis.forecast.target_chance import target_chance
from kit.kpis.forecast.weighted_pipeline import weighted_pipeline
from kit.kpis.leads.conversion import lead_conversion_rate
from kit.kpis.leads.conversion_by_response_time import conversion_by_response_time
from kit.kpis.leads.cost import cost_per_lead, cost_per_qualified_lead
from kit.kpis.leads.creation import new_leads
from kit.kpis.leads.outcome import lead_outcome
from kit.kpis.leads.priorities import lead_priorities
from kit.kpis.leads.qualification import disqualification_reasons, lead_qualification_rate
from kit.kpis.leads.response import lead_response_hours
from kit.kpis.leads.score_conversion import conversion_by_score
from kit.kpis.leads.source_mix import source_mix_change
from kit.kpis.outcomes.close_rate_by_age import close_rate_by_age
from kit.kpis.outcomes.cycle_time import cycle_time
from kit.kpis.outcomes.outcome_curves import win_rate_curve
from kit.kpis.outcomes.still_won import still_won
from kit.kpis.outcomes.weights import amount_basis
from kit.kpis.outcomes.win_rates import (
    win_rate,
    win_rate_amount,
    win_rate_cohort,
    win_rate_with_no_decision,
)
from kit.kpis.pipeline.attention import days_since_last_activity, without_next_activity
from kit.kpis.pipeline.coverage import coverage
from kit.kpis.pipeline.creation import new_opportunities
from kit.kpis.pipeline.longest_cycle import beyond_longest_cycle
from kit.kpis.pipeline.open_pipeline import open_pipeline
from kit.kpis.pipeline.pipeline_created import pipeline_created
from kit.kpis.pipeline.pipeline_movement import pipeline_movement
from kit.kpis.pipeline.sales_velocity import sales_velocity
from kit.kpis.pipeline.slippage import close_date_slippage
from kit.kpis.pipeline.stage_weights import stage_weighted_pipeline
from kit.kpis.pipeline.stale import stale_opportunities, stale_share
from kit.kpis.pipeline.velocity_bridge import velocity_bridge
from kit.kpis.quality.data_quality import data_quality, safe_uses
from kit.kpis.quality.recorded_spans import recorded_spans
from kit.kpis.quotes.quote_acceptance import quote_acceptance
from kit.kpis.quotes.quote_rate import quote_rate
from kit.kpis.quotes.quotes_as_signal import quotes_as_signal
from kit.kpis.quotes.quotes_issued_to_accepted import quotes_issued_to_accepted
from kit.kpis.sales.account_card import (
    account_opportunities,
    account_revenue,
    account_touches,
)
from kit.kpis.sales.account_summary import account_summary
from kit.kpis.sales.amounts import average_amount, discount
from kit.kpis.sales.attainment import attainment, revenue_attainment
from kit.kpis.sales.bookings import bookings
from kit.kpis.sales.bookings_by_customer import bookings_by_customer
from kit.kpis.sales.campaign_revenue import campaign_revenue
from kit.kpis.sales.churn import churn, net_retention
from kit.kpis.sales.contributions import contributions
from kit.kpis.sales.latest_creation import latest_creation_days
from kit.kpis.sales.leaderboard import leaderboard
from kit.kpis.sales.new_customers import new_customers
from kit.kpis.sales.recurring_revenue import recurring_revenue
from kit.kpis.sales.revenue import revenue, revenue_growth
from kit.kpis.sales.revenue_seasonality import revenue_seasonality
from kit.kpis.stages.exit_stage import exit_phase, exit_stage
from kit.kpis.stages.funnel_conversion import funnel_conversion
from kit.kpis.stages.lead_cycle_time import lead_cycle_time
from kit.kpis.stages.loss_reasons import loss_reasons
from kit.kpis.stages.progress import days_in_stage, stage_conversion
from kit.kpis.stages.stage_funnel import stage_funnel
from kit.kpis.support.backlog import backlog
from kit.kpis.support.categories import cases_by_category
from kit.kpis.support.promises import reopen_rate, sla_met
from kit.kpis.support.resolution_time import first_response_time, resolution_time

__all__ = [
    "account_costs",
    "account_opportunities",
    "account_revenue",
    "account_summary",
    "account_touches",
    "acquisition_cost",
    "action_conversion",
    "activity_level",
    "amount_basis",
    "attainment",
    "average_amount",
    "backlog",
    "beyond_longest_cycle",
    "bookings",
    "bookings_by_customer",
    "bookings_forecast",
    "campaign_revenue",
    "cases_by_category",
    "chance_bands",
    "chance_changes",
    "chance_effects",
    "chance_of_at_least",
    "churn",
    "close_date_slippage",
    "close_rate_by_age",
    "compare",
    "contributions",
    "conversion_by_response_time",
    "conversion_by_score",
    "cost_per_lead",
    "cost_per_qualified_lead",
    "coverage",
    "customer_values",
    "cycle_time",
    "data_quality",
    "days_in_stage",
    "days_since_last_activity",
    "discount",
    "disqualification_reasons",
    "earlier_forecast_accuracy",
    "exit_phase",
    "exit_stage",
    "expected_customer_value",
    "first_response_time",
    "forecast_accuracy",
    "funnel_conversion",
    "latest_creation_days",
    "lead_conversion_rate",
    "lead_cycle_time",
    "lead_outcome",
    "lead_priorities",
    "lead_qualification_rate",
    "lead_response_hours",
    "leaderboard",
    "loss_reasons",
    "net_retention",
    "new_customers",
    "new_leads",
    "new_opportunities",
    "open_opportunities",
    "open_pipeline",
    "past_forecasts",
    "pipeline_created",
    "pipeline_movement",
    "quote_acceptance",
    "quote_rate",
    "quotes_as_signal",
    "quotes_issued_to_accepted",
    "recorded_spans",
    "recurring_revenue",
    "reliability",
    "reopen_rate",
    "repeat_rate",
    "resolution_time",
    "response_rate",
    "retention",
    "revenue",
    "revenue_attainment",
    "revenue_growth",
    "revenue_seasonality",
    "safe_uses",
    "sales_velocity",
    "sla_met",
    "source_mix_change",
    "stage_conversion",
    "stage_funnel",
    "stage_weighted_pipeline",
    "stale_opportunities",
    "stale_share",
    "still_won",
    "target_chance",
    "touches_per_conversion",
    "touches_to_response",
    "value_to_cost",
    "velocity_bridge",
    "weighted_pipeline",
    "win_probability_accuracy",
    "win_rate",
    "win_rate_amount",
    "win_rate_by_customer",
    "win_rate_cohort",
    "win_rate_curve",
    "win_rate_with_no_decision",
    "without_next_activity",
]


subjects.list_under({name: globals()[name] for name in __all__}, __name__)


def __dir__() -> list[str]:
    """What the Tab key offers: KPIs and subjects, and not the files behind them."""
    return sorted({*__all__, *subjects.NAMES})
