"""Entries of the catalogue: leads, what they cost and what becomes of them."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_LEADS = ("leads",)
_LEADS_SPEND = ("leads", "spend")
_COUNT = N_("Count")
_SHARE = N_("Share")
_SPEND = N_("Spend")
_OUTCOMES = {
    "won": N_("Won"),
    "lost_at_once": N_("Lost at once"),
    "lost_later": N_("Lost later"),
    "lost": N_("Lost"),
    "open": N_("Still open"),
    "no_opportunity": N_("No opportunity"),
    "not_found": N_("Not in the records"),
}
_BANDS = {
    "low": N_("Low score"),
    "middle": N_("Middle score"),
    "high": N_("High score"),
    "none": N_("No score"),
    "all": N_("All with a score"),
}

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.new_leads,
        N_("New leads"),
        "count",
        "higher",
        _LEADS,
        (
            Measure("count", _COUNT, "count", N_("New leads")),
            Measure("unqualified_share", N_("Disqualified so far"), "ratio"),
            Measure("bulk", N_("Imported in bulk"), "count", N_("Leads imported in bulk")),
        ),
    ),
    Kpi(
        kpis.source_mix_change,
        N_("Change in the mix of sources"),
        "points",
        "neutral",
        _LEADS,
        (
            Measure(
                "change",
                N_("Change of the share"),
                "points",
                N_("Change of a source's share, in points"),
            ),
            Measure("share", _SHARE, "ratio", N_("Share of new leads")),
        ),
        axes=("source",),
    ),
    Kpi(
        kpis.cost_per_lead,
        N_("Cost per lead"),
        "money",
        "lower",
        _LEADS_SPEND,
        (
            Measure("value", N_("Cost per lead"), "money"),
            Measure("spend", _SPEND, "money", N_("Spend on leads")),
        ),
        derived=("allocated_spend",),
    ),
    Kpi(
        kpis.cost_per_qualified_lead,
        N_("Cost per qualified lead"),
        "money",
        "lower",
        _LEADS_SPEND,
        (
            Measure("value", N_("Cost per qualified lead"), "money"),
            Measure("spend", _SPEND, "money", N_("Spend on leads")),
        ),
        derived=("allocated_spend",),
    ),
    Kpi(kpis.lead_qualification_rate, N_("Lead qualification rate"), "ratio", "higher", _LEADS),
    Kpi(
        kpis.disqualification_reasons,
        N_("Reasons for disqualification"),
        "ratio",
        "neutral",
        _LEADS,
        (
            Measure("share", _SHARE, "ratio", N_("Share of the disqualified leads")),
            Measure("count", _COUNT, "count", N_("Disqualified leads")),
        ),
        axes=("reason",),
    ),
    Kpi(
        kpis.conversion_by_score,
        N_("Conversion by score"),
        "ratio",
        "higher",
        _LEADS,
        (
            Measure("rate", N_("Converted"), "ratio", N_("Share of leads converted")),
            Measure("auc", N_("How well the score ranks"), "ratio"),
        ),
        axes=("score_band",),
        members=_BANDS,
        is_stock=True,
    ),
    Kpi(
        kpis.lead_conversion_rate,
        N_("Lead conversion rate"),
        "ratio",
        "higher",
        ("leads", "opportunities"),
        (
            Measure("value", N_("Converted so far"), "ratio", N_("Lead conversion rate")),
            Measure(
                "within_90_days", N_("Within 90 days"), "ratio", N_("Leads converted in 90 days")
            ),
        ),
        may_lack=("opportunities",),
    ),
    Kpi(
        kpis.lead_outcome,
        N_("Outcome of converted leads"),
        "ratio",
        "neutral",
        ("leads", "opportunities", "stage_history"),
        (
            Measure("share", _SHARE, "ratio", N_("Share of converted leads")),
            Measure("count", _COUNT, "count", N_("Converted leads")),
        ),
        axes=("outcome",),
        members=_OUTCOMES,
        may_lack=("stage_history",),
    ),
)

LISTINGS: tuple[Listing, ...] = (
    Listing(kpis.lead_priorities, N_("Lead priorities"), ("leads", "activities")),
)
