"""Money around the business: what marketing costs, and the rates of exchange."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.campaigns import Campaigns, region_names
from kit.demo.columns import Real, cents, dates, ids, labels
from kit.demo.season import arrival_weights, first_day, last_day
from kit.demo.world import World

LEADS_PER_OPPORTUNITY = 1.9


def spend_table(
    world: World, known: Campaigns, rng: np.random.Generator, opportunities: int
) -> Any:
    """The ``spend`` table: media by source and month, fairs by campaign and region."""
    weights, days = arrival_weights(world), np.arange(first_day(world), last_day(world) + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    starts = np.flatnonzero(np.r_[True, month[1:] != month[:-1]])
    ends = np.r_[starts[1:], days.size] - 1
    leads = opportunities * LEADS_PER_OPPORTUNITY
    volume = np.add.reduceat(weights, starts) * leads
    shares = np.array([item.share for item in world.sources])
    shares = shares / shares.sum()
    fair = [item.name for item in world.sources].index("Trade fair")
    fairs = np.flatnonzero(known.sources == fair)
    media = np.array([number for number in range(shares.size) if number != fair])
    source = np.tile(media, starts.size)
    cost = np.array([item.cost_per_lead for item in world.sources])
    paid = np.repeat(volume, media.size) * (shares * cost)[source]
    per_fair = np.full(fairs.size, leads * shares[fair] * cost[fair] / max(fairs.size, 1))
    amount = np.r_[paid, per_fair] * np.exp(rng.normal(0.0, 0.12, paid.size + fairs.size))
    none = np.zeros(paid.size, np.int64)
    return pa.table(
        {
            "period_start": dates(np.r_[np.repeat(days[starts], media.size), known.begins[fairs]]),
            "period_end": dates(np.r_[np.repeat(days[ends], media.size), known.ends[fairs]]),
            "source": labels(
                np.r_[source, np.full(fairs.size, fair)], [item.name for item in world.sources]
            ),
            "campaign_id": ids("M", np.r_[none, fairs + 1], 4),
            "region": labels(np.r_[none - 1, known.regions[fairs]], region_names(world)),
            "amount": cents(amount),
            "currency": pa.array([world.currencies[0]] * amount.size),
        }
    )


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
