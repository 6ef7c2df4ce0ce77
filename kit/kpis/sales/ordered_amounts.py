"""Means and medians of amounts in many groups at once, with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from kit.estimates.intervals import Floats, normal_quantile
from kit.kpis.groups import Groups


def means(groups: Groups, values: pd.Series, level: float) -> tuple[Floats, Floats, Floats]:
    """Mean of each group, with Student's interval; values must be whole minor units.

    Returns
    -------
    mean, low, high
        NaN for a group without values, bounds NaN for one with a single value.
    """
    n = groups.count(values.notna())
    counted = np.where(n > 0, n, np.nan)
    mean = groups.total(values) / counted
    inside = (groups.codes >= 0) & values.notna().to_numpy()
    codes = groups.codes[inside]
    # Sorting first: the order of the records must not show in the last digits.
    away = np.sort(_packed(codes, np.square(values.to_numpy(float)[inside] - mean[codes])))
    squares = np.bincount(away["code"], away["value"], len(n))
    spread = np.sqrt(squares / np.where(n > 1, n - 1, np.nan) / counted)
    half = scipy.stats.t.ppf((1 + level) / 2, np.maximum(n - 1, 1)) * spread
    return mean, mean - half, mean + half


def medians(groups: Groups, values: pd.Series, level: float) -> tuple[Floats, Floats, Floats]:
    """Median of each group, with the interval of its order statistics, which assumes no shape.

    Returns
    -------
    median, low, high
        NaN for a group without values; bounds are NaN where a group has too few values for any
        two of them to enclose the median at this level.
    """
    inside = (groups.codes >= 0) & values.notna().to_numpy()
    ordered = np.sort(_packed(groups.codes[inside], values.to_numpy(float)[inside]))
    n = np.bincount(ordered["code"], minlength=len(groups.keys))
    first = np.cumsum(n) - n
    column = np.append(ordered["value"], np.nan)
    last = len(column) - 1

    def at(place: np.ndarray, where: np.ndarray) -> Floats:
        return column[np.where(where, first + place, last)]

    median = (at((n - 1) // 2, n > 0) + at(n // 2, n > 0)) / 2
    below = scipy.stats.binom.ppf((1 - level) / 2, np.maximum(n, 1), 0.5).astype(np.int64) - 1
    enclosed = (n > 0) & (below >= 0)
    return median, at(below, enclosed), at(n - 1 - below, enclosed)


def ratios(
    groups: Groups, top: pd.Series, bottom: pd.Series, level: float
) -> tuple[Floats, Floats, Floats]:
    """Sum of `top` ÷ sum of `bottom` of each group, with the interval of the linearised ratio.

    Returns
    -------
    ratio, low, high
        NaN where `bottom` sums to 0, bounds NaN for fewer than two records.
    """
    both = top.notna() & bottom.notna()
    n, whole = groups.count(both), groups.total(bottom.where(both))
    ratio = groups.total(top.where(both)) / np.where(whole != 0, whole, np.nan)
    inside = (groups.codes >= 0) & both.to_numpy()
    codes = groups.codes[inside]
    rest = top.to_numpy(float)[inside] - ratio[codes] * bottom.to_numpy(float)[inside]
    away = np.sort(_packed(codes, np.square(rest)))
    squares = np.bincount(away["code"], away["value"], len(n))
    spread = np.sqrt(squares) / np.where(n > 1, np.abs(whole), np.nan)
    half = normal_quantile(level) * spread
    return ratio, ratio - half, ratio + half


def _packed(codes: np.ndarray, values: Floats) -> np.ndarray:
    packed = np.empty(len(codes), dtype=[("code", np.int64), ("value", np.float64)])
    packed["code"], packed["value"] = codes, values
    return packed
