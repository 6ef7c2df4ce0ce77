"""How good forecasts were: pinball loss, absolute error, bias, coverage."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pandas import DataFrame

from kit.kpis.forecast.scored import QUANTILES, bounds_at, losses

QUANTILE_COLUMNS = tuple(QUANTILES)
LEVELS = (0.5, 0.8, 0.9)
"""Intervals that the quantiles give."""


def scores(backtests: DataFrame, by: Sequence[str] = ("method",)) -> DataFrame:
    """How good forecasts were, over units and origins.

    Parameters
    ----------
    backtests
        Rows of the table `backtests`, all of one level and horizon.
    by
        Columns to split by.

    Returns
    -------
    DataFrame
        `by`, then `pinball` and `wape` (sums of pinball losses, and of |actual − median|, over the
        sum of actual amounts), `bias` (sum of means over the sum of actual amounts, − 1),
        `coverage_50`, `coverage_80` and `coverage_90` (shares of actual amounts inside), `origins`
        and `n`. Ratios are missing where nothing was booked.
    """
    actual = backtests["actual"]
    covered = {}
    for level in LEVELS:
        low, high = bounds_at(backtests, level)
        covered[f"coverage_{round(100 * level)}"] = actual.ge(low) & actual.le(high)
    rows = backtests.assign(
        loss=losses(backtests), off=(actual - backtests["q50"]).abs(), **covered
    )
    grouped = rows.groupby(list(by), observed=True, sort=False)
    sums = grouped[["loss", "off", "mean", "actual"]].sum()
    whole = sums["actual"].where(sums["actual"] > 0)
    found = {
        "pinball": sums["loss"] / whole,
        "wape": sums["off"] / whole,
        "bias": sums["mean"] / whole - 1,
    }
    counts = {"origins": grouped["origin"].nunique(), "n": grouped.size()}
    parts = [DataFrame(found), grouped[list(covered)].mean(), DataFrame(counts)]
    return pd.concat(parts, axis=1).reset_index()
