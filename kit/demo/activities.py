"""Activities: outreach to leads, work on opportunities, visits to customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.demo.columns import (
    DAY,
    MISSING,
    Whole,
    dates,
    flags,
    ids,
    instants,
    labels,
    numbers,
)
from kit.demo.customers import Orders
from kit.demo.outreach import (
    CALL,
    CHANNELS,
    EMAIL,
    NO_ANSWER,
    OUTCOMES,
    VISIT,
    acknowledgements,
    answer_chance,
    attempts,
    inbound_touches,
    messages,
    reaction,
)
from kit.demo.people import Staff, offsets
from kit.demo.records import OPEN, Leads, Opportunities, Touches, untouched
from kit.demo.season import end_of_history, office_moment, or_end, skewed
from kit.demo.world import World

_DAYS_PER_TOUCH, _MOST_TOUCHES = 9.0, 18
_MINUTES = (0.0, 8.0, 45.0, 110.0)


def touches(
    world: World,
    people: Staff,
    rng: np.random.Generator,
    leads: Leads,
    rows: Opportunities,
    orders: Orders,
) -> Touches:
    """All activities of a chunk, in order of time."""
    whole = acknowledgements(world, rng, leads)
    for part in (
        *attempts(world, people, rng, leads),
        inbound_touches(rng, leads),
        _work(world, rng, rows),
        _visits(world, rng, rows, orders),
    ):
        whole = whole.joined(part)
    whole = whole.take(whole.at < end_of_history(world))
    return whole.take(np.lexsort((whole.lead, whole.opportunity, whole.at)))


def _work(world: World, rng: np.random.Generator, rows: Opportunities) -> Touches:
    """Work on opportunities, the longer they live the more; the last one may plan the next."""
    begun = np.flatnonzero(rows.created != MISSING)
    days = (rows.worked_until - rows.created)[begun] / DAY
    count = 1 + np.minimum(rng.poisson(days / _DAYS_PER_TOUCH), _MOST_TOUCHES)
    row = np.repeat(begun, count)
    size = row.size
    share = rng.random(size)
    at = rows.created[row] + ((rows.worked_until - rows.created)[row] * share).astype(np.int64)
    channel = rng.choice(4, size, p=[0.45, 0.34, 0.15, 0.06])
    inbound = (rng.random(size) < 0.22) & (channel <= CALL)
    message = rng.integers(0, len(world.messages), size)
    written = (channel <= CALL) & ~inbound
    chance = answer_chance(world, np.where(written, channel, 0), message) * 2.2
    outcome, responded = reaction(world, rng, channel, np.where(written, chance, 0.0), at)
    changed = or_end(world, rows.owner_changed)[row]
    owner = np.where(at < changed, rows.first_owner[row], rows.owner[row])
    return untouched(at, owner).changed(
        opportunity=rows.number[row],
        lead=rows.lead[row],
        account=rows.account[row],
        channel=channel,
        inbound=inbound,
        message=np.where(written, message, -1),
        outcome=np.where(inbound, -1, outcome),
        responded=np.where(written, responded, MISSING),
        due=_planned(world, rng, rows, row, at),
    )


def _planned(
    world: World, rng: np.random.Generator, rows: Opportunities, row: Whole, at: Whole
) -> Whole:
    """Due days of next steps: on the last activity of most open opportunities, on some others."""
    due = np.where(rng.random(row.size) < 0.15, at // DAY + rng.integers(2, 15, row.size), MISSING)
    order = np.lexsort((at, row))
    last = (
        order[np.flatnonzero(np.r_[row[order][1:] != row[order][:-1], True])] if row.size else order
    )
    chance = np.where(rows.stale[row[last]] == 1, 0.08, 0.6)
    chance = np.where(rows.status[row[last]] == OPEN, chance, 0.0)
    ahead = end_of_history(world) // DAY + rng.integers(1, 30, last.size)
    due[last] = np.where(rng.random(last.size) < chance, ahead, due[last])
    return due


def _visits(world: World, rng: np.random.Generator, rows: Opportunities, orders: Orders) -> Touches:
    """Calls and visits to customers between their orders."""
    some = np.flatnonzero(rng.random(orders.row.size) < 0.5)
    row, size = orders.row[some], some.size
    at = orders.at[some] + (skewed(rng, 45.0, 0.7, size) * DAY).astype(np.int64)
    at = office_moment(at, offsets(world)[rows.team[row]]) + rng.integers(0, 20_000, size)
    visit = np.where(rng.random(size) < 0.4, VISIT, CALL)
    return untouched(at, rows.owner[row]).changed(account=rows.account[row], channel=visit)


def activities_table(
    world: World,
    people: Staff,
    rng: np.random.Generator,
    done: Touches,
    first: int,
    orphans: int,
) -> Any:
    """The ``activities`` table, ids from `first`; `orphans` rows name a deleted opportunity."""
    size = done.size
    minutes = skewed(rng, np.array(_MINUTES)[done.channel], 0.4, size)
    silent = (done.channel == EMAIL) | (done.outcome == NO_ANSWER)
    opportunity = ids("O", done.opportunity)
    lost = np.flatnonzero(done.opportunity > 0)[:orphans]
    mask = np.zeros(size, bool)
    mask[lost] = True
    deleted = pa.array([f"deleted-{number}" for number in done.opportunity[lost]], pa.string())
    contact = np.where(done.opportunity > 0, done.opportunity * 2, done.lead * 2 + 1)
    return pa.table(
        {
            "activity_id": ids("T", np.arange(size) + first, 8),
            "occurred_at": instants(done.at),
            "channel": labels(done.channel, CHANNELS),
            "direction": labels(done.inbound.astype(np.int64), ("outbound", "inbound")),
            "owner": labels(done.owner, people.names),
            "lead_id": ids("L", done.lead),
            "opportunity_id": pc.replace_with_mask(opportunity, pa.array(mask), deleted),
            "account_id": ids("A", done.account),
            "contact_id": ids("K", np.where(done.account + done.lead > 0, contact, 0), 8),
            "message": labels(done.message, messages(world)),
            "outcome": labels(done.outcome, OUTCOMES),
            "responded_at": instants(done.responded),
            "due_at": dates(done.due),
            "duration_minutes": numbers(np.where(silent, np.nan, minutes), 0),
            "is_automatic": flags(done.automatic),
        }
    )
