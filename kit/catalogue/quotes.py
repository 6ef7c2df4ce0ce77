"""Entries of the catalogue: quotes."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_TABLES = ("opportunities", "quotes")

KPIS: tuple[Kpi, ...] = (
    Kpi(kpis.quote_rate, N_("Quote rate"), "ratio", "higher", _TABLES),
    Kpi(
        kpis.quote_acceptance,
        N_("Quote acceptance"),
        "ratio",
        "higher",
        _TABLES,
        (
            Measure("accepted", N_("Accepted of those decided"), "ratio", N_("Quotes accepted")),
            Measure(
                "accepted_within",
                N_("Accepted in time of those issued"),
                "ratio",
                N_("Quotes accepted in time"),
            ),
            Measure("median_days", N_("Median days"), "days", N_("Median days to a decision")),
            Measure("amount", N_("Amount accepted"), "money", N_("Amount of quotes accepted")),
            Measure("share_amount", N_("Share of amount"), "ratio", N_("Share of amount accepted")),
        ),
    ),
    Kpi(
        kpis.quotes_issued_to_accepted,
        N_("Quotes issued per quote accepted"),
        "number",
        "lower",
        _TABLES,
        (
            Measure("issued_to_accepted", N_("Issued per accepted"), "number"),
            Measure("open_to_accepted", N_("Open per accepted"), "number"),
            Measure("opportunities_created_to_won", N_("Opportunities created per win"), "number"),
            Measure("opportunities_open_to_won", N_("Opportunities open per win"), "number"),
        ),
        may_lack=("quotes",),
    ),
    Kpi(
        kpis.quotes_as_signal,
        N_("Quotes as a signal"),
        "number",
        "neutral",
        _TABLES,
        (
            Measure("ratio", N_("After against before"), "number", N_("Wins after against before")),
            Measure("ratio_unadjusted", N_("Not adjusted for age"), "number"),
            Measure("before", N_("Wins per 100 days before"), "number"),
            Measure("after", N_("Wins per 100 days after"), "number"),
        ),
        is_stock=True,
    ),
)

LISTINGS: tuple[Listing, ...] = ()
