"""Where the world's problems strike: which records of the simulation, and how hard."""

from __future__ import annotations

import numpy as np

from kit.demo.columns import DAY, Real, Whole
from kit.demo.problems import Kind
from kit.demo.season import day_number
from kit.demo.world import World


def sizes(
    world: World, kind: Kind, team: Whole, at: Whole | None = None, member: Whole | None = None
) -> Real:
    """Size of the problem that each record has, 0 for most.

    Parameters
    ----------
    team
        Positions in the world's teams.
    at
        Instants in seconds, held against `since`; None where only lasting problems count.
    member
        Positions of the sources or categories.
    """
    found = np.zeros(team.size)
    for problem in world.problems:
        if problem.kind != kind:
            continue
        struck = team == [item.name for item in world.teams].index(problem.team)
        if problem.since is not None and at is not None:
            struck = struck & (at >= day_number(problem.since) * DAY)
        if problem.member and member is not None:
            struck = struck & (member == _members(world, kind).index(problem.member))
        found = np.where(struck, problem.size, found)
    return found


def _members(world: World, kind: Kind) -> list[str]:
    if kind == "rising_category":
        return [item[0] for item in world.support.categories]
    return [item.name for item in world.sources]
