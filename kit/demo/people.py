"""Owners: who works in which team when, how skilled and how diligent they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.columns import MISSING, Real, Whole, dates, labels
from kit.demo.season import day_number, first_day, generator
from kit.demo.world import World

_ALWAYS = 10**6


@dataclass(frozen=True)
class Staff:
    """All owners, and their stays in teams (one row each in the ``stay_*`` arrays).

    Attributes
    ----------
    skill
        Effect on the log hazard of winning.
    delay_hours
        Median hours until a lead is answered.
    neglect
        Share of leads never answered.
    persistence
        Chance to try a silent lead once more.
    workload
        Relative number of records taken on; 0 for owners who do not sell.
    """

    names: tuple[str, ...]
    skill: Real
    delay_hours: Real
    neglect: Real
    persistence: Real
    workload: Real
    agent: Whole
    stay_owner: Whole
    stay_team: Whole
    stay_from: Whole
    stay_until: Whole


def staff(world: World, seed: int) -> Staff:
    """The owners of this seed's company."""
    rng = generator(seed, "people")
    sellers = [name for team in world.teams for name in team.sellers]
    agents = [name for team in world.teams for name in team.agents]
    names = (*sellers, *agents)
    size = len(names)
    diligence = rng.normal(0.0, 1.0, size)
    sells = np.arange(size) < len(sellers)
    owner, team, begins, until = _stays(world, names)
    return Staff(
        names,
        rng.normal(0.0, world.closing.skill_sd, size).round(3),
        np.exp(1.6 - 0.8 * diligence).round(2),
        np.clip(0.14 - 0.05 * diligence, 0.03, 0.35).round(3),
        np.clip(0.75 + 0.08 * diligence, 0.4, 0.92).round(3),
        np.where(sells, rng.uniform(0.6, 1.4, size), 0.0).round(3),
        np.flatnonzero(~sells),
        owner,
        team,
        begins,
        until,
    )


def _stays(world: World, names: tuple[str, ...]) -> tuple[Whole, Whole, Whole, Whole]:
    joined = {name: day_number(day) for name, day in world.joiners}
    teams = [team.name for team in world.teams]
    rows: list[tuple[int, int, int, int]] = []
    for number, team in enumerate(world.teams):
        for name in (*team.sellers, *team.agents):
            move = next((move for move in world.transfers if move.owner == name), None)
            until = day_number(move.day) if move else _ALWAYS
            rows.append((names.index(name), number, joined.get(name, first_day(world)), until))
            if move and move.team:
                rows.append((names.index(name), teams.index(move.team), until, _ALWAYS))
    owner, team_number, begins, ends = np.array(sorted(rows), np.int64).T
    return owner, team_number, begins, ends


def choose_owner(people: Staff, rng: np.random.Generator, team: Whole, day: Whole) -> Whole:
    """An owner of each row's team on each row's day, by workload; -1 without a team.

    East of Greenwich the first day begins on the day before it in UTC, when nobody was there yet:
    whoever was there first takes what came then.
    """
    chosen = np.full(team.size, -1, np.int64)
    dice = rng.random(team.size)
    for number in np.unique(team[team >= 0]):
        rows = team == number
        stays = np.flatnonzero(
            (people.stay_team == number) & (people.workload[people.stay_owner] > 0)
        )
        when = np.maximum(day[rows, None], people.stay_from[stays].min())
        there = (people.stay_from[stays] <= when) & (when < people.stay_until[stays])
        weights = (there * people.workload[people.stay_owner[stays]]).cumsum(axis=1)
        position = (weights <= dice[rows, None] * weights[:, -1:]).sum(axis=1)
        chosen[rows] = people.stay_owner[stays][position]
    return chosen


def leaving_day(people: Staff, world: World) -> Whole:
    """The day on which each owner leaves the company; MISSING for those who stay."""
    days = np.full(len(people.names), MISSING, np.int64)
    for move in world.transfers:
        if not move.team:
            days[people.names.index(move.owner)] = day_number(move.day)
    return days


def owners_table(world: World, people: Staff) -> Any:
    """The ``owners`` table: a row per stay, and the managers, who have a region only."""
    size = len(world.managers)
    begins = np.r_[people.stay_from, np.full(size, first_day(world))]
    until = np.r_[people.stay_until, np.full(size, _ALWAYS)]
    teams = [team.name for team in world.teams]
    regions = [region for region, _ in world.managers]
    managers = [name for _, name in world.managers]
    region = np.array([regions.index(team.region) for team in world.teams])[people.stay_team]
    nobody = np.full(size, -1)
    return pa.table(
        {
            "owner": pa.chunked_array(
                [labels(people.stay_owner, people.names), pa.array(managers)]
            ),
            "valid_from": dates(begins),
            "team": labels(np.r_[people.stay_team, nobody], teams),
            "region": labels(np.r_[region, np.arange(size)], regions),
            "manager": labels(np.r_[region, nobody], managers),
            "valid_to": dates(np.where(until == _ALWAYS, MISSING, until - 1)),
        }
    )


def offsets(world: World) -> Whole:
    """Hours from UTC by team; the last entry is for rows without a team."""
    return np.array([*(team.utc_offset for team in world.teams), 0], np.int64)
