"""The literal list of all KPIs and listings, in the order in which readers meet them."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.errors import ParamError, suggestion
from kit.language import N_

_OPPORTUNITIES = ("opportunities",)
_COUNT, _AMOUNT, _SHARE = N_("Count"), N_("Amount"), N_("Share")
_WON, _LOST, _STILL_OPEN = N_("Won"), N_("Lost"), N_("Still open")
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
"""Every KPI; public KPI functions and these entries are the same set."""

LISTINGS: tuple[Listing, ...] = (
    Listing(kpis.recorded_spans, N_("Recorded spans"), _OPPORTUNITIES),
    Listing(kpis.contributions, N_("Everyone's contribution"), ("owner_bookings",)),
    Listing(kpis.data_quality, N_("Data quality"), ("records",)),
    Listing(kpis.safe_uses, N_("What each source is safe for"), ("records",)),
)
"""Every listing: functions that give rows, not statistics."""

_BY_NAME = {kpi.name: kpi for kpi in KPIS}


def find(name: str) -> Kpi:
    """The KPI called `name`.

    Raises
    ------
    ParamError
        If there is none; the message suggests the likeliest.

    Examples
    --------
    >>> find("win_rate").definition
    'Won opportunities as a share of all opportunities closed in the period.'
    """
    if name not in _BY_NAME:
        raise ParamError(f"Unknown KPI `{name}`. {suggestion(name, list(_BY_NAME))}")
    return _BY_NAME[name]
