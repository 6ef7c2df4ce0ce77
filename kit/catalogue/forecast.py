"""Entries of the catalogue: what is to come, and how far models can be believed."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_OPPORTUNITIES = ("opportunities",)
_PLANNED = ("opportunities", "targets")
_COUNT = N_("Count")
_TARGET = N_("Target")
_MISSED = N_("Missed by")
_BIAS = N_("Too high or too low by")
_INSIDE = N_("Inside the bounds")
_BANDS = {
    "high": N_("50% and more"),
    "even": N_("25% to 50%"),
    "low": N_("10% to 25%"),
    "slight": N_("2% to 10%"),
    "hardly": N_("Less than 2%"),
    "unknown": N_("No chance known"),
}
_FACTORS = {"stage": N_("Stage"), "source": N_("Source"), "product": N_("Product")}
_FORECASTS = {
    "kit": N_("This forecast"),
    "seasonal_share": N_("Same season"),
    "mean": N_("Mean so far"),
    "last_period": N_("Last period"),
    "ets": N_("Smoothing (ETS)"),
    "stage_weighted": N_("Stage weights"),
    "top_down": N_("Shared-out season"),
    "bottom_up": N_("One by one"),
}
_CHANCES = {
    "kit": N_("This model"),
    "stage_weighted": N_("Chance by stage"),
    "km_win_rate": N_("Win rate by age"),
    "base_rate": N_("The same for all"),
}

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.weighted_pipeline,
        N_("Pipeline at the model's chances"),
        "money",
        "higher",
        _OPPORTUNITIES,
        (
            Measure("eventually", N_("Ever"), "money", N_("Pipeline at the model's chances")),
            Measure("within_period", N_("In the period"), "money", N_("Expected in the period")),
            Measure("within_90", N_("Within 90 days"), "money", N_("Expected within 90 days")),
            Measure("wins", N_("Wins"), "number", N_("Wins expected of what is open")),
            Measure("count", _COUNT, "count", N_("Opportunities weighed")),
            Measure("unweighted", N_("Without a chance"), "count", N_("Open, no chance known")),
        ),
        derived=("win_probabilities",),
        additive=True,
        is_stock=True,
    ),
    Kpi(
        kpis.chance_bands,
        N_("Open opportunities by chance"),
        "count",
        "neutral",
        _OPPORTUNITIES,
        (
            Measure("count", _COUNT, "count", N_("Open opportunities of this chance")),
            Measure("amount", N_("Worth if won"), "money"),
            Measure("weighted", N_("Worth times chance"), "money"),
        ),
        axes=("band",),
        members=_BANDS,
        derived=("win_probabilities",),
        additive=True,
        is_stock=True,
    ),
    Kpi(
        kpis.bookings_forecast,
        N_("Forecast of bookings"),
        "money",
        "higher",
        _PLANNED,
        (
            Measure("value", N_("Forecast"), "money", N_("Forecast of bookings")),
            Measure("within_80", N_("8 of 10 cases"), "money"),
            Measure("within_50", N_("Half of all cases"), "money"),
            Measure("mean", N_("Mean"), "money", N_("Mean forecast of bookings")),
            Measure("booked", N_("Booked"), "money", N_("Booked so far")),
            Measure("from_open", N_("From what is open"), "money", N_("Yet to come, open")),
            Measure("from_new", N_("From new ones"), "money", N_("Yet to come, new")),
            Measure("target", _TARGET, "money", N_("Target of the period")),
        ),
        axes=("ahead",),
        may_lack=("targets",),
        derived=("forecast_paths",),
        is_stock=True,
    ),
    Kpi(
        kpis.target_chance,
        N_("Chance of the target"),
        "ratio",
        "higher",
        _PLANNED,
        (
            Measure("value", N_("Chance"), "ratio", N_("Chance of the target")),
            Measure("target", _TARGET, "money", N_("Target of the period")),
            Measure("missing", N_("Missing for 80%"), "money", N_("Missing for an 80% chance")),
        ),
        axes=("ahead",),
        derived=("forecast_paths",),
        is_stock=True,
    ),
    Kpi(
        kpis.chance_of_at_least,
        N_("Chance of so many wins"),
        "ratio",
        "higher",
        _PLANNED,
        (
            Measure(
                "shared_shock",
                N_("With good and bad seasons"),
                "ratio",
                N_("Chance of at least so many wins"),
            ),
            Measure("rate_uncertain", N_("With an uncertain rate"), "ratio"),
            Measure("independent", N_("As if by dice"), "ratio"),
            Measure(
                "needed",
                N_("More needed for 80%"),
                "count",
                N_("More opportunities needed for an 80% chance"),
            ),
            Measure("target_wins", N_("Wins the target asks for"), "count"),
        ),
        axes=("k",),
        may_lack=("targets",),
        derived=("win_probabilities", "model_states"),
        is_stock=True,
    ),
    Kpi(
        kpis.forecast_accuracy,
        N_("Accuracy of the forecast"),
        "ratio",
        "lower",
        _OPPORTUNITIES,
        (
            Measure("wape", _MISSED, "ratio", N_("Forecast missed by")),
            Measure("bias", _BIAS, "ratio", N_("Forecast too high or too low by")),
            Measure("coverage", _INSIDE, "ratio", N_("Periods inside the bounds")),
            Measure("pinball", N_("Error"), "money", N_("Error of the forecast")),
            Measure("relative", N_("Our error ÷ its error"), "number", N_("Error against it")),
        ),
        axes=("method",),
        members=_FORECASTS,
        derived=("backtests",),
        is_stock=True,
    ),
    Kpi(
        kpis.earlier_forecast_accuracy,
        N_("Accuracy of earlier forecasts"),
        "ratio",
        "lower",
        _OPPORTUNITIES,
        (
            Measure("wape", _MISSED, "ratio", N_("Earlier forecasts missed by")),
            Measure("bias", _BIAS, "ratio", N_("Earlier forecasts too high or too low by")),
            Measure("coverage", _INSIDE, "ratio", N_("Earlier forecasts, inside the bounds")),
        ),
        derived=("earlier_forecasts",),
        is_stock=True,
    ),
    Kpi(
        kpis.win_probability_accuracy,
        N_("Accuracy of the chances"),
        "number",
        "lower",
        _OPPORTUNITIES,
        (
            Measure("brier", N_("Brier score"), "number"),
            Measure("log_loss", N_("Log loss"), "number"),
            Measure("auc", N_("Ranks right"), "ratio", N_("Pairs ranked right")),
        ),
        axes=("method",),
        members=_CHANCES,
        derived=("win_scores",),
        is_stock=True,
    ),
    Kpi(
        kpis.reliability,
        N_("Do the chances come true?"),
        "ratio",
        "neutral",
        _OPPORTUNITIES,
        (
            Measure("observed", N_("Won"), "ratio", N_("Share that was won")),
            Measure("predicted", N_("Chance given"), "ratio", N_("Mean chance given")),
        ),
        axes=("bin",),
        derived=("reliability", "model_states"),
        is_stock=True,
    ),
    Kpi(
        kpis.chance_effects,
        N_("What goes along with winning"),
        "number",
        "neutral",
        _OPPORTUNITIES,
        (
            Measure("won", N_("Won, times the usual"), "number"),
            Measure("lost", N_("Lost, times the usual"), "number"),
        ),
        axes=("factor", "member"),
        members=_FACTORS,
        derived=("effects", "model_states"),
        is_stock=True,
    ),
)

LISTINGS: tuple[Listing, ...] = (
    Listing(
        kpis.open_opportunities,
        N_("Open opportunities with their chances"),
        ("opportunities", "stage_history"),
        may_lack=("stage_history",),
        derived=("win_probabilities", "win_reasons", "win_chances"),
    ),
    Listing(
        kpis.chance_changes,
        N_("Chances that have changed"),
        _OPPORTUNITIES,
        derived=("win_probabilities",),
    ),
    Listing(
        kpis.past_forecasts,
        N_("What earlier forecasts said"),
        _OPPORTUNITIES,
        derived=("earlier_forecasts",),
    ),
)
