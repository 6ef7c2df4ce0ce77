"""Quotes: issued with a proposal, decided with the opportunity or left to expire."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.columns import DAY, MISSING, Flags, Real, Whole, cents, ids, instants, labels
from kit.demo.records import LOST, OPEN, WON, Opportunities
from kit.demo.season import end_of_history
from kit.demo.world import World

STATUSES = ("sent", "accepted", "rejected", "expired")
_SENT, _ACCEPTED, _REJECTED, _EXPIRED = range(4)
_PROPOSAL = "Proposal"
_REVISED, _LAPSED_LOSS = 0.25, 0.3
_VALID_DAYS = 60


def quotes_table(
    world: World,
    rng: np.random.Generator,
    rows: Opportunities,
    entered: Flags,
    at: Whole,
    first: int,
) -> Any:
    """The ``quotes`` table: one or two per opportunity with a proposal; ids from `first`."""
    proposal = [item.name for item in world.stages].index(_PROPOSAL)
    start = np.where(entered[:, proposal], at[:, proposal], rows.created)
    quoted = np.flatnonzero(
        entered[:, proposal] | ((rows.status == WON) & (rng.random(rows.size) < 0.5))
    )
    some = rows.take(quoted)
    life = some.worked_until - start[quoted]
    issued = start[quoted] + (life * rng.uniform(0.02, 0.3, some.size)).astype(np.int64)
    revised = rng.random(some.size) < _REVISED
    again = issued + ((some.worked_until - issued) * rng.uniform(0.3, 0.6, some.size)).astype(
        np.int64
    )
    status, decided = _verdict(world, rng, some, np.where(revised, again, issued))
    early = np.flatnonzero(revised)
    opportunity = np.r_[np.arange(some.size), early]
    amount = np.where(status == _ACCEPTED, some.amount, some.offered)
    price: Real = np.r_[amount, (some.offered[early] * 1.04).round(2)]
    moments = np.r_[np.where(revised, again, issued), issued[early]]
    order = np.lexsort((moments, some.number[opportunity]))
    opportunity = opportunity[order]
    return pa.table(
        {
            "quote_id": ids("Q", np.arange(order.size) + first),
            "opportunity_id": ids("O", some.number[opportunity]),
            "issued_at": instants(moments[order]),
            "amount": cents(price[order]),
            "status": labels(np.r_[status, np.full(early.size, _REJECTED)][order], STATUSES),
            "currency": labels(some.currency[opportunity], world.currencies),
            "decided_at": instants(np.r_[decided, again[early]][order]),
        }
    )


def _verdict(
    world: World, rng: np.random.Generator, rows: Opportunities, issued: Whole
) -> tuple[Whole, Whole]:
    """How the last quote of each opportunity ended, and when."""
    lapse = issued + _VALID_DAYS * DAY
    end = np.where(rows.status == OPEN, end_of_history(world), rows.closed)
    lapses = (rows.status != WON) & (lapse < end)
    lapses &= (rows.status == OPEN) | (rng.random(rows.size) < _LAPSED_LOSS)
    status = np.select(
        [rows.status == WON, lapses, rows.status == LOST], [_ACCEPTED, _EXPIRED, _REJECTED], _SENT
    )
    decided = np.where(status == _EXPIRED, lapse, rows.closed)
    return status, np.where(status == _SENT, MISSING, decided)
