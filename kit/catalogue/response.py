"""Entries of the catalogue: how fast leads are answered, and what goes with it."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_TABLES = ("leads", "activities")

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.lead_response_hours,
        N_("Lead response time"),
        "hours",
        "lower",
        _TABLES,
        (
            Measure(
                "median",
                N_("Median in working hours"),
                "hours",
                N_("Median lead response in working hours"),
            ),
            Measure(
                "p90",
                N_("9 in 10 within, in working hours"),
                "hours",
                N_("9 in 10 leads answered within, in working hours"),
            ),
            Measure("median_clock", N_("Median by the clock"), "hours", N_("Median lead response")),
            Measure(
                "p90_clock",
                N_("9 in 10 within, by the clock"),
                "hours",
                N_("9 in 10 leads answered within"),
            ),
            Measure(
                "within_5_minutes",
                N_("Within 5 minutes"),
                "ratio",
                N_("Leads answered within 5 minutes"),
            ),
            Measure(
                "within_1_hour", N_("Within 1 hour"), "ratio", N_("Leads answered within 1 hour")
            ),
            Measure("within_1_day", N_("Within 1 day"), "ratio", N_("Leads answered within 1 day")),
            Measure("never_answered", N_("Never answered"), "ratio", N_("Leads never answered")),
        ),
    ),
    Kpi(
        kpis.conversion_by_response_time,
        N_("Conversion by response time"),
        "ratio",
        "neutral",
        _TABLES,
        (
            Measure(
                "answered", N_("Answered by then"), "ratio", N_("Conversion if answered by then")
            ),
            Measure(
                "unanswered",
                N_("Not answered by then"),
                "ratio",
                N_("Conversion if not answered by then"),
            ),
            Measure("ratio", N_("Ratio"), "number", N_("Answered to unanswered conversion")),
            Measure(
                "adjusted_ratio",
                N_("Ratio among like leads"),
                "number",
                N_("Answered to unanswered conversion among like leads"),
            ),
        ),
        axes=("cut",),
        members={"5 minutes": N_("5 minutes"), "1 hour": N_("1 hour"), "1 day": N_("1 day")},
        is_stock=True,
    ),
)

LISTINGS: tuple[Listing, ...] = ()
