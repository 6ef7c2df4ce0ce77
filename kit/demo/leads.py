"""Leads: who gets in touch, how fast they are answered, what becomes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.campaigns import Campaigns, attach_campaigns
from kit.demo.columns import DAY, MISSING, Flags, Real, Whole, ids, instants, labels, numbers
from kit.demo.people import Staff, choose_owner, offsets
from kit.demo.planting import sizes
from kit.demo.records import Leads
from kit.demo.season import arrivals, end_of_history, office_moment, skewed
from kit.demo.world import World

REASONS = ("No budget", "No need", "Wrong contact", "Competitor", "Unreachable", "Spam")
STATUSES = ("new", "working", "nurturing", "qualified", "converted", "disqualified")
_UNREACHABLE = REASONS.index("Unreachable")
_CLEAN_UP_DAYS = 90


def simulate_leads(
    world: World, people: Staff, campaigns: Campaigns, rng: np.random.Generator, size: int
) -> Leads:
    """Leads, in no order, with their whole fate up to the end of the history; not yet numbered."""
    team = _drawn(rng, [team.share for team in world.teams], size)
    team = np.where(rng.random(size) < world.leads.unassigned, -1, team)
    source = _drawn(rng, [item.share for item in world.sources], size)
    created = arrivals(rng, world, size, offsets(world)[team])
    campaign, created = attach_campaigns(world, campaigns, rng, source, team, created)
    owner = choose_owner(people, rng, team, created // DAY)
    quality = rng.normal(0.0, 1.0, size)
    responded, hours = _answer(world, people, rng, created, owner, team)
    poor = sizes(world, "poor_source", team, created, source)
    lost = poor + sizes(world, "faded_interest", team, created, source)
    converts = rng.random(size) < conversion_chance(world, source, quality, hours, lost)
    dropped = 1 - (1 - world.leads.disqualified) * np.exp(-poor)
    qualified, disqualified, converted = _fate(world, rng, converts, created, responded, dropped)
    return Leads(
        number=np.zeros(size, np.int64),
        created=created,
        team=team,
        owner=owner,
        source=source,
        campaign=campaign,
        product=_drawn(rng, [item.share for item in world.products], size),
        score=_score(world, rng, source, quality),
        responded=responded,
        hours=hours,
        qualified=qualified,
        disqualified=disqualified,
        reason=_reason(rng, disqualified, responded),
        converted=converted,
        opportunity=np.zeros(size, np.int64),
    )


def _score(world: World, rng: np.random.Generator, source: Whole, quality: Real) -> Real:
    """Score at creation: the quality that shows, with noise; missing now and then."""
    shown = quality + np.array([item.quality for item in world.sources])[source]
    score = np.clip(np.rint(50 + 15 * shown + rng.normal(0, 8, shown.size)), 0, 100)
    return np.where(rng.random(score.size) < world.leads.score_missing, np.nan, score)


def _reason(rng: np.random.Generator, disqualified: Whole, responded: Whole) -> Whole:
    """Why a lead was dropped; those that nobody answered count as unreachable."""
    reason = rng.integers(0, len(REASONS), disqualified.size)
    reason = np.where(responded == MISSING, _UNREACHABLE, reason)
    return np.where(disqualified == MISSING, -1, reason)


def conversion_chance(
    world: World, source: Whole, quality: Real, hours: Real, lost: Real | float = 0.0
) -> Real:
    """Chance that a lead converts, given its quality and the hours until it was answered.

    `lost` is what a problem takes off its logit.
    """
    flow = world.leads
    base = np.array([item.conversion for item in world.sources])[source]
    answered = base + flow.response_effect * np.log1p(np.where(np.isnan(hours), 0.0, hours))
    logit = np.where(np.isnan(hours), flow.never_answered, answered) + flow.quality_effect * quality
    return 1 / (1 + np.exp(lost - logit))


def _answer(
    world: World,
    people: Staff,
    rng: np.random.Generator,
    created: Whole,
    owner: Whole,
    team: Whole,
) -> tuple[Whole, Real]:
    """When a human first answers (MISSING if never, or not yet), and after how many hours."""
    size = created.size
    delay = np.r_[people.delay_hours, 200.0][owner]
    delay = delay * np.exp(sizes(world, "late_answers", team, created))
    neglect = np.r_[people.neglect, 0.9][owner]
    hours = skewed(rng, delay, world.leads.response_spread, size)
    prompt = rng.random(size) < world.leads.prompt
    minutes = rng.uniform(0.02, 0.15, size)
    wait = np.where(prompt, minutes, hours) * 3600
    moment = created + np.maximum(wait, 60).astype(np.int64)
    moment = np.where(prompt, moment, office_moment(moment, offsets(world)[team]) + 30)
    moment = moment + np.where(prompt, 0, rng.integers(0, 1800, size))
    silent = (rng.random(size) < neglect) & ~prompt
    responded = np.where(silent | (moment >= end_of_history(world)), MISSING, moment)
    return responded, np.where(responded == MISSING, np.nan, (moment - created) / 3600)


def _fate(
    world: World,
    rng: np.random.Generator,
    converts: Flags,
    created: Whole,
    responded: Whole,
    unfit: Real,
) -> tuple[Whole, Whole, Whole]:
    """Instants of qualification, disqualification and conversion; MISSING where they never come.

    `unfit` is the chance that an answered lead which does not convert is disqualified.
    """
    size, flow = created.size, world.leads
    answered = responded != MISSING
    begin = np.where(answered, responded, created + (5 * DAY * rng.random(size)).astype(np.int64))
    qualified = begin + _seconds(skewed(rng, flow.qualification_days, 0.8, size))
    converted = qualified + _seconds(skewed(rng, flow.conversion_days, 0.8, size))
    also_qualified = converts | (answered & (rng.random(size) < 0.18))
    dropped = ~converts & answered & (rng.random(size) < unfit)
    cleaned = ~converts & ~answered & (rng.random(size) < 0.5)
    verdict = np.maximum(begin, np.where(also_qualified, qualified, begin))
    verdict = verdict + _seconds(skewed(rng, 6.0, 1.0, size))
    robot = created + _CLEAN_UP_DAYS * DAY + (3 * 3600)
    disqualified = np.where(dropped, verdict, np.where(cleaned, robot, MISSING))
    end = end_of_history(world)
    return (
        _by(end, np.where(also_qualified, qualified, MISSING)),
        _by(end, disqualified),
        _by(end, np.where(converts, converted, MISSING)),
    )


def lead_status(leads: Leads) -> Whole:
    """Position in `STATUSES` at the end of the history."""
    reached = np.select(
        [
            leads.converted != MISSING,
            leads.disqualified != MISSING,
            leads.qualified != MISSING,
            leads.responded == MISSING,
        ],
        [4, 5, 3, 0],
        1,
    )
    return np.where((reached == 1) & (leads.number % 3 == 0), 2, reached)


def leads_table(world: World, people: Staff, leads: Leads, account: Whole) -> Any:
    """The ``leads`` table; `account` is each lead's account number, 0 if it has none."""
    teams = [team.name for team in world.teams]
    regions = sorted({team.region for team in world.teams})
    region = np.array([*(regions.index(team.region) for team in world.teams), -1])[leads.team]
    rating = np.where(np.isnan(leads.score), -1, np.digitize(leads.score, [40, 60]))
    return pa.table(
        {
            "lead_id": ids("L", leads.number),
            "created_at": instants(leads.created),
            "status": labels(lead_status(leads), STATUSES),
            "owner": labels(leads.owner, people.names),
            "team": labels(leads.team, teams),
            "region": labels(region, regions),
            "source": labels(leads.source, [item.name for item in world.sources]),
            "score": numbers(leads.score, 0),
            "rating": labels(rating, ("cold", "warm", "hot")),
            "campaign_id": ids("M", leads.campaign, 4),
            "product": labels(leads.product, [item.name for item in world.products]),
            "qualified_at": instants(leads.qualified),
            "disqualified_at": instants(leads.disqualified),
            "disqualified_reason": labels(leads.reason, REASONS),
            "converted_at": instants(leads.converted),
            "opportunity_id": ids("O", leads.opportunity),
            "account_id": ids("A", account),
        }
    )


def _seconds(days: Real) -> Whole:
    return (days * DAY).astype(np.int64) + 60


def _by(end: int, moments: Whole) -> Whole:
    return np.where(moments >= end, MISSING, moments)


def _drawn(rng: np.random.Generator, shares: list[float], size: int) -> Whole:
    """Positions drawn in proportion to the `shares`."""
    return rng.choice(len(shares), size, p=np.array(shares) / sum(shares))
