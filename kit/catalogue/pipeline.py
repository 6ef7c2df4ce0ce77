"""Entries of the catalogue: what is created and open."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_OPPORTUNITIES = ("opportunities",)
_COUNT = N_("Count")
_AMOUNT = N_("Amount")
_SHARE = N_("Share")
_WON = N_("Won")
_LOST = N_("Lost")
_MOVES = {
    "start": N_("At the start"),
    "created": N_("Created"),
    "reopened": N_("Reopened"),
    "moved": N_("Moved between units"),
    "rate": N_("Exchange rate"),
    "grown": N_("Grown"),
    "shrunk": N_("Shrunk"),
    "won": _WON,
    "lost": _LOST,
    "merged": N_("Merged"),
    "removed": N_("Removed"),
    "end": N_("At the end"),
    "pulled_in": N_("Pulled in"),
    "pushed_out": N_("Pushed out"),
    "won_difference": N_("Won at another amount"),
}

_FACTORS = {
    "start": N_("Last period"),
    "open": N_("More or fewer open"),
    "win_share": N_("Win share"),
    "amount": N_("Mean won amount"),
    "days": N_("Days open"),
    "end": N_("This period"),
}

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.new_opportunities,
        N_("New opportunities"),
        "count",
        "higher",
        _OPPORTUNITIES,
        additive=True,
    ),
    Kpi(
        kpis.pipeline_created,
        N_("Pipeline created"),
        "money",
        "higher",
        ("opportunities", "changes"),
        (
            Measure("amount", _AMOUNT, "money", N_("Pipeline created")),
            Measure("count", _COUNT, "count", N_("Opportunities created")),
        ),
        may_lack=("changes",),
        additive=True,
    ),
    Kpi(
        kpis.open_pipeline,
        N_("Open pipeline"),
        "count",
        "neutral",
        _OPPORTUNITIES,
        (
            Measure("count", _COUNT, "count", N_("Open opportunities")),
            Measure("started", N_("Started"), "count", N_("Open, started")),
            Measure("amount", _AMOUNT, "money", N_("Open amount")),
            Measure("not_started", N_("Not started"), "count", N_("Open, not started")),
        ),
        additive=True,
        is_stock=True,
    ),
    Kpi(
        kpis.stage_weighted_pipeline,
        N_("Pipeline at the stages' chances"),
        "money",
        "higher",
        ("opportunities", "stages", "stage_history"),
        (
            Measure("value", N_("Weighted"), "money", N_("Pipeline at the stages' chances")),
            Measure("unweighted", N_("Without a chance"), "money", N_("Open, stage has no chance")),
        ),
        may_lack=("stage_history",),
        additive=True,
        is_stock=True,
    ),
    Kpi(
        kpis.coverage,
        N_("Coverage"),
        "number",
        "higher",
        ("opportunities", "targets"),
        (
            Measure(
                "value",
                N_("Open ÷ still needed"),
                "number",
                N_("Coverage: open ÷ still needed"),
                N_("The target is reached, or there is none."),
            ),
            Measure("open_amount", N_("Open"), "money", N_("Open amount in all")),
            Measure("due_amount", N_("Due in the period"), "money", N_("Open amount due")),
            Measure("still_needed", N_("Still needed"), "money", N_("Needed for the target")),
            Measure("target", N_("Target"), "money", N_("Target of the running period")),
            Measure("missing_opportunities", N_("Missing"), "count", N_("Opportunities missing")),
        ),
        is_stock=True,
    ),
    Kpi(
        kpis.close_date_slippage,
        N_("Close dates put off"),
        "ratio",
        "lower",
        ("opportunities", "changes"),
        (
            Measure("open_pushed", N_("Open, put off"), "ratio"),
            Measure("open_pushes", N_("Open, times put off"), "number"),
            Measure("open_days", N_("Open, days put off"), "days"),
            Measure("overdue", N_("Overdue"), "ratio", N_("Open, close date overdue")),
            Measure("closed_pushed", N_("Closed, put off"), "ratio"),
            Measure("closed_pushes", N_("Closed, times put off"), "number"),
            Measure("closed_days", N_("Closed, days put off"), "days"),
        ),
        may_lack=("changes",),
        derived=("observed_changes",),
        is_stock=True,
    ),
    Kpi(
        kpis.days_since_last_activity,
        N_("Days since the last activity"),
        "days",
        "lower",
        ("opportunities", "activities"),
        (
            Measure("median", N_("Median"), "days", N_("Median days of silence")),
            Measure("silent", N_("Silent"), "ratio", N_("Share of open ones that are silent")),
            Measure("silent_amount", N_("Silent amount"), "money"),
            Measure("never", N_("Never worked on"), "ratio"),
        ),
        is_stock=True,
    ),
    Kpi(
        kpis.without_next_activity,
        N_("Nothing planned"),
        "ratio",
        "lower",
        ("opportunities", "activities"),
        (
            Measure("share", _SHARE, "ratio", N_("Share with nothing planned")),
            Measure("count", _COUNT, "count", N_("Open, nothing planned")),
            Measure("amount", _AMOUNT, "money", N_("Open amount, nothing planned")),
        ),
        is_stock=True,
    ),
    Kpi(
        kpis.stale_share,
        N_("Stale"),
        "ratio",
        "lower",
        ("opportunities", "stage_history"),
        (
            Measure("stale", N_("Stale"), "ratio", N_("Share that is stale")),
            Measure("cannot_tell", N_("Cannot tell"), "ratio", N_("Share nobody can tell of")),
            Measure("stale_amount", N_("Stale, by amount"), "ratio"),
            Measure("cannot_tell_amount", N_("Cannot tell, by amount"), "ratio"),
        ),
        may_lack=("stage_history",),
        derived=("win_chances",),
        is_stock=True,
    ),
    Kpi(
        kpis.beyond_longest_cycle,
        N_("Open longer than any that closed"),
        "count",
        "lower",
        _OPPORTUNITIES,
        (
            Measure("count", _COUNT, "count", N_("Open longer than any that closed")),
            Measure("share", _SHARE, "ratio", N_("Share open longer than any that closed")),
            Measure("longest_days", N_("Longest cycle"), "days"),
        ),
        derived=("longest_cycles",),
        is_stock=True,
    ),
    Kpi(
        kpis.pipeline_movement,
        N_("Pipeline movement"),
        "money",
        "neutral",
        _OPPORTUNITIES,
        (
            Measure("amount", _AMOUNT, "money", N_("Open amount")),
            Measure("count", _COUNT, "count", N_("Open opportunities")),
        ),
        axes=("step",),
        members=_MOVES,
        derived=("observed_changes", "observed_start", "observed_days"),
        additive=True,
    ),
    Kpi(
        kpis.sales_velocity,
        N_("Sales velocity"),
        "money",
        "higher",
        _OPPORTUNITIES,
        (
            Measure("velocity", N_("Velocity"), "money", N_("Sales velocity per day")),
            Measure("actual", N_("Actual"), "money", N_("Bookings per day")),
            Measure("textbook", N_("Textbook"), "money", N_("Textbook velocity")),
            Measure("open_average", N_("Open on average"), "number"),
            Measure("win_share", N_("Share won"), "ratio", N_("Share eventually won")),
            Measure("won_amount", N_("Mean won amount"), "money"),
            Measure("days_open", N_("Mean days open"), "days"),
            Measure("limit_days", N_("Age limit"), "days"),
        ),
    ),
    Kpi(
        kpis.velocity_bridge,
        N_("Why sales velocity changed"),
        "money",
        "neutral",
        _OPPORTUNITIES,
        axes=("factor",),
        members=_FACTORS,
    ),
)

LISTINGS: tuple[Listing, ...] = (
    Listing(
        kpis.stale_opportunities,
        N_("Stale opportunities"),
        ("opportunities", "stage_history", "changes"),
        may_lack=("stage_history", "changes"),
        derived=("win_chances", "observed_changes"),
    ),
)
