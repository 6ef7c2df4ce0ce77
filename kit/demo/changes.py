"""What changes on the way: amounts, expected close dates, owners, scores, statuses of cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.demo.columns import (
    DAY,
    MISSING,
    Real,
    Whole,
    cents,
    counts,
    dates,
    ids,
    instants,
    labels,
    running,
)
from kit.demo.people import Staff, choose_owner, leaving_day
from kit.demo.planting import sizes
from kit.demo.records import OPEN, Leads, Opportunities
from kit.demo.season import end_of_history, skewed
from kit.demo.world import World

_OWNER_CHANGES = 0.05
_PLANNED_DAYS, _PUSH_DAYS = 50.0, 28.0
_PUSHES = 8


def hand_over(
    world: World, people: Staff, rng: np.random.Generator, rows: Opportunities
) -> Opportunities:
    """The same opportunities; some get another owner of the team, by chance or as one left."""
    left = np.r_[leaving_day(people, world), MISSING][rows.first_owner]
    has_left = left != MISSING
    left_at = np.where(has_left, left, 0) * DAY + 8 * 3600
    begin = np.where(rows.created == MISSING, 0, rows.created)
    end = np.where(rows.status == OPEN, end_of_history(world), rows.closed)
    orphaned = has_left & (begin < left_at) & (left_at < end) & (rng.random(rows.size) < 0.9)
    middle = begin + ((rows.worked_until - begin) * rng.random(rows.size)).astype(np.int64)
    moves = (rng.random(rows.size) < _OWNER_CHANGES) & (rows.first_owner >= 0)
    moves &= rows.created != MISSING
    changed = np.where(orphaned, left_at, np.where(moves & ~has_left, middle, MISSING))
    team = np.where(changed == MISSING, -1, rows.team)
    new = choose_owner(people, rng, team, np.where(changed == MISSING, 0, changed) // DAY)
    real = (new >= 0) & (new != rows.first_owner)
    return rows.changed(
        owner=np.where(real, new, rows.first_owner),
        owner_changed=np.where(real, changed, MISSING),
    )


def expected_closes(
    world: World, rng: np.random.Generator, rows: Opportunities
) -> tuple[Whole, list[tuple[Whole, Whole, Whole, Whole]]]:
    """The last expected close day of each, and the pushes: (row, moment, old day, new day)."""
    begin = np.where(rows.created == MISSING, end_of_history(world), rows.created)
    end = np.where(rows.status == OPEN, end_of_history(world), rows.closed)
    hurry = sizes(world, "optimistic_closes", rows.team, rows.created)
    planned = skewed(rng, _PLANNED_DAYS * (1 - hurry), 0.4, rows.size).astype(np.int64)
    expected = begin // DAY + planned + 5
    pushes = []
    chance = np.where(rows.stale == 1, 0.35, 0.9) * (1 - hurry)
    active = np.arange(rows.size)
    for _ in range(_PUSHES):
        moment = expected[active] * DAY - rng.integers(0, 5 * DAY, active.size)
        late = (moment < end[active]) & (moment > begin[active])
        pushed = late & (rng.random(active.size) < chance[active])
        active, moment = active[pushed], moment[pushed]
        old = expected[active]
        new = old + skewed(rng, _PUSH_DAYS, 0.6, active.size).astype(np.int64) + 3
        expected[active] = new
        pushes.append((active, moment, old, new))
    is_planned = (rows.created != MISSING) | (rng.random(rows.size) < 0.3)
    return np.where(is_planned, expected, MISSING), pushes


def opportunity_changes(
    people: Staff,
    rng: np.random.Generator,
    rows: Opportunities,
    pushes: list[tuple[Whole, Whole, Whole, Whole]],
) -> list[Any]:
    """Changes of opportunities: one table per field, not yet in order."""
    revised = np.flatnonzero((rows.first_amount != rows.offered) & (rows.created != MISSING))
    life = np.maximum(rows.worked_until - rows.created, 1)[revised]
    when = rows.created[revised] + (life * rng.uniform(0.1, 0.9, revised.size)).astype(np.int64)
    agreed = np.flatnonzero((rows.status != OPEN) & (rows.amount != rows.offered))
    parts = [
        _amounts(people, rows, revised, when, rows.first_amount, rows.offered),
        _amounts(people, rows, agreed, rows.closed[agreed], rows.offered, rows.amount),
    ]
    for row, moment, old, new in pushes:
        by = labels(rows.owner[row], people.names)
        texts = dates(old), dates(new)
        parts.append(
            _part(
                "opportunities",
                ids("O", rows.number[row]),
                moment,
                "expected_close_date",
                texts,
                by,
            )
        )
    moved = np.flatnonzero(rows.owner_changed != MISSING)
    owners = labels(rows.first_owner[moved], people.names), labels(rows.owner[moved], people.names)
    name = ids("O", rows.number[moved])
    parts.append(
        _part("opportunities", name, rows.owner_changed[moved], "owner", owners, owners[0])
    )
    return parts


def lead_changes(
    world: World, people: Staff, rng: np.random.Generator, leads: Leads
) -> tuple[Real, Any]:
    """The scores as they stand at the end, and the changes that led there."""
    end = end_of_history(world)
    last = np.where(leads.converted == MISSING, end, leads.converted)
    when = leads.created + ((last - leads.created) * rng.random(leads.size)).astype(np.int64)
    rises = np.where(leads.converted != MISSING, 12.0, -6.0) + rng.normal(0, 5, leads.size)
    new = np.clip(np.rint(leads.score + rises), 0, 100)
    changes = (rng.random(leads.size) < world.leads.rescored) & ~np.isnan(leads.score)
    changes &= new != leads.score
    rows = np.flatnonzero(changes)
    texts = [
        pc.cast(pa.array(score[rows].astype(np.int64)), pa.string()) for score in (leads.score, new)
    ]
    by = labels(leads.owner[rows], people.names)
    part = _part(
        "leads", ids("L", leads.number[rows]), when[rows], "score", (texts[0], texts[1]), by
    )
    return np.where(changes, new, leads.score), part


def status_changes(number: Whole, moment: Whole, old: list[str], new: list[str], by: Any) -> Any:
    """Changes of the status of cases."""
    texts = pa.array(old, pa.string()), pa.array(new, pa.string())
    return _part("cases", ids("S", number), moment, "status", texts, by)


def changes_table(parts: list[Any]) -> Any:
    """The ``changes`` table: all parts in order of table, record and time."""
    whole = pa.concat_tables(parts)
    order = [("table", "ascending"), ("id", "ascending"), ("changed_at", "ascending")]
    whole = whole.sort_by(order)
    record = pc.binary_join_element_wise(whole["table"], whole["id"], " ")
    codes = record.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return whole.add_column(3, "sequence", counts(running(codes.astype(np.int64))))


def _amounts(
    people: Staff, rows: Opportunities, chosen: Whole, when: Whole, old: Real, new: Real
) -> Any:
    texts = cents(old[chosen]), cents(new[chosen])
    by = labels(rows.owner[chosen], people.names)
    return _part("opportunities", ids("O", rows.number[chosen]), when, "amount", texts, by)


def _part(
    table: str, names: Any, moment: Whole, field: str, texts: tuple[Any, Any], by: Any
) -> Any:
    size = moment.size
    return pa.table(
        {
            "table": pa.array([table] * size, pa.string()),
            "id": names,
            "changed_at": instants(moment),
            "field": pa.array([field] * size, pa.string()),
            "old": texts[0],
            "new": texts[1],
            "by": by,
        }
    )
