"""Opportunities: where they come from, and how winning and losing compete for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.columns import DAY, MISSING, Real, Whole, cents, dates, ids, instants, labels
from kit.demo.people import Staff, choose_owner, offsets
from kit.demo.records import LOST, OPEN, STATUSES, WON, Leads, Opportunities
from kit.demo.season import (
    arrivals,
    closing_factors,
    end_of_history,
    first_day,
    last_day,
    office_time,
)
from kit.demo.world import World

LOSS_REASONS = ("Price", "Competitor", "No decision", "No budget", "Missing feature", "Poor fit")
FORECASTS = ("pipeline", "best case", "commit")
_EARLY_REASONS = (0.10, 0.12, 0.20, 0.25, 0.05, 0.28)
_LATE_REASONS = (0.34, 0.26, 0.22, 0.06, 0.10, 0.02)


def source_names(world: World) -> tuple[str, ...]:
    """Sources of opportunities: those of leads, then existing customers."""
    return (*(item.name for item in world.sources), "Existing customer")


def of_leads(leads: Leads, rng: np.random.Generator) -> Opportunities:
    """Opportunities that start when their lead is converted."""
    base = _blank(leads.size)
    return base.changed(
        created=leads.converted + rng.integers(5, 600, leads.size),
        team=leads.team,
        owner=leads.owner,
        source=leads.source,
        campaign=leads.campaign,
        product=leads.product,
        lead=leads.number,
        response=leads.hours,
    )


def without_lead(
    world: World, people: Staff, rng: np.random.Generator, size: int, not_started: int
) -> Opportunities:
    """Opportunities entered by hand; the first `not_started` of them have not begun."""
    shares = np.array([team.share for team in world.teams])
    team = rng.choice(len(world.teams), size, p=shares / shares.sum())
    created = arrivals(rng, world, size, offsets(world)[team])
    created[:not_started] = MISSING
    day = np.where(created == MISSING, last_day(world), created // DAY)
    unassigned = world.origins.unassigned / max(world.origins.direct, 1e-9)
    team = np.where(rng.random(size) < unassigned, -1, team)
    product = rng.choice(len(world.products), size, p=_product_shares(world))
    owner = choose_owner(people, rng, team, day)
    return _blank(size).changed(created=created, team=team, owner=owner, product=product)


def of_customers(
    world: World, rng: np.random.Generator, won: Opportunities, size: int
) -> Opportunities:
    """Further opportunities of accounts that were `won` at least a month before the end."""
    parents = won.take(rng.integers(0, won.size, size))
    room = end_of_history(world) - parents.closed - 30 * DAY
    created = parents.closed + (30 * DAY + room * rng.random(size) ** 1.3).astype(np.int64)
    product = rng.choice(len(world.products), size, p=_product_shares(world))
    return _blank(size).changed(
        created=np.minimum(created, end_of_history(world) - 3600),
        team=parents.team,
        owner=parents.owner,
        source=np.full(size, len(world.sources)),
        product=product,
        account=parents.account,
    )


def ended(
    world: World, people: Staff, rng: np.random.Generator, started: Opportunities
) -> Opportunities:
    """The same opportunities with their end, if it comes before the history's."""
    size = started.size
    stale = (rng.random(size) < world.closing.stale) & (started.created != MISSING)
    effect = win_effect(world, people, started)
    early = np.array([*(item.early_loss for item in world.sources), 1.0, 1.0])[started.source]
    runs = (started.created != MISSING) & ~stale
    status, day = _compete(world, rng, started.created // DAY, effect, early, runs)
    moment = office_time(rng, np.where(status == OPEN, 0, day), offsets(world)[started.team])
    moment = np.minimum(moment, end_of_history(world) - rng.integers(1, 1800, size))
    closed = np.where(status == OPEN, MISSING, moment)
    idle = started.created + (45 * DAY * rng.random(size)).astype(np.int64)
    end = end_of_history(world) - rng.integers(1800, 3 * DAY, size)
    until = np.where(status == OPEN, np.where(stale, np.minimum(idle, end), end), closed)
    return started.changed(
        stale=stale.astype(np.int64),
        status=status,
        closed=closed,
        worked_until=np.maximum(until, started.created),
        first_owner=started.owner,
    )


def win_effect(world: World, people: Staff, opportunities: Opportunities) -> Real:
    """Effect on the log hazard of winning: source, owner, product, speed of the first answer."""
    closing = world.closing
    by_source = [*(item.win_effect for item in world.sources), closing.existing_customer, 0.0]
    hours = np.where(np.isnan(opportunities.response), 0.0, opportunities.response)
    return (
        np.array(by_source)[opportunities.source]
        + np.r_[people.skill, 0.0][opportunities.owner]
        + np.array([item.win_effect for item in world.products])[opportunities.product]
        + closing.response_effect * np.log1p(hours)
    )


def _compete(
    world: World, rng: np.random.Generator, born: Whole, effect: Real, early: Real, runs: Any
) -> tuple[Whole, Whole]:
    """Let every opportunity live day by day until it is won, lost, or the history ends."""
    closing, last = world.closing, last_day(world)
    won_season, lost_season = closing_factors(world)
    ages = np.arange(last - first_day(world) + 2)
    won_by_age = np.interp(ages, closing.ages, closing.won)
    lost_by_age = np.interp(ages, closing.ages, closing.lost)
    win, lose = np.exp(effect), np.exp(closing.lost_per_won * effect)
    status, end = np.zeros(born.size, np.int64), np.full(born.size, MISSING)
    alive = np.flatnonzero(runs)
    for age in ages[1:]:
        alive = alive[born[alive] + age <= last]
        if not alive.size:
            break
        day = born[alive] + age
        won = won_by_age[age] * win[alive] * won_season[day - first_day(world)]
        lost = lost_by_age[age] * lose[alive] * lost_season[day - first_day(world)]
        if age <= closing.early_days:
            lost = lost * early[alive]
        dice = rng.random(alive.size)
        ends = dice < won + lost
        status[alive[ends]] = np.where(dice[ends] < won[ends], WON, LOST)
        end[alive[ends]] = day[ends]
        alive = alive[~ends]
    return status, end


def opportunities_table(
    world: World,
    people: Staff,
    rng: np.random.Generator,
    rows: Opportunities,
    expected: Whole,
    names: Any,
) -> Any:
    """The ``opportunities`` table; `expected` are days, `names` the accounts' names."""
    size = rows.size
    hidden = (rows.status == OPEN) & (rows.first_amount == rows.offered)
    hidden &= rng.random(size) < world.amounts.missing_when_open
    forecast = np.where(rows.stage >= 4, 2, np.where(rows.stage == 3, 1, 0))
    products = pa.array([item.name for item in world.products])
    title = pa.compute.binary_join_element_wise(
        pa.compute.fill_null(names, "?"), products.take(pa.array(rows.product)), " – "
    )
    return pa.table(
        {
            "opportunity_id": ids("O", rows.number),
            "created_at": instants(rows.created),
            "stage": labels(rows.stage, [item.name for item in world.stages]),
            "status": labels(rows.status, STATUSES),
            "closed_at": instants(rows.closed),
            "amount": cents(np.where(hidden, np.nan, rows.amount)),
            "currency": labels(rows.currency, world.currencies),
            "owner": labels(rows.owner, people.names),
            "name": title,
            "account_id": ids("A", np.where(hidden & (rng.random(size) < 0.5), 0, rows.account)),
            "lead_id": ids("L", rows.lead),
            "product": labels(rows.product, [item.name for item in world.products]),
            "pipeline": pa.array([world.pipeline] * size),
            "source": labels(rows.source, source_names(world)),
            "campaign_id": ids("M", rows.campaign, 4),
            "expected_close_date": dates(expected),
            "loss_reason": labels(_loss_reason(rng, rows), LOSS_REASONS),
            "forecast_category": labels(np.where(rows.status == OPEN, forecast, -1), FORECASTS),
        }
    )


def _loss_reason(rng: np.random.Generator, rows: Opportunities) -> Whole:
    early = rng.choice(len(LOSS_REASONS), rows.size, p=_EARLY_REASONS)
    late = rng.choice(len(LOSS_REASONS), rows.size, p=_LATE_REASONS)
    said = (rows.status == LOST) & (rng.random(rows.size) < 0.93)
    return np.where(said, np.where(rows.stage < 2, early, late), -1)


def _product_shares(world: World) -> Real:
    shares = np.array([item.share for item in world.products])
    return shares / shares.sum()


def _blank(size: int) -> Opportunities:
    none, nobody = np.zeros(size, np.int64), np.full(size, -1)
    unknown, never = np.full(size, np.nan), np.full(size, MISSING)
    return Opportunities(
        number=none,
        created=never,
        team=nobody,
        owner=nobody,
        first_owner=nobody,
        owner_changed=never,
        source=nobody,
        campaign=none,
        product=none,
        lead=none,
        account=none,
        response=unknown,
        stale=none,
        status=none,
        closed=never,
        worked_until=never,
        currency=none,
        first_amount=unknown,
        offered=unknown,
        amount=unknown,
        stage=none,
    )
