"""Entries of the catalogue: what was sold."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_OPPORTUNITIES = ("opportunities",)
_COUNT = N_("Count")
_AMOUNT = N_("Amount")
_WON = N_("Won")

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.bookings,
        N_("Bookings"),
        "money",
        "higher",
        _OPPORTUNITIES,
        (
            Measure("amount", _AMOUNT, "money", N_("Bookings")),
            Measure("count", _COUNT, "count", N_("Won opportunities")),
        ),
        additive=True,
    ),
    Kpi(
        kpis.leaderboard,
        N_("Leaderboard"),
        "money",
        "higher",
        _OPPORTUNITIES,
        (
            Measure("amount", N_("Bookings"), "money"),
            Measure("count", _WON, "count", N_("Won opportunities")),
            Measure("contribution", N_("Contribution"), "ratio"),
            Measure("win_rate", N_("Win rate"), "ratio"),
            Measure("win_rate_shrunken", N_("Win rate, shrunken"), "ratio"),
            Measure("rank", N_("Place by win rate"), "count"),
        ),
    ),
)

LISTINGS: tuple[Listing, ...] = (
    Listing(kpis.contributions, N_("Everyone's contribution"), ("owner_bookings",)),
)
