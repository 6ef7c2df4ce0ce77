"""Entries of the catalogue: how opportunities end."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_OPPORTUNITIES = ("opportunities",)
_WON = N_("Won")
_LOST = N_("Lost")
_STILL_OPEN = N_("Still open")

KPIS: tuple[Kpi, ...] = (
    Kpi(kpis.win_rate, N_("Win rate"), "ratio", "higher", _OPPORTUNITIES),
    Kpi(kpis.win_rate_amount, N_("Win rate by amount"), "ratio", "higher", _OPPORTUNITIES),
    Kpi(
        kpis.win_rate_with_no_decision,
        N_("Win rate with no-decision losses"),
        "ratio",
        "higher",
        _OPPORTUNITIES,
    ),
    Kpi(kpis.win_rate_cohort, N_("Win rate by cohort"), "ratio", "higher", _OPPORTUNITIES),
    Kpi(
        kpis.win_rate_curve,
        N_("Win rate by age"),
        "ratio",
        "higher",
        _OPPORTUNITIES,
        (
            Measure("won", _WON, "ratio", N_("Won by age")),
            Measure("lost", _LOST, "ratio", N_("Lost by age")),
            Measure("still_open", _STILL_OPEN, "ratio", N_("Still open at that age")),
        ),
        axes=("age_days",),
        is_stock=True,
    ),
    Kpi(
        kpis.cycle_time,
        N_("Cycle time"),
        "days",
        "lower",
        _OPPORTUNITIES,
        (
            Measure("median", N_("Median"), "days", N_("Median cycle time")),
            Measure("p25", N_("25% of wins within"), "days"),
            Measure("p75", N_("75% of wins within"), "days"),
            Measure("restricted_mean", N_("Restricted mean"), "days", N_("Mean cycle time")),
            Measure("to_any_end_median", N_("Median to any end"), "days"),
            Measure("naive_median", N_("Naive median of recorded wins"), "days"),
        ),
        is_stock=True,
    ),
    Kpi(
        kpis.close_rate_by_age,
        N_("Close rate by age"),
        "ratio",
        "neutral",
        _OPPORTUNITIES,
        (
            Measure("won", _WON, "ratio", N_("Won within the age band")),
            Measure("lost", _LOST, "ratio", N_("Lost within the age band")),
            Measure("still_open", _STILL_OPEN, "ratio", N_("Still open after the age band")),
        ),
        axes=("age_days",),
        is_stock=True,
    ),
    Kpi(
        kpis.still_won,
        N_("Still won from an age on"),
        "ratio",
        "neutral",
        _OPPORTUNITIES,
        (
            Measure("won", _WON, "ratio", N_("Won within the next 90 days")),
            Measure("lost", _LOST, "ratio", N_("Lost within the next 90 days")),
            Measure("still_open", _STILL_OPEN, "ratio", N_("Still open 90 days later")),
        ),
        axes=("age_days",),
        is_stock=True,
    ),
)

LISTINGS: tuple[Listing, ...] = ()
