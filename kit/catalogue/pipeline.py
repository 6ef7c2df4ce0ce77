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
)

LISTINGS: tuple[Listing, ...] = ()
