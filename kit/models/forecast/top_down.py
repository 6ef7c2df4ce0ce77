"""The forecast without opportunities: the company's bookings by season × the teams' shares.

Monthly bookings are sums of amounts. Divided by Σa² / Σa of the amounts they scatter like counts,
so that the same level and shares fit them as fit arrivals.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from kit.estimates.intervals import Floats
from kit.models.forecast.level import fit_level
from kit.models.forecast.month_effects import fit_month_effects
from kit.models.forecast.months import MEAN_DAYS, Ahead, History, history
from kit.models.forecast.shares import fit_shares


class Wins(NamedTuple):
    """Opportunities won.

    Attributes
    ----------
    amounts, days, teams
        What each brought, the day on which it closed, the number of its team.
    since
        First day on which closes were recorded.
    """

    amounts: Floats
    days: np.ndarray
    teams: np.ndarray
    since: date


def top_down_paths(
    wins: Wins,
    ahead: Ahead,
    first_month: int,
    size: tuple[int, int, int],
    random: np.random.Generator,
) -> Floats:
    """Amounts won from now on, [team, month, path].

    Parameters
    ----------
    first_month
        First month of the fiscal year.
    size
        How many teams, months and paths.
    """
    amounts = wins.amounts
    if amounts.sum() <= 0:
        return np.zeros(size)
    unit = float(amounts @ (amounts / amounts.sum()))
    past = history(wins.days, wins.teams, amounts / unit, size[0], wins.since, ahead.as_of)
    past = _whole_months(past, ahead)
    totals = past.totals.sum(axis=0)
    effects = fit_month_effects(past, totals, first_month)
    level = fit_level(totals, past.exposure * effects.factors(past.numbers))
    expected = level.draw(size[1], size[2], random)
    expected *= effects.draw(ahead.numbers, size[2], random)
    expected *= ahead.days[:, None] / MEAN_DAYS
    shares = fit_shares(past.totals).draw(size[1], size[2], random)
    return random.standard_gamma(shares * expected) * unit


def _whole_months(past: History, ahead: Ahead) -> History:
    """Without the running month: more is booked at its end than at its start."""
    if ahead.ends[0] == 0 or len(past.numbers) == 1:
        return past
    return History(past.numbers[:-1], past.days[:-1], past.totals[:, :-1])
