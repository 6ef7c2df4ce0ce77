"""What the open pipeline is worth at the chances that the model gives it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.kpis.forecast.chances import open_ones
from kit.kpis.frame import finish
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("eventually", "within_period", "within_90", "wins", "count", "unweighted")
_ZEROS = ("eventually", "within_period", "within_90", "count", "unweighted")
_MOSTLY = 0.5


def weighted_pipeline(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    win_probabilities: DataFrame | None = None,
) -> DataFrame:
    """Open opportunities at `as_of`, each weighed by its chance of being won and what it is worth.

    `eventually` weighs by the chance of being won at all, `within_period` by that of being won
    before the first period ends that is not over, `within_90` by that within 90 days; the worth is
    what the model expects a win to bring. `wins` is the number that the chances add up to, `count`
    how many are weighed. `unweighted` counts open ones that have no chance, such as those without a
    start date. Where more than half of the chances are the company's base rate, for want of
    records, rows are marked ``pooled``. Chances of another day than `as_of` do not count; without
    any, everything is NA. A mean, not a forecast: it leaves out what is yet to be created.

    Unit: money
    Source: opportunities (opportunity_id, status)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.
    win_probabilities
        One row per open opportunity, as `kit.prepare` makes them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame without bounds: these are expected values; `n` counts the opportunities weighed,
        for `unweighted` those that are not.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["open"], "amount": [100.0],
    ...     "created_at": pd.to_datetime(["2026-01-01"]), "closed_at": pd.to_datetime([None])})
    >>> chances = pd.DataFrame({
    ...     "opportunity_id": ["a"], "as_of": pd.to_datetime(["2026-01-31"]), "within_30": [0.1],
    ...     "within_90": [0.2], "eventually": [0.4], "low_90": [0.1], "high_90": [0.3],
    ...     "won_by_1": [0.1], "expected_amount": [90.0], "basis": ["model"],
    ...     "previous_90": [None], "previous_as_of": pd.to_datetime([None])})
    >>> frame = weighted_pipeline(table, Window(date(2026, 1, 31)), win_probabilities=chances)
    >>> frame["value"].tolist()
    [36.0, 9.0, 18.0, 0.4, 1.0, 0.0]
    """
    stock = open_ones(opportunities, window, by, win_probabilities, ())
    zeros = _ZEROS if stock is not None else ()
    if stock is None:
        # Members stay; of what they have open nothing is known.
        stock = (
            known(opportunities, window, by, read=())
            .iloc[:0]
            .assign(
                eventually=np.nan, in_period=np.nan, within_90=np.nan, expected_amount=0.0, basis=""
            )
        )
    rows = _rows(stock, group(stock, by)).assign(period=pd.Timestamp(window.current.start))
    return finish(
        rows, "weighted_pipeline", window, by=by, measures=MEASURES, zeros=zeros, now=True
    )


def _rows(stock: DataFrame, groups: Groups) -> DataFrame:
    is_weighed = stock["eventually"].notna()
    n, others = groups.count(is_weighed), groups.count(~is_weighed)
    pooled = groups.count(is_weighed & stock["basis"].eq("pooled"))
    mark = np.where(pooled > _MOSTLY * n, "pooled", "").astype(object)
    weights = {"eventually": "eventually", "within_period": "in_period", "within_90": "within_90"}
    amounts = {
        measure: np.where(
            (groups.count(is_weighed & stock[chance].notna()) > 0) | (n == 0),
            groups.total((stock[chance] * stock["expected_amount"]).round(2)),
            np.nan,
        )
        for measure, chance in weights.items()
    }
    wins = np.where(n > 0, _added(stock["eventually"], groups), np.nan)
    parts = [groups.rows(measure=one, value=amount, n=n) for one, amount in amounts.items()]
    parts += [
        groups.rows(measure="wins", value=wins, n=n),
        groups.rows(measure="count", value=n.astype(float), n=n),
    ]
    weighed = pd.concat([part.assign(mark=mark) for part in parts])
    rest = groups.rows(measure="unweighted", value=others.astype(float), n=others, mark="")
    return pd.concat([weighed, rest], ignore_index=True)


def _added(chances: Series, groups: Groups) -> np.ndarray:
    """Sum of the chances of each group."""
    inside = groups.codes >= 0
    weights = chances.fillna(0.0).to_numpy(float)[inside]
    return np.bincount(groups.codes[inside], weights=weights, minlength=len(groups.keys))
