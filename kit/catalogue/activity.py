"""Entries of the catalogue: what is done to reach people."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.response_rate,
        N_("Response rate"),
        "ratio",
        "higher",
        ("activities",),
        (
            Measure("value", N_("Response rate"), "ratio"),
            Measure("shrunken", N_("Shrunken"), "ratio", N_("Response rate, shrunken")),
            Measure("beats_the_rest", N_("Better than the rest"), "flag"),
            Measure("p_value", N_("Chance of being no better than the rest"), "number"),
        ),
    ),
    Kpi(
        kpis.action_conversion,
        N_("Progress after a touch"),
        "ratio",
        "higher",
        ("activities", "leads", "opportunities", "stage_history"),
        (
            Measure("touched", N_("Touched"), "ratio", N_("Next step after a touch")),
            Measure("untouched", N_("Untouched"), "ratio", N_("Next step without a touch")),
            Measure("ratio", N_("Touched ÷ untouched"), "number"),
        ),
        may_lack=("leads", "opportunities", "stage_history"),
    ),
    Kpi(
        kpis.touches_to_response,
        N_("Answered by touch"),
        "ratio",
        "higher",
        ("leads", "activities"),
        (
            Measure("answered", N_("Answered"), "ratio", N_("Leads that have answered")),
            Measure("hazard", N_("Answer this touch"), "ratio", N_("Leads that answer the touch")),
            Measure("stop_after", N_("Touches worth making"), "number"),
        ),
        axes=("k",),
        is_stock=True,
    ),
    Kpi(
        kpis.touches_per_conversion,
        N_("Touches per won opportunity"),
        "number",
        "lower",
        ("opportunities", "activities", "leads"),
        (
            Measure("touches", N_("Touches"), "number", N_("Touches per won opportunity")),
            Measure("hours", N_("Hours"), "hours", N_("Hours per won opportunity")),
            Measure("cost", N_("Cost"), "money", N_("Activity cost per won opportunity")),
        ),
        may_lack=("leads",),
    ),
    Kpi(
        kpis.activity_level,
        N_("Touches per owner and working day"),
        "number",
        "neutral",
        ("activities", "owners"),
        may_lack=("owners",),
    ),
)

LISTINGS: tuple[Listing, ...] = ()
