"""Money around the business: what marketing costs, and the rates of exchange."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.campaigns import Campaigns, region_names
from kit.demo.columns import Real, Whole, cents, dates, ids, labels
from kit.demo.season import arrival_weights, first_day, last_day, month_of
from kit.demo.world import World

_LEADS_PER_OPPORTUNITY = 1.9


def spend_table(
    world: World, known: Campaigns, rng: np.random.Generator, opportunities: int
) -> Any:
    """The ``spend`` table: media by source and month, fairs by campaign and region."""
    names = [item.name for item in world.sources]
    fair = names.index("Trade fair")
    cost = np.array([item.share * item.cost_per_lead for item in world.sources])
    cost = cost / sum(item.share for item in world.sources)
    leads = opportunities * _LEADS_PER_OPPORTUNITY
    starts, ends, share = _months(world)
    media = np.array([number for number in range(len(names)) if number != fair])
    source = np.tile(media, starts.size)
    fairs = np.flatnonzero(known.sources == fair)
    per_fair = np.full(fairs.size, cost[fair] / max(fairs.size, 1))
    amount = leads * np.r_[np.repeat(share, media.size) * cost[source], per_fair]
    none = np.zeros(source.size, np.int64)
    usual = pa.table(
        {
            "period_start": dates(np.r_[np.repeat(starts, media.size), known.begins[fairs]]),
            "period_end": dates(np.r_[np.repeat(ends, media.size), known.ends[fairs]]),
            "source": labels(np.r_[source, np.full(fairs.size, fair)], names),
            "campaign_id": ids("M", np.r_[none, fairs + 1], 4),
            "region": labels(np.r_[none - 1, known.regions[fairs]], region_names(world)),
            "amount": cents(amount * np.exp(rng.normal(0.0, 0.12, amount.size))),
            "currency": pa.array([world.currencies[0]] * amount.size),
        }
    )
    dear = _dear_spend(world, opportunities)
    return pa.concat_tables([usual, *dear], promote_options="default") if dear else usual


def _dear_spend(world: World, opportunities: int) -> list[Any]:
    """What teams with a costly source spend on it on top, in rows that name the team."""
    starts, ends, share = _months(world)
    parts = []
    for problem in (one for one in world.problems if one.kind == "costly_source"):
        team = next(item for item in world.teams if item.name == problem.team)
        source = next(item for item in world.sources if item.name == problem.member)
        part = team.share / sum(item.share for item in world.teams)
        part *= source.share / sum(item.share for item in world.sources)
        usual = opportunities * _LEADS_PER_OPPORTUNITY * part * source.cost_per_lead * share
        named = {"source": source.name, "region": team.region, "team": team.name}
        named["currency"] = world.currencies[0]
        columns = {name: pa.array([text] * starts.size) for name, text in named.items()}
        columns |= {"period_start": dates(starts), "period_end": dates(ends)}
        parts.append(pa.table(columns | {"amount": cents(usual * problem.size)}))
    return parts


def _months(world: World) -> tuple[Whole, Whole, Real]:
    """First and last day of each month of the history, and its expected share of the leads."""
    days = np.arange(first_day(world), last_day(world) + 1)
    month = month_of(days)
    starts = np.flatnonzero(np.r_[True, month[1:] != month[:-1]])
    ends = np.r_[starts[1:], days.size] - 1
    return days[starts], days[ends], np.add.reduceat(arrival_weights(world), starts)


def rate_paths(world: World, rng: np.random.Generator) -> Real:
    """Rates to the reporting currency, currency × day, as known that day.

    The first currency is the reporting one. The second is quoted on working days, the third on
    Mondays. Days begin a week before the history.
    """
    days = last_day(world) - first_day(world) + 8
    steps = rng.normal(0.0, 0.0035, (len(world.rates), days))
    drift = np.zeros(steps.shape)
    for day in range(1, days):
        drift[:, day] = 0.995 * drift[:, day - 1] + steps[:, day]
    paths = np.array(world.rates)[:, None] * np.exp(drift)
    paths[0] = 1.0
    known = np.arange(days)
    weekday = (first_day(world) - 7 + known + 3) % 7
    paths[1] = paths[1, np.maximum(known - np.maximum(weekday - 4, 0), 0)]
    paths[2] = paths[2, np.maximum(known - weekday, 0)]
    return paths.round(6)


def rates_table(world: World, paths: Real) -> Any:
    """The ``fx_rates`` table: daily for the second currency, weekly for the third."""
    days = np.arange(first_day(world) - 7, last_day(world) + 1)
    daily = np.flatnonzero((days + 3) % 7 < 5)
    weekly = np.flatnonzero((days + 3) % 7 == 0)
    currency = np.r_[np.ones(daily.size, np.int64), np.full(weekly.size, 2)]
    rows = np.r_[daily, weekly]
    return pa.table(
        {
            "currency": labels(currency, world.currencies),
            "date": dates(days[rows]),
            "rate": pa.array(paths[currency, rows]),
        }
    )
