"""Support: cases that customers open, their resolutions, reopenings, and closing by a robot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.changes import status_changes
from kit.demo.columns import DAY, MISSING, Real, Whole, counts, ids, instants, labels
from kit.demo.customers import Orders
from kit.demo.people import Staff, offsets
from kit.demo.planting import sizes
from kit.demo.records import Opportunities
from kit.demo.season import end_of_history, first_day, office_moment, skewed
from kit.demo.world import World

STATUSES = ("open", "pending", "resolved", "closed")
PRIORITIES = ("low", "normal", "high")
_ROBOT_HOUR = 3 * 3600


@dataclass(frozen=True)
class Cases:
    """Cases of one chunk, in order of opening; `row` points to the opportunity of the account."""

    number: Whole
    row: Whole
    opened: Whole
    category: Whole
    responded: Whole
    first_resolved: Whole
    reopened: Whole
    resolved: Whole
    closed: Whole
    owner: Whole


def open_cases(
    world: World,
    people: Staff,
    rng: np.random.Generator,
    rows: Opportunities,
    orders: Orders,
    first: int,
) -> Cases:
    """Cases of all customers up to the end of the history; numbers from `first`."""
    end = end_of_history(world)
    starters = np.unique(rows.account[orders.row], return_index=True)[1]
    row, begin = orders.row[starters], orders.at[starters]
    expected = world.support.per_year * (end - begin) / (365.25 * DAY)
    repeat = rng.poisson(expected)
    row, begin = np.repeat(row, repeat), np.repeat(begin, repeat)
    opened = begin + ((end - begin) * rng.random(row.size)).astype(np.int64)
    order = np.argsort(opened, kind="stable")
    row, opened = row[order], opened[order]
    category = _categories(world, rng, opened, rows.team[row])
    spans = _resolve(world, rng, opened, category, rows.team[row])
    agents = people.agent[rng.integers(0, people.agent.size, row.size)]
    if world.problems:
        agents = _own_agents(people, agents, rows.team[row])
    hired = np.zeros(len(people.names), np.int64)
    hired[people.stay_owner] = people.stay_from
    owner = np.where(hired[agents] * DAY > opened, people.agent[0], agents)
    return Cases(np.arange(row.size) + first, row, opened, category, *spans, owner)


def _own_agents(people: Staff, agents: Whole, team: Whole) -> Whole:
    """An agent of each customer's own team, where it has one: problems stay with their team."""
    chosen = agents.copy()
    at_home = np.full(len(people.names), -1)
    at_home[people.stay_owner] = people.stay_team
    for number in np.unique(at_home[people.agent]):
        own = people.agent[at_home[people.agent] == number]
        chosen = np.where(team == number, own[agents % own.size], chosen)
    return chosen


def _categories(world: World, rng: np.random.Generator, opened: Whole, team: Whole) -> Whole:
    years = (opened - first_day(world) * DAY) / (365.25 * DAY)
    shares = np.array([share for _, share, _, _ in world.support.categories])
    growth = np.array([rate for _, _, _, rate in world.support.categories])
    weights = shares * growth ** years[:, None]
    for number in range(shares.size):
        category = np.full(opened.size, number)
        weights[:, number] *= np.exp(sizes(world, "rising_category", team, opened, category))
    weights = weights.cumsum(axis=1)
    return (weights <= rng.random(opened.size)[:, None] * weights[:, -1:]).sum(axis=1)


def _resolve(
    world: World, rng: np.random.Generator, opened: Whole, category: Whole, team: Whole
) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    """First response, first resolution, reopening, last resolution, closing by the robot."""
    model, size, end = world.support, opened.size, end_of_history(world)
    offset = offsets(world)[team]
    responded = office_moment(opened + _hours(skewed(rng, model.response_hours, 0.8, size)), offset)
    responded = responded + rng.integers(0, 2400, size)
    median: Real = np.array([hours for _, _, hours, _ in model.categories])[category]
    median = median * np.exp(sizes(world, "slower_resolution", team, opened))
    first = office_moment(responded + _hours(skewed(rng, median, model.spread, size)), offset)
    first = first + rng.integers(0, 2400, size)
    first = np.where(rng.random(size) < model.unresolved, end, first)
    reopens = (rng.random(size) < model.reopened) & (first < end)
    reopened = np.where(reopens, first + rng.integers(3600, 5 * DAY, size), MISSING)
    again = reopened + _hours(skewed(rng, median, model.spread, size))
    back = reopens & (reopened < end)
    resolved = np.where(back, again, first)
    robot = (resolved // DAY + model.robot_days) * DAY + _ROBOT_HOUR
    done = resolved < end
    return (
        np.where(responded < end, responded, MISSING),
        np.where(first < end, first, MISSING),
        np.where(back, reopened, MISSING),
        np.where(done, resolved, MISSING),
        np.where(done & (robot < end), robot, MISSING),
    )


def cases_table(
    world: World, people: Staff, rng: np.random.Generator, rows: Opportunities, cases: Cases
) -> Any:
    """The ``cases`` table; `resolved_at` is the last resolution, the first is in ``changes``."""
    waiting = np.where(cases.responded == MISSING, 0, 1)
    status = np.where(cases.closed != MISSING, 3, np.where(cases.resolved != MISSING, 2, waiting))
    by = rows.take(cases.row)
    return pa.table(
        {
            "case_id": ids("S", cases.number),
            "opened_at": instants(cases.opened),
            "status": labels(status, STATUSES),
            "category": labels(cases.category, [item[0] for item in world.support.categories]),
            "first_response_at": instants(cases.responded),
            "resolved_at": instants(cases.resolved),
            "closed_at": instants(cases.closed),
            "reopened_count": counts((cases.reopened != MISSING).astype(np.int64)),
            "priority": labels(rng.choice(3, cases.number.size, p=[0.3, 0.55, 0.15]), PRIORITIES),
            "account_id": ids("A", by.account),
            "owner": labels(cases.owner, people.names),
            "product": labels(by.product, [item.name for item in world.products]),
        }
    )


def case_changes(people: Staff, cases: Cases) -> list[Any]:
    """Status changes of the cases that were reopened: resolved, open again, resolved again."""
    back = np.flatnonzero(cases.reopened != MISSING)
    final = back[cases.resolved[back] != MISSING]
    parts = []
    for chosen, moment, old, new in (
        (back, cases.first_resolved, "open", "resolved"),
        (back, cases.reopened, "resolved", "open"),
        (final, cases.resolved, "open", "resolved"),
    ):
        words = [old] * chosen.size, [new] * chosen.size
        by = labels(cases.owner[chosen], people.names)
        parts.append(status_changes(cases.number[chosen], moment[chosen], *words, by))
    return parts


def _hours(spans: Real) -> Whole:
    return (spans * 3600).astype(np.int64) + 60
