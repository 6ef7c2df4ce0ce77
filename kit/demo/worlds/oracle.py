"""What someone who knows the truth would forecast: the future drawn again and again from it.

No method can do better but by luck, so its loss says how much of a target can be reached at all.
"""

from __future__ import annotations

import numpy as np

from kit.demo.columns import Real
from kit.demo.worlds.closing import NEVER, closes
from kit.demo.worlds.history import Drawn, History, arrive


def future(history: History, month: int, months: int, paths: int, seed: int) -> Real:
    """Amounts won in the months that follow the first `month` months of a history.

    The oracle knows all effects, the teams' level of arrivals in the last month, the season, and
    which open opportunities are stale; it does not know steps, shocks and chance still to come.

    Parameters
    ----------
    history
        Whose future; what happened later is not used.
    month
        Months that have passed.
    months
        Months to look ahead.
    paths
        How many futures to draw.

    Returns
    -------
    numpy.ndarray
        Amounts, [team, month, path].
    """
    rng = np.random.default_rng(seed)
    workings = history.workings
    ahead = np.arange(month, month + months)
    edges = workings.month_starts(month + months)
    start = int(edges[month])
    is_open = (history.drawn.created < start) & (history.closed >= start) & ~history.drawn.stale
    open_ones = history.drawn.of(is_open)
    drawn = [_one(history, rng, open_ones, ahead, edges) for _ in range(paths)]
    return np.stack(drawn, axis=-1)


def _one(
    history: History,
    rng: np.random.Generator,
    open_ones: Drawn,
    ahead: np.ndarray,
    edges: np.ndarray,
) -> Real:
    workings = history.workings
    expected = _expected(history, rng, ahead)
    new = arrive(workings, rng, expected, ahead, history.team_effects, history.source_effects)
    new = new.of(~new.stale)
    created = np.concatenate([open_ones.created, new.created])
    effects = np.hstack([open_ones.effects, new.effects])
    shocks = rng.normal(0, workings.closing_shock, (2, len(ahead)))
    start = int(edges[ahead[0]])
    closed, is_won = closes(workings, rng, created, effects, start, shocks, ahead)
    listed = np.array([one.list_price for one in workings.products])
    team = np.concatenate([open_ones.team, new.team])
    product = np.concatenate([open_ones.product, new.product])
    ratio = np.exp(rng.normal(workings.ratio_mean, workings.ratio_spread, len(team)))
    won = is_won & (closed != NEVER)
    amounts = np.zeros((workings.teams, len(ahead)))
    place = np.searchsorted(edges, closed[won], side="right") - 1 - ahead[0]
    np.add.at(amounts, (team[won], place), (listed[product] * ratio)[won])
    return amounts


def _expected(history: History, rng: np.random.Generator, ahead: np.ndarray) -> Real:
    """Arrivals to expect, [team, month]: the last level, moved by season, growth and new steps."""
    workings = history.workings
    months = np.concatenate([[ahead[0] - 1], ahead])
    season = np.array(workings.arrival_season)[workings.season_month(months)]
    factor = (season * workings.growth ** (months / 12))[1:] / season[0]
    factor /= workings.growth ** (months[0] / 12)
    shape = (workings.teams, len(ahead))
    steps = np.cumsum(rng.normal(0, workings.team_walk, shape), axis=1)
    shock = rng.normal(0, workings.arrival_shock, len(ahead))
    return history.levels[:, [ahead[0] - 1]] * factor * np.exp(steps + shock)
