"""New opportunities: how many are created each month, by whom, and what they are like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from pandas import DataFrame, Series

from kit.estimates.intervals import Floats
from kit.models.forecast.level import Level, fit_level
from kit.models.forecast.month_effects import MonthEffects, fit_month_effects
from kit.models.forecast.months import MEAN_DAYS, Ahead, History, first_days, history
from kit.models.forecast.shares import Shares, fit_shares

_LIKELY_COMPLETE = 0.6
"""Share of the expected arrivals below which a month is too thin to be a usual one …"""
_CHANCE = 0.002
"""… if so few come by chance that seldom."""
_THIN_MONTHS = 3
_TRIES = 4_000


@dataclass(frozen=True)
class Arrivals:
    """Fitted arrivals.

    Attributes
    ----------
    past
        Opportunities created per team and month.
    effects, level, shares
        Months of the year, the company's level, the teams' shares of it.
    thin_since
        First day of the months at the end with far fewer arrivals than those before led to expect;
        None where they came as usual. Whether they were not recorded yet or did not come, no
        record says: half of the paths take either view.
    """

    past: History
    effects: MonthEffects
    level: Level
    shares: Shares
    thin_since: date | None

    def draw(self, ahead: Ahead, paths: int, random: np.random.Generator) -> Floats:
        """Arrivals to expect on each path in what is to come of each month, [team, month, path]."""
        count = len(ahead.numbers)
        whole = self.level.draw(count, paths, random)
        whole *= self.effects.draw(ahead.numbers, paths, random)
        whole *= ahead.days[:, None] / MEAN_DAYS
        return self.shares.draw(count, paths, random) * whole


def fit_arrivals(
    created: Series, teams: np.ndarray, size: int, since: date, as_of: date, first_month: int
) -> Arrivals:
    """Fit to the days on which opportunities were created.

    Parameters
    ----------
    created
        Days of creation.
    teams, size
        Team of each, 0 to `size` − 1.
    since
        First day from which on creations are recorded whatever became of them.
    first_month
        First month of the fiscal year.
    """
    days = created.to_numpy().astype("datetime64[D]")
    past = history(days, teams, np.ones(len(days)), size, since, as_of)
    totals = past.totals.sum(axis=0)
    effects = fit_month_effects(past, totals, first_month)
    exposure = past.exposure * effects.factors(past.numbers)
    level = fit_level(totals, exposure)
    thin = _thin_months(totals, exposure)
    if thin:
        level = _either(level, fit_level(totals[:-thin], exposure[:-thin]))
    since_thin = first_days(past.numbers[-thin:])[0].item() if thin else None
    return Arrivals(past, effects, level, fit_shares(past.totals), since_thin)


def _thin_months(totals: Floats, exposure: Floats) -> int:
    """How many months at the end, `_THIN_MONTHS` at most, came out far too low, each of them."""
    for count in range(min(_THIN_MONTHS, len(totals) // 3), 0, -1):
        before = fit_level(totals[:-count], exposure[:-count])
        random = np.random.default_rng(count)
        means = before.draw(count, _TRIES, random) * exposure[-count:, None]
        low = random.poisson(means) <= totals[-count:, None]
        too_few = totals[-count:] < _LIKELY_COMPLETE * means.mean(axis=1)
        if too_few.all() and (low.mean(axis=1) < _CHANCE).all():
            return count
    return 0


def _either(one: Level, other: Level) -> Level:
    """Each with half of the weight."""
    return Level(
        weight=np.append(one.weight, other.weight) / 2,
        discount=np.append(one.discount, other.discount),
        shock=np.append(one.shock, other.shock),
        shape=np.append(one.shape, other.shape),
        rate=np.append(one.rate, other.rate),
    )


def templates(
    created: DataFrame, teams: np.ndarray, names: DataFrame, effect: Floats, each: int
) -> tuple[DataFrame, np.ndarray]:
    """Opportunities like those that a team gets: `each` of them per team, spread evenly.

    Sorted by their effect on winning, every so manieth is taken, so that each stands for an equal
    part. A team's own count with those of `each` spread over the company, so that a team with few
    looks like the company.

    Parameters
    ----------
    created, teams
        Opportunities, and the team of each.
    names
        Region and team, one row per team.
    effect
        Of each opportunity, its team aside.

    Returns
    -------
    tuple
        Opportunities of the teams that they stand for, and the number of the team of each.
    """
    rank = np.empty(len(created), dtype=np.int64)
    place = np.argsort(effect, kind="stable")
    rank[place] = np.arange(len(place))
    everywhere = place[_evenly(len(place), each)]
    rows, owners = [], np.repeat(np.arange(len(names)), each)
    for team in range(len(names)):
        own = np.concatenate([np.flatnonzero(teams == team), everywhere])
        own = own[np.argsort(rank[own], kind="stable")]
        rows.append(own[_evenly(len(own), each)])
    like = created.iloc[np.concatenate(rows)]
    units = names.iloc[owners].set_axis(like.index)
    like = like.assign(region=units["region"], team=units["team"])
    return like.reset_index(drop=True), owners


def _evenly(n: int, count: int) -> np.ndarray:
    """Places that cut 0 to n − 1 into `count` equal parts, each at its middle."""
    return ((np.arange(count) + 0.5) * n / count).astype(np.int64)
