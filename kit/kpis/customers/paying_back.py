"""Costs held against what customers bring: on average, month by month, and one by one."""

from __future__ import annotations

import numpy as np

from kit.estimates.intervals import Floats
from kit.kpis.customers.expected_value import summed
from kit.kpis.customers.histories import Histories
from kit.kpis.customers.lifetimes import brought_within
from kit.kpis.customers.parameters import Parameters, relative_bounds
from kit.kpis.groups import Groups

CURVE = (0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 48, 60)
"""Months after the first purchase at which it is asked whether the cost is paid back."""
Sides = tuple[Floats, Floats, Floats]


def ratio(
    customers: Histories,
    groups: Groups,
    parameters: Parameters,
    cost: Floats,
    months: int,
    discount: float,
    level: float,
) -> Sides:
    """Mean revenue within `months` of the first purchase ÷ cost of a new customer, with bounds."""
    n = groups.count()

    def brought(one: Parameters) -> Floats:
        return summed(groups, brought_within(customers, one, months, discount)) / n

    value = brought(parameters) / cost
    low, high = relative_bounds(brought, parameters, level)
    return value, value * low, value * high


def payback(
    customers: Histories,
    groups: Groups,
    parameters: Parameters,
    cost: Floats,
    margin: float,
    discount: float,
) -> Floats:
    """Months until the average customer's margin comes to the cost; infinite beyond the curve."""
    n = groups.count()
    curve = np.array(
        [
            margin * summed(groups, brought_within(customers, parameters, month, discount)) / n
            for month in CURVE
        ]
    )
    # A group's curve rises; rounding must not make it fall.
    curve = np.maximum.accumulate(curve, axis=0)
    months = np.array([_crossing(one, level) for one, level in zip(curve.T, cost, strict=True)])
    return np.asarray(months, dtype=float)


def dear_ones(
    customers: Histories,
    groups: Groups,
    parameters: Parameters,
    own_cost: Floats,
    margin: float,
    months: int,
    discount: float,
) -> tuple[Floats, Floats]:
    """Customers who cost more than their first purchase brought, and those who are yet worth it."""
    is_dear = own_cost > margin * parameters.net * customers.opening
    worth = margin * brought_within(customers, parameters, months, discount) >= own_cost
    known = summed(groups, np.where(np.isnan(own_cost) | np.isnan(margin), np.nan, 0.0))
    return summed(groups, is_dear) + known, summed(groups, is_dear & worth) + known


def own_costs(spent: Floats, place: np.ndarray, groups: Groups, each: Floats) -> Floats:
    """Cost of each customer: what was done for it, and its share of the rest.

    The shares are alike, so that the customers of a group add up to its cost; where what was done
    for them alone comes to more, because some of it was done in an earlier period, there is no
    rest.

    Parameters
    ----------
    spent, place
        Cost of activities, and the customer each was for.
    each
        Cost of a new customer of each group.
    """
    size = len(groups.codes)
    done = np.bincount(place, spent, minlength=size)
    rest = np.maximum(each - summed(groups, done) / groups.count(), 0.0)
    return np.asarray(done + rest[groups.codes])


def _crossing(curve: Floats, level: float) -> float:
    """Where a rising curve comes to a level, between its points along a straight line."""
    if np.isnan(level) or np.isnan(curve).any():
        return np.nan
    after = int(np.searchsorted(curve, level))
    if after == len(curve):
        return np.inf
    if after == 0:
        return float(CURVE[0])
    step = (level - curve[after - 1]) / (curve[after] - curve[after - 1])
    return float(CURVE[after - 1] + step * (CURVE[after] - CURVE[after - 1]))
