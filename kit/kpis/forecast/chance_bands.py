"""Open opportunities by how likely they are to be won: the totals of a long list."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.kpis.forecast.chances import open_ones
from kit.kpis.frame import finish
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("count", "amount", "weighted")
BANDS = {"high": 0.5, "even": 0.25, "low": 0.1, "slight": 0.02, "hardly": 0.0}
"""Least chance to be won within 90 days of each band, the likeliest first."""
UNKNOWN = "unknown"


def chance_bands(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    win_probabilities: DataFrame | None = None,
) -> DataFrame:
    """Open opportunities by their chance of being won within 90 days.

    The bands are 50 % and more, 25 to 50, 10 to 25, 2 to 10, less than 2 %, and those without a
    chance. `count` says how many are in each, `amount` what they are worth when won, `weighted`
    that worth times the chance. Chances of another day than `as_of` do not count; without any,
    everything is NA.

    Unit: count
    Source: opportunities (opportunity_id, status)

    Parameters
    ----------
    opportunities, window, by, win_probabilities
        As `weighted_pipeline` takes them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `band`, likeliest first; all are counted, so nothing has bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["open"], "amount": [100.0],
    ...     "created_at": pd.to_datetime(["2026-01-01"]), "closed_at": pd.to_datetime([None])})
    >>> chances = pd.DataFrame({
    ...     "opportunity_id": ["a"], "as_of": pd.to_datetime(["2026-01-31"]), "within_30": [0.1],
    ...     "within_90": [0.2], "eventually": [0.4], "low_90": [0.1], "high_90": [0.3],
    ...     "won_by_0": [0.0], "expected_amount": [90.0], "basis": ["model"],
    ...     "previous_90": [None], "previous_as_of": pd.to_datetime([None])})
    >>> frame = chance_bands(table, Window(date(2026, 1, 31)), win_probabilities=chances)
    >>> frame.query("band == 'low'")["value"].tolist()
    [1.0, 90.0, 18.0]
    """
    stock = open_ones(opportunities, window, by, win_probabilities, ())
    zeros = ("count",) if stock is not None else ()
    if stock is None:
        nothing = known(opportunities, window, by, read=()).iloc[:0]
        stock = nothing.assign(within_90=np.nan, expected_amount=np.nan)
    groups, band = group(stock, by), _bands(stock["within_90"].to_numpy(float))
    names = [*BANDS, UNKNOWN]
    rows = pd.concat([_rows(stock, groups, band == name, name) for name in names])
    rows = rows.assign(
        band=pd.Categorical(rows["band"], categories=names),
        period=pd.Timestamp(window.current.start),
    )
    how = {"axes": ("band",), "measures": MEASURES, "zeros": zeros, "now": True}
    return finish(rows, "chance_bands", window, by=by, **how)  # type: ignore[arg-type]


def _bands(chance: Floats) -> np.ndarray:
    """Name of the band of each chance."""
    names, least = np.array(list(BANDS), dtype=object), np.array(list(BANDS.values()))
    place = (chance[:, None] < least).sum(axis=1)
    return np.where(np.isnan(chance), UNKNOWN, names[np.minimum(place, len(names) - 1)])


def _rows(stock: DataFrame, groups: Groups, inside: np.ndarray, name: str) -> DataFrame:
    where = pd.Series(inside, stock.index)
    n = groups.count(where)
    worth = stock["expected_amount"].where(where)
    amount = {"amount": worth, "weighted": (worth * stock["within_90"]).round(2)}
    parts = [groups.rows(measure="count", value=n.astype(float), n=n)]
    parts += [
        groups.rows(measure=measure, value=np.nan if name == UNKNOWN else groups.total(one), n=n)
        for measure, one in amount.items()
    ]
    return pd.concat(parts).assign(band=name)
