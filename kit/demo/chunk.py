"""One chunk of the company's business, from leads to cases, independent of other chunks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo import (
    activities,
    amounts,
    changes,
    customers,
    leads,
    opportunities,
    quotes,
    stages,
    support,
    targets,
)
from kit.demo.campaigns import Campaigns, campaigns, touches_table
from kit.demo.columns import DAY, MISSING, Flags, Real, Whole
from kit.demo.people import Staff, choose_owner, staff
from kit.demo.planting import sizes
from kit.demo.records import WON, Leads, Opportunities
from kit.demo.season import end_of_history, generator
from kit.demo.spend import rate_paths
from kit.demo.world import World

_LEADS_DRAWN = 3.4
_RESERVED = {"leads": 8, "activities": 64, "quotes": 2, "orders": 32, "contracts": 2, "cases": 32}


@dataclass(frozen=True)
class Company:
    """What all chunks share; the same for every size of the CRM."""

    world: World
    seed: int
    people: Staff
    campaigns: Campaigns
    rates: Real

    @classmethod
    def of(cls, world: World, seed: int) -> Company:
        """The company of one seed."""
        rates = rate_paths(world, generator(seed, "rates"))
        return cls(world, seed, staff(world, seed), campaigns(world), rates)

    def rng(self, subject: str, chunk: int) -> np.random.Generator:
        """Random numbers of one subject in one chunk."""
        return generator(self.seed, subject, chunk)


@dataclass(frozen=True)
class Chunk:
    """What a chunk adds: rows of the tables, bookings by team and quarter, stale opportunities."""

    tables: Mapping[str, Any]
    bookings: Real
    stale: int
    orphans: int


def simulate(company: Company, chunk: int, size: int) -> Chunk:
    """The `chunk`-th part of the CRM, with `size` opportunities."""
    world, people = company.world, company.people
    who = _leads(company, chunk, size)
    rows = _numbered(world, chunk, _opportunities(company, chunk, size, who))
    rows = changes.hand_over(world, people, company.rng("owners", chunk), rows)
    rows = amounts.agree_amounts(world, company.rng("amounts", chunk), rows, company.rates)
    entered, at = stages.stage_entries(world, company.rng("stages", chunk), rows)
    rows = rows.changed(stage=stages.last_stage(entered))
    reporting = amounts.in_reporting_currency(world, company.rates, rows)
    parts = [
        _demand(company, chunk, who, rows),
        _sales(company, chunk, rows, entered, at),
        _after_sales(company, chunk, who, rows),
    ]
    tables = {name: table for part, _ in parts for name, table in part.items()}
    tables["changes"] = changes.changes_table([one for _, some in parts for one in some])
    tables["opportunity_lines"] = amounts.lines_table(
        world, company.rng("lines", chunk), rows, reporting
    )
    booked = targets.bookings(world, rows, reporting)
    return Chunk(tables, booked, int(rows.stale.sum()), min(world.orphans_per_chunk, rows.size))


def _first(world: World, chunk: int, table: str) -> int:
    """Number of the first record of a chunk; each chunk has its own range."""
    return chunk * world.chunk * _RESERVED[table] + 1


def _leads(company: Company, chunk: int, size: int) -> Leads:
    """Leads until enough of them became opportunities, in order of creation."""
    world, origins = company.world, company.world.origins
    wanted = round(size * (1 - origins.existing_customer - origins.direct - origins.not_started))
    rng = company.rng("leads", chunk)
    drawn = int(wanted * _LEADS_DRAWN) + 50
    pool = leads.simulate_leads(world, company.people, company.campaigns, rng, drawn)
    pool = _fewer(company, chunk, pool)
    early = sizes(world, "early_handover", pool.team, pool.created)
    vain = np.maximum(world.leads.converted_without_opportunity, early / 2)
    kept = rng.random(pool.size) >= vain
    becomes = (pool.converted != MISSING) & kept
    enough = np.searchsorted(becomes.cumsum(), wanted) + 1
    pool = pool.changed(opportunity=becomes.astype(np.int64)).take(slice(0, int(enough)))
    pool = pool.take(np.argsort(pool.created, kind="stable"))
    number = np.arange(pool.size, dtype=np.int64) + _first(world, chunk, "leads")
    return pool.changed(number=number)


def _fewer(company: Company, chunk: int, pool: Leads) -> Leads:
    """The leads without those that never came where a problem is that too few come."""
    gone = sizes(company.world, "few_leads", pool.team, pool.created, pool.source)
    if not gone.any():
        return pool
    return pool.take(company.rng("fewer", chunk).random(pool.size) >= gone)


def _opportunities(company: Company, chunk: int, size: int, who: Leads) -> Opportunities:
    """Opportunities of leads, entered by hand, and of customers won before; with their ends."""
    world, people = company.world, company.people
    rng = company.rng("opportunities", chunk)
    born = opportunities.of_leads(who.take(who.opportunity > 0), rng)
    again = round(size * world.origins.existing_customer)
    waiting = min(max(1, round(size * world.origins.not_started)), size - born.size)
    by_hand = max(size - born.size - again, waiting)
    manual = opportunities.without_lead(world, people, rng, by_hand, waiting)
    base = opportunities.ended(world, people, rng, born.joined(manual))
    base = base.changed(account=np.arange(1, base.size + 1) + chunk * world.chunk)
    won = base.take((base.status == WON) & (base.closed < end_of_history(world) - 35 * DAY))
    missing = size - base.size
    if not won.size:
        more = opportunities.without_lead(world, people, rng, missing, 0)
        more = more.changed(account=np.arange(base.size + 1, size + 1) + chunk * world.chunk)
    else:
        more = opportunities.of_customers(world, rng, won, missing)
        more = more.changed(owner=choose_owner(people, rng, more.team, more.created // DAY))
    return base.joined(opportunities.ended(world, people, rng, more))


def _numbered(world: World, chunk: int, rows: Opportunities) -> Opportunities:
    created = np.where(rows.created == MISSING, np.iinfo(np.int64).max, rows.created)
    rows = rows.take(np.argsort(created, kind="stable"))
    return rows.changed(number=np.arange(1, rows.size + 1) + chunk * world.chunk)


def _linked(who: Leads, rows: Opportunities) -> tuple[Leads, Whole]:
    """The leads with their opportunities' numbers, and their accounts' numbers."""
    born = np.flatnonzero(rows.lead > 0)
    place = np.searchsorted(who.number, rows.lead[born])
    account, opportunity = np.zeros(who.size, np.int64), np.zeros(who.size, np.int64)
    account[place], opportunity[place] = rows.account[born], rows.number[born]
    return who.changed(opportunity=opportunity), account


def _demand(
    company: Company, chunk: int, who: Leads, rows: Opportunities
) -> tuple[dict[str, Any], list[Any]]:
    """Leads and touches of campaigns, and the leads' changes."""
    world, people = company.world, company.people
    linked, account = _linked(who, rows)
    rng = company.rng("scores", chunk)
    score, changed = changes.lead_changes(world, people, rng, linked)
    touched = company.rng("touches", chunk)
    return {
        "leads": leads.leads_table(world, people, linked.changed(score=score), account),
        "campaign_touches": touches_table(world, company.campaigns, touched, linked, rows),
    }, [changed]


def _sales(
    company: Company, chunk: int, rows: Opportunities, entered: Flags, at: Whole
) -> tuple[dict[str, Any], list[Any]]:
    """Opportunities, their stages and quotes, accounts, contracts, and changes."""
    world, people = company.world, company.people
    accounts = customers.open_accounts(world, company.rng("accounts", chunk), rows)
    names = accounts.names.take(pa.array(np.searchsorted(accounts.number, rows.account)))
    plans = company.rng("expected", chunk)
    expected, pushes = changes.expected_closes(world, plans, rows)
    changed = changes.opportunity_changes(people, plans, rows, pushes)
    rng = company.rng("sales", chunk)
    quote, contract = _first(world, chunk, "quotes"), _first(world, chunk, "contracts")
    return {
        "opportunities": opportunities.opportunities_table(
            world, people, rng, rows, expected, names
        ),
        "stage_history": stages.stage_history_table(world, rows, entered, at),
        "quotes": quotes.quotes_table(world, rng, rows, entered, at, quote),
        "accounts": customers.accounts_table(world, people, accounts),
        "contracts": customers.contracts_table(world, rng, rows, contract),
    }, changed


def _after_sales(
    company: Company, chunk: int, who: Leads, rows: Opportunities
) -> tuple[dict[str, Any], list[Any]]:
    """Orders, activities and cases, and the cases' changes."""
    world, people = company.world, company.people
    rng = company.rng("orders", chunk)
    placed = customers.place_orders(world, rng, rows)
    helped = company.rng("cases", chunk)
    opened = support.open_cases(world, people, helped, rows, placed, _first(world, chunk, "cases"))
    acting = company.rng("activities", chunk)
    done = activities.touches(world, people, acting, who, rows, placed)
    order, activity = _first(world, chunk, "orders"), _first(world, chunk, "activities")
    orphans = world.orphans_per_chunk
    return {
        "orders": customers.orders_table(world, people, rng, rows, placed, order),
        "cases": support.cases_table(world, people, helped, rows, opened),
        "activities": activities.activities_table(world, people, acting, done, activity, orphans),
    }, support.case_changes(people, opened)
