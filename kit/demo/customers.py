"""Customers: accounts, their orders after a first win, and their contracts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.demo.columns import DAY, MISSING, Real, Whole, cents, dates, ids, instants, labels
from kit.demo.people import Staff, leaving_day
from kit.demo.records import WON, Arrays, Opportunities
from kit.demo.season import end_of_history, last_day
from kit.demo.world import World

KINDS = ("sale", "refund", "cancelled")
PERIODS = ("month", "quarter", "year")
_MONTHS = np.array([1, 3, 12])
_MONTH_DAYS = 30.44
INDUSTRIES = (
    "Manufacturing",
    "Retail",
    "Health",
    "Logistics",
    "Education",
    "Food & drink",
    "Energy",
)
_FIRST = (
    *("Peñalver", "Größer", "D’Angelo", "L’Òliba", "Łukasz", "Çelik", "Ångström", "Brontë"),
    *("Harbour", "Meridiana", "Northfield", "Alpina", "Serra", "Quimby", "Castell", "Vega"),
    *("Bianchi", "Hofmann", "Oakridge", "São Bento", "Rivera", "Lind", "Marlowe", "Tessler"),
)
_SECOND = (
    *("Systems", "& Söhne", "Óptica", "Foods", "Textil", "Logistics", "“Studio”", "Energía"),
    *("Pharma", "Tools", "Hermanos", "Industries", "Labs", "Mobili", "Packaging", "Research"),
)
_FORM = ("S.L.", "GmbH", "S.p.A.", "Ltd", "Inc.", "AG", "S.A.", "plc")


@dataclass(frozen=True)
class Accounts:
    """Accounts of one chunk, in order of number; entries as in `Opportunities`."""

    number: Whole
    names: Any
    country: Whole
    industry: Whole
    owner: Whole
    created: Whole
    product: Whole


def country_names(world: World) -> list[str]:
    """All countries, team by team."""
    return [country for team in world.teams for country in team.countries]


def open_accounts(world: World, rng: np.random.Generator, rows: Opportunities) -> Accounts:
    """The accounts behind the opportunities; each begins a little before its first one."""
    number, first = np.unique(rows.account, return_index=True)
    size = number.size
    created = rows.created[first] - (20 * DAY * rng.random(size)).astype(np.int64)
    recent = end_of_history(world) - rng.integers(DAY, 60 * DAY, size)
    team = np.where(rows.team[first] < 0, 0, rows.team[first])
    sizes = np.array([len(item.countries) for item in world.teams])
    country = (sizes.cumsum() - sizes)[team] + rng.integers(0, sizes[team])
    words = [
        pa.array(part).take(pa.array(rng.integers(0, len(part), size)))
        for part in (_FIRST, _SECOND, _FORM)
    ]
    return Accounts(
        number,
        pc.binary_join_element_wise(*words, " "),
        country,
        rng.integers(0, len(INDUSTRIES), size),
        rows.owner[first],
        np.where(rows.created[first] == MISSING, recent, created),
        rows.product[first],
    )


def accounts_table(world: World, people: Staff, accounts: Accounts) -> Any:
    """The ``accounts`` table."""
    return pa.table(
        {
            "account_id": ids("A", accounts.number),
            "name": accounts.names,
            "industry": labels(accounts.industry, INDUSTRIES),
            "country": labels(accounts.country, country_names(world)),
            "owner": labels(accounts.owner, people.names),
            "created_at": instants(accounts.created),
        }
    )


@dataclass(frozen=True)
class Orders(Arrays):
    """Orders of one chunk; `row` is the position of the opportunity that won the account."""

    row: Whole
    at: Whole
    amount: Real
    kind: Whole
    first: Whole


def place_orders(world: World, rng: np.random.Generator, rows: Opportunities) -> Orders:
    """One order per win; then the accounts order by themselves until they drop out."""
    won = np.flatnonzero((rows.status == WON) & (rows.amount > 0))
    at = rows.closed[won] + rng.integers(60, 5 * DAY, won.size)
    won, at = won[at < end_of_history(world)], at[at < end_of_history(world)]
    sale = np.zeros(won.size, np.int64)
    orders = Orders(won, at, rows.amount[won], sale, sale + 1)
    starters = np.unique(rows.account[won], return_index=True)[1]
    for more in _reorders(world, rng, orders.take(starters)):
        orders = orders.joined(more)
    orders = _with_refunds(world, rng, orders)
    return orders.take(np.lexsort((orders.row, orders.at)))


def _reorders(world: World, rng: np.random.Generator, orders: Orders) -> Iterator[Orders]:
    """BG/NBD: gaps at the account's own rate, and a chance to drop out after each order."""
    model, size = world.customers, orders.size
    rate = np.maximum(rng.gamma(model.r, 1 / model.alpha_days, size), 1e-9)
    leaves = rng.beta(model.a, model.b, size)
    scale = model.value_share * (model.value_prior_shape - 1) / model.value_shape
    mean = orders.amount * scale / rng.gamma(model.value_prior_shape, 1, size)
    active, at = np.arange(size), orders.at
    while active.size:
        gap = np.minimum(rng.exponential(1.0, active.size) / rate[active] * DAY, 1e10)
        at = at + gap.astype(np.int64)
        active, at = active[at < end_of_history(world)], at[at < end_of_history(world)]
        price = np.maximum(mean[active] * rng.gamma(model.value_shape, 1, active.size), 1.0)
        sale = np.zeros(active.size, np.int64)
        yield Orders(orders.row[active], at, price.round(2), sale, sale)
        stays = rng.random(active.size) >= leaves[active]
        active, at = active[stays], at[stays]


def _with_refunds(world: World, rng: np.random.Generator, orders: Orders) -> Orders:
    """The orders, a few of them cancelled, and refunds of a few others, whole or in part."""
    model, dice = world.customers, rng.random(orders.size)
    later = orders.at + rng.integers(5 * DAY, 40 * DAY, orders.size)
    returned = (dice > 1 - model.refunded) & (later < end_of_history(world))
    back = orders.take(returned)
    part = np.where(rng.random(back.size) < 0.5, 1.0, rng.uniform(0.2, 0.8, back.size))
    refunds = back.changed(
        at=later[returned],
        amount=(back.amount * part).round(2),
        kind=np.ones(back.size, np.int64),
    )
    return orders.changed(kind=np.where(dice < model.cancelled, 2, 0)).joined(refunds)


def orders_table(
    world: World,
    people: Staff,
    rng: np.random.Generator,
    rows: Opportunities,
    orders: Orders,
    first: int,
) -> Any:
    """The ``orders`` table, refunds with positive amounts; ids from `first`."""
    by = rows.take(orders.row)
    left = np.r_[leaving_day(people, world), MISSING][by.owner]
    owner = np.where((left != MISSING) & (left <= orders.at // DAY), -1, by.owner)
    margin = orders.amount * np.clip(
        rng.normal(world.customers.margin_mean, 0.08, owner.size), 0.1, 0.8
    )
    return pa.table(
        {
            "order_id": ids("R", np.arange(owner.size) + first),
            "account_id": ids("A", by.account),
            "ordered_at": instants(orders.at),
            "amount": cents(orders.amount),
            "kind": labels(orders.kind, KINDS),
            "currency": labels(by.currency, world.currencies),
            "opportunity_id": ids("O", np.where(orders.first == 1, by.number, 0)),
            "owner": labels(owner, people.names),
            "product": labels(by.product, [item.name for item in world.products]),
            "margin": cents(margin.round(2)),
        }
    )


def contracts_table(world: World, rng: np.random.Generator, rows: Opportunities, first: int) -> Any:
    """The ``contracts`` table: one per recurring win; some end, some grow."""
    recurring = np.array([item.recurring for item in world.products])[rows.product]
    won = rows.take((rows.status == WON) & recurring & (rows.amount > 0))
    start = won.closed // DAY + rng.integers(3, 25, won.size)
    won, start = won.take(start <= last_day(world)), start[start <= last_day(world)]
    period = rng.choice(3, won.size, p=[0.6, 0.15, 0.25])
    price = (won.amount / 12 * _MONTHS[period]).round(2)
    months = rng.geometric(world.customers.cancel_per_month, won.size)
    stops = start + (months * _MONTH_DAYS).astype(np.int64)
    grows_on = start + rng.integers(200, 500, won.size)
    grows = (rng.random(won.size) < world.customers.expansion) & (
        grows_on < np.minimum(stops, last_day(world))
    )
    more = np.flatnonzero(grows)
    larger = (price[more] * rng.uniform(1.15, 1.8, more.size)).round(2)
    notice = np.maximum(stops - 30, start + 1) * DAY + 10 * 3600
    gone = stops <= last_day(world)
    ends = np.where(grows, grows_on - 1, np.where(gone, stops, MISSING))
    cancelled = np.where(gone & ~grows, notice, MISSING)
    which = np.r_[np.arange(won.size), more]
    return pa.table(
        {
            "contract_id": ids("C", np.arange(which.size) + first),
            "account_id": ids("A", won.account[which]),
            "start_date": dates(np.r_[start, grows_on[more]]),
            "amount_per_period": cents(np.r_[price, larger]),
            "period": labels(period[which], PERIODS),
            "currency": labels(won.currency[which], world.currencies),
            "end_date": dates(np.r_[ends, np.where(gone[more], stops[more], MISSING)]),
            "cancelled_at": instants(np.r_[cancelled, np.where(gone[more], notice[more], MISSING)]),
        }
    )
