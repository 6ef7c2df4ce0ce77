"""Amounts of opportunities: around the list price, in several currencies, split into lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.columns import (
    DAY,
    MISSING,
    Real,
    Whole,
    cents,
    counts,
    flags,
    ids,
    labels,
    numbers,
    running,
)
from kit.demo.records import LOST, WON, Opportunities
from kit.demo.season import end_of_history
from kit.demo.world import World

_SET_UP = "Set-up & training"
_WITH_SET_UP, _SPLIT = 0.3, 0.2


def agree_amounts(
    world: World, rng: np.random.Generator, rows: Opportunities, rates: Real
) -> Opportunities:
    """The same opportunities with currency and amounts: at first, as offered, and at the end.

    `rates` are rates to the reporting currency, currency × day of the history and a week before.
    """
    size, model = rows.size, world.amounts
    chances = np.array([*(team.currencies for team in world.teams), (1.0, 0.0, 0.0)]).cumsum(axis=1)
    currency = (rng.random(size)[:, None] >= chances[rows.team]).sum(axis=1).clip(0, 2)
    listed = np.array([item.list_price for item in world.products])[rows.product]
    agreed = listed * np.exp(rng.normal(model.log_mean, model.log_sd, size))
    before = agreed * np.exp(rng.normal(0.03, 0.08, size))
    bargained = (rows.status == WON) & (rng.random(size) < model.agreed_at_close)
    offered = np.where(bargained, before, agreed)
    revised = rng.random(size) < model.revised
    first = np.where(revised, offered * np.exp(rng.normal(0.05, model.revision_sd, size)), offered)
    rate = rate_at(world, rates, currency, rows.created)
    zeroed = (rows.status == LOST) & (rng.random(size) < model.zeroed_at_loss)
    offered = (offered / rate).round(2)
    return rows.changed(
        currency=currency,
        first_amount=np.where(revised, (first / rate).round(2), offered),
        offered=offered,
        amount=np.where(zeroed, 0.0, np.where(bargained, (agreed / rate).round(2), offered)),
    )


def rate_at(world: World, rates: Real, currency: Whole, moment: Whole) -> Real:
    """Rate to the reporting currency at each moment; at the end of the history where MISSING."""
    last = rates.shape[1] - 1
    back = end_of_history(world) // DAY - moment // DAY
    return rates[currency, np.where(moment == MISSING, last, last - back).clip(0, last)]


def in_reporting_currency(world: World, rates: Real, rows: Opportunities) -> Real:
    """Amounts in the reporting currency: at the day of the close, or as of now for open ones."""
    return (rows.amount * rate_at(world, rates, rows.currency, rows.closed)).round(2)


def lines_table(
    world: World, rng: np.random.Generator, rows: Opportunities, reporting: Real
) -> Any:
    """The ``opportunity_lines`` table, in the reporting currency; lines add up to the amount."""
    listed = (reporting > 0) & ((rows.status == WON) | (rng.random(rows.size) < 0.6))
    chosen = np.flatnonzero(listed)
    total = np.rint(reporting[chosen] * 100).astype(np.int64)
    set_up = np.where(rng.random(chosen.size) < _WITH_SET_UP, total * 12 // 100, 0)
    second = np.where(rng.random(chosen.size) < _SPLIT, (total - set_up) * 3 // 10, 0)
    parts = np.stack([total - set_up - second, second, set_up], axis=1)
    row, kind = np.nonzero(parts > 0)
    names = [item.name for item in world.products]
    product = np.where(kind == 2, names.index(_SET_UP), rows.product[chosen][row])
    recurring = np.array([item.recurring for item in world.products])
    number = rows.number[chosen][row]
    return pa.table(
        {
            "opportunity_id": ids("O", number),
            "line": counts(running(number)),
            "product": labels(product, names),
            "quantity": numbers(rng.integers(1, 4, row.size).astype(float), 0),
            "amount": cents(parts[row, kind] / 100),
            "is_recurring": flags(recurring[product]),
        }
    )


def products_table(world: World) -> Any:
    """The ``products`` table."""
    return pa.table(
        {
            "product": pa.array([item.name for item in world.products]),
            "family": pa.array([item.family for item in world.products]),
            "list_price": cents(np.array([item.list_price for item in world.products])),
            "currency": pa.array([world.currencies[0]] * len(world.products)),
        }
    )
