"""Rules by which touches share what an opportunity was won for."""

from __future__ import annotations

import numpy as np

from kit.data.splitting import split
from kit.estimates.intervals import Floats
from kit.kpis.sales.touch_pairs import Pairs

METHODS = ("first", "last", "linear", "u_shaped", "time_decay")
END_SHARE = 0.4
"""What the first and the last touch each get by the U-shaped rule."""
HALF_LIFE_DAYS = 30.0
"""Age by which a touch is worth half by the rule of decay."""


def shares(method: str, pairs: Pairs, units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each touch gets of the amounts.

    Parameters
    ----------
    method
        One of `METHODS`.
    units
        Amount of each group of `pairs`, in minor units.

    Returns
    -------
    pairs, units
        Positions of the pairs that get something, and how many minor units; they add up to the
        amounts, group by group.
    """
    if method == "first":
        return pairs.starts, units
    ends = np.append(pairs.starts[1:], len(pairs.label))[: len(units)] - 1
    if method == "last":
        return ends, units
    return np.arange(len(pairs.label)), split(units, pairs.starts, _weights(method, pairs, ends))


def _weights(method: str, pairs: Pairs, ends: np.ndarray) -> Floats:
    count = ends - pairs.starts + 1
    if method == "time_decay":
        # Counted from the last touch, which comes to the same and never vanishes.
        older = pairs.age_days - np.repeat(pairs.age_days[ends], count)
        return np.exp2(-older / HALF_LIFE_DAYS)
    if method == "linear":
        return np.ones(len(pairs.label))
    middle = (1 - 2 * END_SHARE) / np.maximum(count - 2, 1)
    weights = np.repeat(middle, count)
    weights[pairs.starts] = weights[ends] = END_SHARE
    return weights
