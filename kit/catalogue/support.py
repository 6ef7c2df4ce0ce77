"""Entries of the catalogue: what customers report."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_CASES = ("cases",)
_WITH_CHANGES = ("cases", "changes")
_LACKING = ("changes",)
_MEDIAN_WORKING = N_("Median in working hours")
_P90_WORKING = N_("9 in 10 within, in working hours")

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.cases_by_category,
        N_("Cases by category"),
        "count",
        "lower",
        _WITH_CHANGES,
        (
            Measure("count", N_("Count"), "count", N_("Cases opened")),
            Measure("hours", N_("Working hours"), "hours", N_("Working hours until resolved")),
            Measure("share", N_("Share"), "ratio", N_("Share of cases")),
            Measure("change", N_("Change"), "count", N_("Change of cases opened")),
        ),
        may_lack=_LACKING,
    ),
    Kpi(
        kpis.first_response_time,
        N_("First response time"),
        "hours",
        "lower",
        _CASES,
        (
            Measure("median", _MEDIAN_WORKING, "hours", N_("Median first response, working hours")),
            Measure("p90", _P90_WORKING, "hours"),
            Measure("median_clock", N_("Median"), "hours", N_("Median first response")),
            Measure("p90_clock", N_("9 in 10 within"), "hours"),
        ),
    ),
    Kpi(
        kpis.resolution_time,
        N_("Resolution time"),
        "hours",
        "lower",
        _WITH_CHANGES,
        (
            Measure("first_median", N_("First resolution, median in working hours"), "hours"),
            Measure("first_p90", N_("First resolution, 9 in 10 within, in working hours"), "hours"),
            Measure("first_median_clock", N_("First resolution, median"), "hours"),
            Measure("first_p90_clock", N_("First resolution, 9 in 10 within"), "hours"),
            Measure("final_median", N_("Last resolution, median in working hours"), "hours"),
            Measure("final_p90", N_("Last resolution, 9 in 10 within, in working hours"), "hours"),
            Measure("final_median_clock", N_("Last resolution, median"), "hours"),
            Measure("final_p90_clock", N_("Last resolution, 9 in 10 within"), "hours"),
        ),
        may_lack=_LACKING,
    ),
    Kpi(
        kpis.sla_met,
        N_("Service level met"),
        "ratio",
        "higher",
        _WITH_CHANGES,
        (
            Measure("response", N_("Response"), "ratio", N_("Cases answered in time")),
            Measure("resolution", N_("Resolution"), "ratio", N_("Cases resolved in time")),
        ),
        may_lack=_LACKING,
    ),
    Kpi(kpis.reopen_rate, N_("Reopen rate"), "ratio", "lower", _WITH_CHANGES, may_lack=_LACKING),
    Kpi(
        kpis.backlog,
        N_("Backlog"),
        "count",
        "lower",
        _WITH_CHANGES,
        (
            Measure("open", N_("Open"), "count", N_("Open cases")),
            Measure("median_age", N_("Median age"), "days", N_("Median age of open cases")),
            Measure("p90_age", N_("9 in 10 no older than"), "days"),
        ),
        may_lack=_LACKING,
        is_stock=True,
    ),
)

LISTINGS: tuple[Listing, ...] = ()
