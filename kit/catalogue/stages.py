"""Entries of the catalogue: stages, and where opportunities are lost."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_HISTORY = ("opportunities", "stage_history", "stages")
_FUNNEL = ("leads", "opportunities", "quotes")
_COUNT = N_("Count")
_SHARE_OF_LOSSES = N_("Share of all losses")
_SHARE = N_("Share")
_MEDIAN = N_("Median")
_BULK = N_("Closed in bulk")
_REACHED = N_("Reached")
_SKIPPED = N_("Skipped on the way")

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.funnel_conversion,
        N_("Funnel conversion"),
        "ratio",
        "higher",
        _FUNNEL,
        (
            Measure("cohort", N_("Of those created"), "ratio", N_("Conversion of the cohort")),
            Measure(
                "period", N_("Per step in the period"), "ratio", N_("Conversion in the period")
            ),
            Measure("reached", _REACHED, "count", N_("Reached the step")),
            Measure("imputed", _SKIPPED, "count", N_("Skipped the step")),
            Measure("median_days", N_("Median days"), "days", N_("Median days to the step")),
        ),
        axes=("step",),
        members={
            "lead": N_("Lead"),
            "qualified": N_("Qualified"),
            "opportunity": N_("Opportunity"),
            "quote": N_("Quote"),
            "won": N_("Won"),
        },
        may_lack=("leads", "quotes"),
    ),
    Kpi(
        kpis.stage_funnel,
        N_("Stage funnel"),
        "ratio",
        "higher",
        _HISTORY,
        (
            Measure("cohort", N_("Of those created"), "ratio", N_("Share that reached the stage")),
            Measure("reached", _REACHED, "count", N_("Reached the stage")),
            Measure("entered", N_("Entered"), "count", N_("Entered the stage")),
            Measure("imputed", _SKIPPED, "count", N_("Skipped the stage")),
        ),
        axes=("stage",),
        may_lack=("stages",),
    ),
    Kpi(
        kpis.stage_conversion,
        N_("Stage conversion"),
        "ratio",
        "higher",
        _HISTORY,
        (
            Measure("advanced", N_("Came further"), "ratio", N_("Came further from the stage")),
            Measure("lost", N_("Lost"), "ratio", N_("Lost before coming further")),
            Measure("still_open", N_("Still open"), "ratio", N_("Still open in the stage")),
        ),
        axes=("stage",),
        may_lack=("stages",),
        is_stock=True,
    ),
    Kpi(
        kpis.days_in_stage,
        N_("Days in stage"),
        "days",
        "lower",
        _HISTORY,
        (
            Measure("median", _MEDIAN, "days", N_("Median days in stage")),
            Measure("p25", N_("25% of stays within"), "days"),
            Measure("p75", N_("75% of stays within"), "days"),
        ),
        axes=("stage",),
        may_lack=("stages",),
        is_stock=True,
    ),
    Kpi(
        kpis.exit_stage,
        N_("Exit stage"),
        "ratio",
        "lower",
        _HISTORY,
        (
            Measure(
                "hazard", N_("Lost of those that reached it"), "ratio", N_("Lost from the stage")
            ),
            Measure("share", _SHARE_OF_LOSSES, "ratio", N_("Share of losses from the stage")),
            Measure("count", _COUNT, "count", N_("Losses from the stage")),
            Measure("bulk", _BULK, "count", N_("Losses from the stage closed in bulk")),
        ),
        axes=("stage",),
        may_lack=("stages",),
    ),
    Kpi(
        kpis.exit_phase,
        N_("Exit phase"),
        "ratio",
        "lower",
        _HISTORY,
        (
            Measure(
                "hazard", N_("Lost of those that reached it"), "ratio", N_("Lost in the phase")
            ),
            Measure("share", _SHARE_OF_LOSSES, "ratio", N_("Share of losses in the phase")),
            Measure("count", _COUNT, "count", N_("Losses in the phase")),
            Measure("bulk", _BULK, "count", N_("Losses in the phase closed in bulk")),
        ),
        axes=("phase",),
        members={"early": N_("Early"), "middle": N_("Middle"), "late": N_("Late")},
        may_lack=("stages",),
    ),
    Kpi(
        kpis.loss_reasons,
        N_("Loss reasons"),
        "count",
        "lower",
        ("opportunities",),
        (
            Measure("count", _COUNT, "count", N_("Losses by reason")),
            Measure("share", _SHARE, "ratio", N_("Share of losses by reason")),
            Measure("amount", N_("Amount"), "money", N_("Amount lost by reason")),
            Measure(
                "share_amount", N_("Share of amount"), "ratio", N_("Share of amount by reason")
            ),
        ),
        axes=("reason",),
    ),
    Kpi(
        kpis.lead_cycle_time,
        N_("Lead cycle time"),
        "days",
        "lower",
        ("leads", "opportunities"),
        (
            Measure("median", _MEDIAN, "days", N_("Median days from lead to win")),
            Measure("p25", N_("25% of wins within"), "days"),
            Measure("p75", N_("75% of wins within"), "days"),
            Measure("naive_median", N_("Naive median of recorded wins"), "days"),
        ),
        is_stock=True,
    ),
)

LISTINGS: tuple[Listing, ...] = ()
