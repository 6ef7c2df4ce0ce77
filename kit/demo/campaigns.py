"""Campaigns: what runs when, the leads that they bring, the touches that they leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.columns import DAY, MISSING, Whole, flags, ids, instants, labels
from kit.demo.records import Leads, Opportunities
from kit.demo.season import day_number, end_of_history, first_day, last_day
from kit.demo.world import World

_FAIR_MONTHS, _WEBINAR_MONTHS, _LETTER_MONTHS = (3, 10), (2, 5, 9, 11), (1, 6)
_BURST_DAYS = 21


@dataclass(frozen=True)
class Campaigns:
    """Campaigns of the whole history, numbered from 1 in this order; days are inclusive."""

    names: tuple[str, ...]
    channels: tuple[str, ...]
    sources: Whole
    regions: Whole
    begins: Whole
    ends: Whole


def region_names(world: World) -> list[str]:
    """Names of the regions, sorted."""
    return sorted({team.region for team in world.teams})


def campaigns(world: World) -> Campaigns:
    """Fairs and search per region, webinars and newsletters for everybody."""
    sources = [item.name for item in world.sources]
    rows: list[tuple[str, str, int, int, int, int]] = []
    for year in range(world.start.year, world.as_of.year + 1):
        for region, place in enumerate(region_names(world)):
            for month in _FAIR_MONTHS:
                begin = day_number(date(year, month, 8))
                name = f"{place} industry fair {month}/{year}"
                rows.append((name, "event", sources.index("Trade fair"), region, begin, begin + 3))
            span = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
            rows.append(
                (f"Search {place} {year}", "search", sources.index("Paid search"), region, *span)
            )
        for month in _WEBINAR_MONTHS:
            begin = day_number(date(year, month, 14))
            rows.append(
                (f"Webinar {month}/{year}", "webinar", sources.index("Webinar"), -1, begin, begin)
            )
        for month in _LETTER_MONTHS:
            begin = day_number(date(year, month, 20))
            rows.append(
                (f"Newsletter “What’s new” {month}/{year}", "email", -1, -1, begin, begin + 7)
            )
    kept = [row for row in rows if first_day(world) <= row[5] and row[4] <= last_day(world) - 5]
    names, channels, *numbers = zip(*kept, strict=True)
    source, region_numbers, begins, ends = (np.array(column, np.int64) for column in numbers)
    begins = np.maximum(begins, first_day(world))
    return Campaigns(names, channels, source, region_numbers, begins, ends)


def attach_campaigns(
    world: World,
    known: Campaigns,
    rng: np.random.Generator,
    source: Whole,
    team: Whole,
    created: Whole,
) -> tuple[Whole, Whole]:
    """Campaign number of each lead (0 if none), and its creation, moved to where the fair was."""
    regions = region_names(world)
    region = np.array([*(regions.index(item.region) for item in world.teams), 0])[team]
    campaign, moved = np.zeros(source.size, np.int64), created.copy()
    for name in ("Trade fair", "Webinar", "Paid search"):
        number = [item.name for item in world.sources].index(name)
        for place in range(len(regions)):
            rows = np.flatnonzero((source == number) & (region == place))
            offered = np.flatnonzero(
                (known.sources == number) & np.isin(known.regions, (place, -1))
            )
            if name == "Paid search":
                day = created[rows] // DAY
                campaign[rows] = (
                    offered[np.searchsorted(known.begins[offered], day, "right") - 1] + 1
                )
                continue
            picked = rng.choice(offered, rows.size)
            campaign[rows] = picked + 1
            delay = rng.exponential(_BURST_DAYS / 3, rows.size).astype(np.int64)
            day = np.minimum(known.begins[picked] + delay, last_day(world) - 1)
            moved[rows] = day * DAY + created[rows] % DAY
    return campaign, moved


def campaigns_table(world: World, known: Campaigns) -> Any:
    """The ``campaigns`` table."""
    ends = np.where(known.ends <= last_day(world), known.ends * DAY + 17 * 3600, MISSING)
    return pa.table(
        {
            "campaign_id": ids("M", np.arange(1, len(known.names) + 1), 4),
            "name": pa.array(known.names),
            "channel": pa.array(known.channels),
            "started_at": instants(known.begins * DAY + 8 * 3600),
            "ended_at": instants(ends),
            "region": labels(known.regions, region_names(world)),
        }
    )


def touches_table(
    world: World,
    known: Campaigns,
    rng: np.random.Generator,
    leads: Leads,
    opportunities: Opportunities,
) -> Any:
    """The ``campaign_touches`` table: what brought a lead, and newsletters to customers."""
    brought = leads.take(leads.campaign > 0)
    before = rng.integers(0, 2 * DAY, brought.size)
    first = np.maximum(brought.created - before, known.begins[brought.campaign - 1] * DAY)
    first = np.minimum(first, brought.created)
    letters = np.flatnonzero(known.sources < 0)
    who = opportunities.take((opportunities.account > 0) & (rng.random(opportunities.size) < 0.5))
    letter = rng.choice(letters, who.size)
    when = known.begins[letter] * DAY + rng.integers(8 * 3600, 5 * DAY, who.size)
    later = when > np.where(who.created == MISSING, end_of_history(world), who.created)
    pairs = np.unique(np.c_[letter[later] + 1, who.account[later], when[later]], axis=0)
    none = np.zeros(len(pairs), np.int64)
    return pa.table(
        {
            "campaign_id": ids("M", np.r_[brought.campaign, pairs[:, 0]], 4),
            "lead_id": ids("L", np.r_[brought.number, none]),
            "account_id": ids("A", np.r_[np.zeros(brought.size, np.int64), pairs[:, 1]]),
            "touched_at": instants(np.r_[first, pairs[:, 2]]),
            "responded": flags(np.r_[np.ones(brought.size, bool), rng.random(len(pairs)) < 0.12]),
        }
    )
