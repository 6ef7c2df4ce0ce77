"""How long it takes: quantiles and restricted means read off the curves.

"Given" a cause, the curve is divided by its last value: the distribution of the age at that end
among those that come to it at the ages observed so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kit.estimates.curves import Curves, bounds, covariance, product_limit
from kit.estimates.intervals import Floats, normal_quantile


@dataclass(frozen=True)
class Estimate:
    """A number with its bounds; NaN where the curve never gets there."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Distribution:
    """Share ended by age with a band; the first point is the start of the curve, where it is 0."""

    time: Floats
    value: Floats
    low: Floats
    high: Floats


def distribution(curves: Curves, cause: int = 1, *, given: bool = False) -> Distribution:
    """Distribution of the age at an end.

    Parameters
    ----------
    cause
        Which end; 0 is any.
    given
        Among those who come to that end at the ages observed, instead of among all.

    Raises
    ------
    ValueError
        For `given` with any end: there is no one end to be among.
    """
    _check(cause, given)
    table = curves.table
    value, variance = curves.incidence[cause], curves.variance[cause]
    value = value if cause else 1 - value
    effective = table.average_at_risk(table.time)
    first = float(table.still_open(table.start))
    if given and len(value) and value[-1] > 0:
        last, before = value[-1], product_limit(table)[0]
        crossed = covariance(table, before, value, cause, last)
        variance = variance + (value / last) ** 2 * variance[-1] - 2 * value / last * crossed
        value, variance = value / last, np.maximum(variance, 0.0) / last**2
        first = float(table.ends[cause - 1].sum())
        effective = np.full(len(value), first)
    low, high = bounds(
        np.concatenate([[0.0], value]),
        np.concatenate([[0.0], variance]),
        np.concatenate([[first], effective]),
        curves.level,
    )
    return Distribution(
        np.concatenate([[table.start], table.time]), np.concatenate([[0.0], value]), low, high
    )


def quantile(curves: Curves, share: float, cause: int = 1, *, given: bool = False) -> Estimate:
    """Age by which `share` have come to that end; its interval inverts the band.

    A bound is NaN where its edge of the band never gets there.

    Examples
    --------
    >>> from kit.estimates.curves import kaplan_meier
    >>> curves = kaplan_meier([0] * 5, [1, 2, 3, 4, 5], [True] * 5)
    >>> quantile(curves, 0.5)
    Estimate(value=3.0, low=1.0, high=5.0)
    """
    return quantiles(curves, (share,), cause, given=given)[0]


def quantiles(
    curves: Curves, shares: Sequence[float], cause: int = 1, *, given: bool = False
) -> tuple[Estimate, ...]:
    """Several of `quantile`, for which the distribution is estimated once.

    Examples
    --------
    >>> from kit.estimates.curves import kaplan_meier
    >>> curves = kaplan_meier([0] * 5, [1, 2, 3, 4, 5], [True] * 5)
    >>> [one.value for one in quantiles(curves, (0.25, 0.5))]
    [2.0, 3.0]
    """
    ages = distribution(curves, cause, given=given)
    return tuple(
        Estimate(*(_first(ages.time, edge, share) for edge in (ages.value, ages.high, ages.low)))
        for share in shares
    )


def restricted_mean(
    curves: Curves, limit: float, cause: int = 1, *, given: bool = False
) -> Estimate:
    """Mean age at that end (0: any), ages beyond `limit` counted as `limit`; normal interval.

    Without `given`, those who never come to the end count with `limit`, and the mean is NaN
    where the curve stops before it with records still open.

    Raises
    ------
    ValueError
        For `given` with any end: there is no one end to be among.

    Examples
    --------
    >>> from kit.estimates.curves import kaplan_meier
    >>> restricted_mean(kaplan_meier([0, 0], [2, 4], [True, True]), limit=10).value
    3.0
    """
    _check(cause, given)
    table = curves.table
    share = curves.incidence[cause] if cause else 1 - curves.survival
    if not len(share) or (given and share[-1] == 0):
        return Estimate(np.nan, np.nan, np.nan)
    if not given and table.until < limit and curves.survival[-1] > 0:
        return Estimate(np.nan, np.nan, np.nan)
    scale = share[-1] if given else 1.0
    area = _area_after(table.time, share, limit)
    mean = limit - area[0] / scale
    width = np.clip(limit - curves.time, 0.0, None)
    gradients = _gradients(curves, cause, width, area - share * width)
    if given:
        at_end = _gradients(curves, cause, np.ones_like(share), share[-1] - share)
        gradients = (gradients - area[0] / scale * at_end) / scale
    half = normal_quantile(curves.level) * np.sqrt(_variance(curves, gradients))
    return Estimate(float(mean), float(max(mean - half, 0.0)), float(mean + half))


def _check(cause: int, given: bool) -> None:
    if given and not cause:
        raise ValueError("given needs the number of one end, not 0 for any")


def _first(time: Floats, value: Floats, share: float) -> float:
    """First age at which `value` reaches `share`, forgiving the last digits of a float."""
    reached = value >= share - 1e-12
    return float(time[np.argmax(reached)]) if reached.any() else float("nan")


def _area_after(time: Floats, share: Floats, limit: float) -> Floats:
    """Area under the share from each age up to `limit`."""
    edges = np.minimum(np.append(time, limit), limit)
    return np.cumsum((share * np.diff(edges))[::-1])[::-1]


def _gradients(curves: Curves, cause: int, width: Floats, lost: Floats) -> Floats:
    """Derivatives, one row per hazard, of something linear in a cause's share.

    An end by that cause (0: any) at some age adds `width` for each record open until then; any
    end there takes away a part of `lost`, what was still to come after it.
    """
    table = curves.table
    before, _ = product_limit(table)
    left = 1 - table.ends.sum(axis=0) / table.at_risk
    common = np.divide(-lost, left, out=np.zeros_like(left), where=left > 0)
    gradients = np.repeat(common[None, :], len(table.ends), axis=0)
    gradients[cause - 1 if cause else slice(None)] += before * width
    return gradients


def _variance(curves: Curves, gradients: Floats) -> float:
    """Variance by the delta method: at each age the ends are multinomial among those at risk."""
    table = curves.table
    hazard = table.ends / table.at_risk
    mean = np.sum(gradients * hazard, axis=0)
    return float(np.sum((np.sum(gradients**2 * hazard, axis=0) - mean**2) / table.at_risk))
