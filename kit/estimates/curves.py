"""Curves of what became of records by age: still open, or ended by one of several causes.

Kaplan–Meier and Aalen–Johansen with delayed entry. Records still open count until they were
last seen, and those that could only be seen from some age on count from that age on.

Variances are those of the delta method (Greenwood's for survival; for incidences the formula of
Marubini and Valsecchi that statsmodels uses). Intervals are complementary log-log, hence inside
[0, 1]. A share of 0 or 1 has no such variance and gets Wilson's interval with the mean number
at risk, so that "none so far" keeps an honest upper bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kit.estimates.intervals import Bounds, Floats, normal_quantile, wilson
from kit.estimates.risk import MINIMUM_AT_RISK, RiskTable, risk_table


@dataclass(frozen=True)
class Curves:
    """Shares by age; row 0 is "still open" (survival), row c "ended by cause c".

    Attributes
    ----------
    table
        Ages and numbers at risk; `table.start` is above 0 where early risk sets were too small,
        and all shares are then of those still open at that age.
    incidence, low, high, variance
        One row per state, one column per age in `time`; the rows of `incidence` add up to 1.
    level
        Level of the intervals.
    """

    table: RiskTable
    incidence: Floats
    low: Floats
    high: Floats
    variance: Floats
    level: float

    @property
    def time(self) -> Floats:
        """Ages at which the curves step."""
        return self.table.time

    @property
    def at_risk(self) -> Floats:
        """Records at risk right before each age in `time`."""
        return self.table.at_risk

    @property
    def survival(self) -> Floats:
        """Share still open at each age in `time`."""
        return self.incidence[0]


@dataclass(frozen=True)
class Points:
    """The curves at chosen ages: `value`, `low` and `high` have one row per state.

    `n` is the number at risk. Beyond the greatest age under observation, and before the start of
    the curves, values are NaN; `is_reached` says which ages lie within.
    """

    n: Floats
    value: Floats
    low: Floats
    high: Floats
    is_reached: np.ndarray


def incidence(
    entry: ArrayLike,
    exit: ArrayLike,
    cause: ArrayLike,
    causes: int = 2,
    level: float = 0.90,
    minimum_at_risk: int = MINIMUM_AT_RISK,
) -> Curves:
    """Share ended by each cause, by age: the Aalen–Johansen estimate with delayed entry.

    Parameters
    ----------
    entry, exit
        Ages at which observation of each record began (0: from the start) and ended.
    cause
        0 still open when last seen, 1 to `causes` the kinds of end.
    level
        Level of the intervals.
    minimum_at_risk
        See `risk_table`; matters with delayed entries only.

    Examples
    --------
    >>> curves = incidence([0, 0, 0, 0], [1, 2, 3, 4], [1, 0, 2, 1])
    >>> [round(float(share), 3) for share in curves.incidence[1]]
    [0.25, 0.25, 0.625]
    """
    return curves_of(risk_table(entry, exit, cause, causes, minimum_at_risk), level)


def kaplan_meier(
    entry: ArrayLike,
    exit: ArrayLike,
    event: ArrayLike,
    level: float = 0.90,
    minimum_at_risk: int = MINIMUM_AT_RISK,
) -> Curves:
    """Share still open by age, whatever ends a record; `incidence[1]` is its complement.

    Examples
    --------
    >>> kaplan_meier([0, 0, 0], [1, 2, 3], [True, False, True]).survival.round(3).tolist()
    [0.667, 0.0]
    """
    ended = np.asarray(event, dtype=bool).astype(np.int64)
    return incidence(entry, exit, ended, 1, level, minimum_at_risk)


def curves_of(table: RiskTable, level: float = 0.90) -> Curves:
    """Estimate the curves that a risk table gives."""
    shares, variance = states(table)
    low, high = bounds(shares, variance, table.average_at_risk(table.time), level)
    return Curves(table, shares, low, high, variance, level)


def at(curves: Curves, ages: ArrayLike) -> Points:
    """Read the curves at the given ages.

    Where every record has ended, the shares stay as they are at all later ages.

    Examples
    --------
    >>> curves = kaplan_meier([0, 0, 0, 0], [1, 2, 3, 9], [True, False, True, False])
    >>> points = at(curves, [2, 5, 10])
    >>> points.value[0].tolist(), points.n.tolist()
    ([0.75, 0.375, nan], [3.0, 1.0, 0.0])
    """
    points, table = np.asarray(ages, dtype=float), curves.table
    first = np.zeros((len(curves.incidence), 1))
    shares = np.hstack([np.eye(len(first), 1), curves.incidence])
    variances = np.hstack([first, curves.variance])
    place = np.searchsorted(table.time, points, side="right")
    value, variance = shares[:, place], variances[:, place]
    all_ended = bool(len(table.time)) and shares[0, -1] == 0
    is_reached = (points <= table.until) | (all_ended & (points > table.start))
    is_reached &= (points > table.start) | ((table.start == 0) & (points >= 0))
    effective = table.average_at_risk(np.minimum(points, table.until))
    low, high = bounds(value, variance, effective, curves.level)
    unknown = ~is_reached
    value, low, high = (np.where(unknown, np.nan, part) for part in (value, low, high))
    return Points(table.under_observation(points), value, low, high, is_reached)


def states(table: RiskTable) -> tuple[Floats, Floats]:
    """Shares of all states at each age of the table, open ones first, and their variances."""
    before, shares = product_limit(table)
    open_ones = shares[0] ** 2 * np.cumsum(_greenwood(table))
    ended = [covariance(table, before, shares[c], c, shares[c]) for c in range(1, len(shares))]
    return shares, np.vstack([open_ones, *ended])


def product_limit(table: RiskTable) -> tuple[Floats, Floats]:
    """Share still open right before each age, and the shares of all states right after it."""
    hazard = table.ends / table.at_risk
    survival = np.cumprod(1 - table.ends.sum(axis=0) / table.at_risk)
    before = np.concatenate([[1.0], survival[:-1]]) if len(survival) else survival
    return before, np.vstack([survival, np.cumsum(before * hazard, axis=1)])


def covariance(
    table: RiskTable, before: Floats, share: Floats, cause: int, other: Floats | float
) -> Floats:
    """Covariance of a cause's share at each age with `other`, its share then or later."""
    ended, n = table.ends[cause - 1], table.at_risk
    common = _greenwood(table)
    own = before * ended / n**2
    spread = before**2 * (n - ended) * ended / n**3
    both = share + other
    summed = share * other * np.cumsum(common) - both * np.cumsum(share * common + own)
    summed += np.cumsum(share**2 * common + 2 * share * own + spread)
    return np.maximum(summed, 0.0)


def bounds(value: Floats, variance: Floats, effective: Floats, level: float) -> Bounds:
    """Complementary log-log bounds; Wilson's with `effective` records for shares of 0 and 1."""
    inside = (value > 1e-12) & (value < 1 - 1e-12) & (variance > 0)
    share = np.where(inside, value, 0.5)
    half = normal_quantile(level) * np.sqrt(np.where(inside, variance, 0.0))
    stretch = np.exp(half / np.abs(share * np.log(share)))
    edge = np.where(np.abs(value - np.round(value)) <= 1e-12, np.round(value), value)
    edge_low, edge_high = wilson(edge * effective, effective, level)
    low = np.where(inside, share**stretch, edge_low)
    return low, np.where(inside, share ** (1 / stretch), edge_high)


def _greenwood(table: RiskTable) -> Floats:
    """Terms of Greenwood's sum; 0 where all at risk ended, after which nothing varies."""
    ended, n = table.ends.sum(axis=0), table.at_risk
    rest = n * (n - ended)
    return np.divide(ended, rest, out=np.zeros_like(rest), where=rest > 0)
