"""Companies of eight alike teams in which problems are planted, and what is said of each team.

Calm but for what is planted: no category of cases grows and no source loses early by itself.
Sources still differ, owners differ in skill and diligence, there are seasons and noise.
Tuning saw seeds below 100 only; evaluation takes seeds from 100 on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa

from kit import advice, kpis
from kit.advice import Observation
from kit.data.frames import DTYPES
from kit.data.records import Records
from kit.data.slicing import slices
from kit.data.spend import allocated_spend
from kit.data.widen import widen
from kit.demo import WORLD, World
from kit.demo.chunk import Company
from kit.demo.company import TEAMS
from kit.demo.csv_files import chunks, company_tables
from kit.demo.problems import Kind, Problem
from kit.demo.targets import no_bookings
from kit.params import Settings
from kit.schemas import BY_NAME
from kit.window import Window

AS_OF = date(2026, 5, 15)
SINCE = date(2025, 11, 15)
QUARTER = date(2026, 4, 1)
OPPORTUNITIES = 6_400
REGION = "Region"
NAMES = tuple(f"Team {number}" for number in range(1, 9))
SETTINGS = Settings(name="Planted", source="demo", costs={"hour": 60.0}, folder=Path())

SIZES: dict[Kind, tuple[float, float, float]] = {
    "poor_source": (0.8, 1.6, 2.4),
    "few_leads": (0.3, 0.5, 0.7),
    "faded_interest": (0.4, 0.8, 1.2),
    "late_answers": (0.6, 1.2, 2.0),
    "effort_stops": (0.25, 0.45, 0.65),
    "early_handover": (0.25, 0.5, 0.75),
    "early_losses": (0.4, 0.7, 0.95),
    "middle_losses": (0.35, 0.6, 0.85),
    "late_losses": (0.2, 0.35, 0.6),
    "optimistic_closes": (0.25, 0.45, 0.65),
    "thin_pipeline": (3.0, 6.0, 10.0),
    "rising_category": (0.4, 0.8, 1.2),
    "slower_resolution": (0.4, 0.8, 1.2),
    "costly_source": (50.0, 100.0, 200.0),
}
"""Small, middle and large, in the units that `kit.demo.problems.Problem` states."""

RULES: dict[Kind, str] = {
    "poor_source": "unqualified_source",
    "few_leads": "too_few_leads",
    "faded_interest": "attention_faded",
    "late_answers": "answered_late",
    "effort_stops": "effort_stops",
    "early_handover": "handed_over_early",
    "early_losses": "early_losses",
    "middle_losses": "middle_losses",
    "late_losses": "late_losses",
    "optimistic_closes": "closes_too_hopeful",
    "thin_pipeline": "pipeline_too_thin",
    "rising_category": "category_rising",
    "slower_resolution": "resolution_slower",
    "costly_source": "source_not_paid_back",
}
"""The rule that is right to speak of a problem; any other is a false finding."""

_MEMBERS = {"poor_source": "Website", "costly_source": "Partner", "rising_category": "Billing"}
_SINCE = ("few_leads", "faded_interest", "late_answers", "rising_category", "slower_resolution")


def problem(team: str, kind: Kind, size: int) -> Problem:
    """A problem of a team; `size` is 0 for small, 1 for middle, 2 for large."""
    lasts = kind not in _SINCE and not kind.endswith("losses")
    since = QUARTER if kind == "thin_pipeline" else None if lasts else SINCE
    return Problem(team, kind, SIZES[kind][size], _MEMBERS.get(kind, ""), since)


def world(problems: tuple[Problem, ...] = ()) -> World:
    """The calm company with these problems."""
    like = TEAMS[0]
    teams = tuple(
        replace(
            like,
            region=REGION,
            name=name,
            share=1 / len(NAMES),
            utc_offset=0,
            countries=("Spain",),
            currencies=(1.0, 0.0, 0.0),
            sellers=tuple(f"{name}, seller {number}" for number in range(5)),
            agents=(f"{name}, agent",),
        )
        for name in NAMES
    )
    categories = tuple((*one[:3], 1.0) for one in WORLD.support.categories)
    return replace(
        WORLD,
        as_of=AS_OF,
        teams=teams,
        managers=((REGION, "Manager"),),
        joiners=(),
        transfers=(),
        sources=tuple(replace(one, early_loss=1.0) for one in WORLD.sources),
        support=replace(WORLD.support, per_year=4.0, categories=categories),
        problems=problems,
    )


def tables(world: World, seed: int, opportunities: int = OPPORTUNITIES) -> dict[str, pd.DataFrame]:
    """The widened tables of the whole company, made in memory."""
    company = Company.of(world, seed)
    parts: dict[str, list[pa.Table]] = {}
    booked = no_bookings(world)
    for chunk in chunks(company, opportunities):
        booked = booked + chunk.bookings
        for name, table in chunk.tables.items():
            parts.setdefault(name, []).append(table)
    for name, table in company_tables(company, opportunities, booked).items():
        parts.setdefault(name, []).append(table)
    typed = {name: _typed(pa.concat_tables(some), name) for name, some in parts.items()}
    return widen(typed, SETTINGS, AS_OF)


def said_of_teams(world: World, seed: int) -> dict[str, tuple[Observation, ...]]:
    """What the rules say of each team, by its name."""
    whole = tables(world, seed)
    divided = allocated_spend(whole["spend"], whole["leads"], AS_OF, "EUR", SETTINGS.calendar)
    window = Window(AS_OF, "quarter", 8, SETTINGS.calendar)
    found = {}
    for name in NAMES:
        own = {table: _rows_of(name, table, whole) for table in whole}
        own["allocated_spend"] = divided[divided["team"].eq(name)].reset_index(drop=True)
        found[name] = tuple(findings(Records.of(own), window))
    return found


def findings(records: Records, window: Window) -> Iterator[Observation]:
    """Every finding on a unit, as its notebooks show them."""
    yield from _on_leads(records, window)
    yield from _on_sales(records, window)
    yield from _on_customers(records, window)
    cases, changes = records.cases, records.changes
    yield from advice.case_categories(kpis.cases_by_category(cases, changes, window))
    yield from advice.resolution(kpis.resolution_time(cases, changes, window))


def _on_leads(records: Records, window: Window) -> Iterator[Observation]:
    leads, whole = records.leads, window.as_one
    deals, done, history = records.opportunities, records.activities, records.stage_history
    divided = _divided(records)
    costs = kpis.cost_per_qualified_lead(
        leads, records.spend, whole, by=["source"], allocated_spend=divided
    )
    yield from advice.lead_sources(kpis.new_leads(leads, whole, by=["source"]), costs)
    months = replace(window, period="month", periods=24)
    yield from advice.lead_volume(kpis.new_leads(leads, months), costs)
    yield from advice.handover(kpis.lead_outcome(leads, deals, history, whole))
    yield from advice.conversion(
        kpis.lead_conversion_rate(leads, deals, window),
        kpis.lead_response_hours(leads, done, window),
        kpis.conversion_by_response_time(leads, done, window),
    )
    yield from advice.persistence(kpis.touches_to_response(leads, done, window))


def _on_sales(records: Records, window: Window) -> Iterator[Observation]:
    rows = records.opportunities
    phases = kpis.exit_phase(rows, records.stage_history, records.stages, window)
    yield from advice.losses(phases)
    yield from advice.pipeline_coverage(kpis.coverage(rows, records.targets, window))
    yield from advice.expected_closes(rows, kpis.cycle_time(rows, window), window)


def _on_customers(records: Records, window: Window) -> Iterator[Observation]:
    rows, orders, done, whole = (
        records.opportunities,
        records.orders,
        records.activities,
        window.as_one,
    )
    costs = kpis.account_costs(rows, orders, done, records.leads, records.quotes, whole)
    summary = kpis.account_summary(records.accounts, rows, orders, done, records.cases, window)
    yield from advice.customer_costs(costs, summary)
    acquisition = kpis.acquisition_cost(
        rows,
        orders,
        done,
        records.leads,
        records.spend,
        whole,
        by=["source"],
        allocated_spend=_divided(records),
    )
    yield from advice.source_returns(acquisition, summary, rows)


def _divided(records: Records) -> pd.DataFrame | None:
    name = "allocated_spend"
    return records.derived(name) if records.has(name) else None


def _rows_of(team: str, table: str, whole: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows that the team's own report is given."""
    frame = whole[table]
    if BY_NAME[table].sharing == "everyone":
        return frame
    for leaf, rows in slices(table, whole):
        if leaf.team == team:
            return frame.iloc[rows].reset_index(drop=True)
    return frame.iloc[:0]


def _typed(table: pa.Table, name: str) -> pd.DataFrame:
    frame = table.to_pandas()
    for column in BY_NAME[name].columns:
        if column.name not in frame:
            continue
        cells = frame[column.name]
        if column.kind in ("instant", "date"):
            cells = pd.to_datetime(cells, utc=column.kind == "instant", format="ISO8601")
        elif column.kind in ("money", "number", "count"):
            cells = pd.to_numeric(cells)
        frame[column.name] = cells.astype(DTYPES[column.kind])
    return frame
