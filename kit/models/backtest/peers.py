"""Simple forecasts that a model must beat: each sees what was booked, and no model.

Every peer predicts each leaf; units are sums of leaves, so that totals agree. Peers that look
at company seasons give each leaf its share of the last year.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kit.estimates.intervals import Floats
from kit.models.backtest.bookings import Bookings
from kit.models.backtest.ets import ets_forecast

YEAR = 12
_QUARTER = 3


def last_period(history: Bookings, months: int) -> Floats:
    """As much as in the period before.

    Parameters
    ----------
    history
        At least one month.
    months
        Length of the target, which begins where the history ends.

    Returns
    -------
    numpy.ndarray
        The amount to expect, per leaf.
    """
    known = history.amounts[:, -months:]
    return known.mean(axis=1) * months


def mean(history: Bookings, months: int) -> Floats:
    """The mean of the past periods, of those of the last year at most."""
    return history.amounts[:, -YEAR:].mean(axis=1) * months


def seasonal_share(history: Bookings, months: int) -> Floats:
    """The company's mean of the last year × what the season makes of it × the leaf's share.

    The season is that of the same months in earlier years from two full years on, that of the
    months of a quarter from two full quarters on; before, there is none.
    """
    return mean(history, months) * _season(history, months)


def ets(history: Bookings, months: int) -> Floats:
    """Exponential smoothing of the company's months × the leaf's share; NaN before two years."""
    total = ets_forecast(tuple(history.amounts.sum(axis=0).tolist()), months)
    year = history.amounts[:, -YEAR:].sum(axis=1)
    whole = year.sum()
    share = year / whole if whole > 0 else np.full(len(year), 1 / max(len(year), 1))
    return total * share


PEERS: dict[str, Callable[[Bookings, int], Floats]] = {
    "last_period": last_period,
    "mean": mean,
    "seasonal_share": seasonal_share,
    "ets": ets,
}
"""Peers by method. `stage_weighted` is one too, but looks at open opportunities."""


def _season(history: Bookings, months: int) -> float:
    """Factor that the season puts on the mean month."""
    company, known = history.amounts.sum(axis=0), history.months
    cycle = YEAR if known >= 2 * YEAR else _QUARTER
    if known < 2 * _QUARTER:
        return 1.0
    factors = []
    for start in range(known - cycle, -1, -cycle):
        whole = company[start : start + cycle].sum()
        if whole > 0:
            turn = np.resize(company[start : start + cycle], months)
            factors.append(turn.sum() / months / (whole / cycle))
    return float(np.mean(factors)) if factors else 1.0
