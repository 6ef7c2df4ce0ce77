"""Targets per team and quarter, set from what the teams book, and ahead of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.columns import DAY, MISSING, Real, Whole, cents, dates, labels
from kit.demo.planting import sizes
from kit.demo.records import WON, Opportunities
from kit.demo.world import World

_QUARTERS_AHEAD = 2
_PER_YEAR = 4


def quarters(world: World) -> Whole:
    """Starts of the quarters of the history and of those ahead, as days; one more as the end."""
    first = (world.start.year - 1970) * 12 + (world.start.month - 1) // 3 * 3
    last = (world.as_of.year - 1970) * 12 + (world.as_of.month - 1) // 3 * 3
    months = np.arange(first, last + 3 * (_QUARTERS_AHEAD + 1) + 1, 3)
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def no_bookings(world: World) -> Real:
    """Nothing booked yet, team × quarter."""
    return np.zeros((len(world.teams), quarters(world).size - 1))


def bookings(world: World, rows: Opportunities, reporting: Real) -> Real:
    """Won amounts in the reporting currency, team × quarter; without a team they do not count."""
    edges, total = quarters(world), no_bookings(world)
    won = (rows.status == WON) & (rows.team >= 0) & (rows.closed != MISSING)
    quarter = np.searchsorted(edges, rows.closed[won] // DAY, "right") - 1
    np.add.at(total, (rows.team[won], quarter), reporting[won])
    return total.round(2)


def targets_table(world: World, rng: np.random.Generator, booked: Real) -> Any:
    """The ``targets`` table: measure ``bookings``, each team and quarter.

    A team's target follows its whole history's share of the company, and the company's quarters.
    A quarter ahead takes the same quarter of last year, grown.
    """
    edges = quarters(world)
    company = booked.sum(axis=0)
    for ahead in range(edges.size - 1 - _QUARTERS_AHEAD, edges.size - 1):
        company[ahead] = company[ahead - _PER_YEAR] * world.arrivals.growth
    share = booked.sum(axis=1) / max(booked.sum(), 1.0)
    noise = np.exp(rng.normal(0.0, world.plans.spread, booked.shape))
    plan = share[:, None] * company * world.plans.ambition * noise
    team, quarter = np.indices(booked.shape).reshape(2, -1)
    plan *= 1 + sizes(world, "thin_pipeline", team, edges[quarter] * DAY).reshape(booked.shape)
    step = world.plans.round_to
    amount = np.maximum(np.rint(plan / step), 1) * step
    regions = [world.teams[number].region for number in team]
    return pa.table(
        {
            "period_start": dates(edges[quarter]),
            "period_end": dates(edges[quarter + 1] - 1),
            "measure": pa.array(["bookings"] * team.size),
            "region": pa.array(regions),
            "team": labels(team, [item.name for item in world.teams]),
            "amount": cents(amount.ravel()),
            "currency": pa.array([world.currencies[0]] * team.size),
        }
    )
