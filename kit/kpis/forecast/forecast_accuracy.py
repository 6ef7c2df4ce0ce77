"""How well the forecast would have done, beside what anybody could have written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.estimates.intervals import wilson
from kit.estimates.loss_ratio import loss_ratio
from kit.kpis.forecast.derived import is_of_units, joint_groups
from kit.kpis.forecast.scored import bounds_at, losses, of_units
from kit.kpis.frame import finish
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("wape", "bias", "coverage", "pinball", "relative")
OWN = "kit"
"""The method that the pages forecast with."""
SIMPLE = ("seasonal_share", "mean", "last_period", "ets", "stage_weighted")
"""Methods that anybody could use without a model."""
METHODS = (OWN, *SIMPLE, "top_down", "bottom_up")


class _Scores(NamedTuple):
    """Measures of one method in one group."""

    wape: tuple[float, float, float, int]
    bias: tuple[float, float, float, int]
    coverage: tuple[float, float, float, int]
    pinball: tuple[float, float, float, int]
    relative: tuple[float, float, float, int]


def forecast_accuracy(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    backtests: DataFrame | None = None,
) -> DataFrame:
    """How far forecasts lay off that were made again for past periods, as the records stood then.

    Each origin is the end of a month; the period scored is the quarter that follows. Only periods
    that had ended on `as_of` count. `wape` is the sum of the misses of the median over the sum of
    what was booked, `bias` the sum of mean less booked over booked (above 0: too high), `coverage`
    the share of periods inside the bounds nearest to the report's level, `pinball` the mean loss
    over all quantiles, which rewards bounds that are narrow and right. `relative` is the loss of
    this forecast as a multiple of the method's on the same periods: below 1 this forecast is
    better. Its bounds allow for periods that overlap, which they do where origins are closer than
    the period is long; fewer than 4 origins give none.

    Unit: ratio
    Source: opportunities (region, team)

    Parameters
    ----------
    opportunities
        Names the members of the units.
    window
        Its `as_of`, level and period count; the rows stand in the current period.
    by
        ``region``, ``team`` or both; anything else is marked ``unattributed``.
    backtests
        Quantiles and what came true by unit, method and origin, as `kit.prepare` makes them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `method`; `n` counts the origins, for `relative` the common ones.
        Without `by` it is of the widest unit that the slice holds.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> tests = pd.DataFrame({
    ...     "unit": "", "region": None, "team": None, "method": ["kit", "kit", "mean", "mean"],
    ...     "origin": pd.to_datetime(["2025-12-31", "2026-01-31"] * 2), "horizon": "month",
    ...     "target_start": pd.to_datetime(["2026-01-01", "2026-02-01"] * 2),
    ...     "target_end": pd.to_datetime(["2026-01-31", "2026-02-28"] * 2),
    ...     **{q: [9.0, 9.0, 5.0, 5.0] for q in ("q05", "q10", "q25", "q50", "q75", "q90", "q95")},
    ...     "mean": [9.0, 9.0, 5.0, 5.0], "actual": [10.0, 8.0, 10.0, 8.0]})
    >>> frame = forecast_accuracy(empty("opportunities"), Window(date(2026, 3, 31)),
    ...     backtests=tests)
    >>> frame.query("measure == 'wape'")[["method", "value"]].round(3).values.tolist()
    [['kit', 0.111], ['mean', 0.444]]
    """
    records = known(opportunities, window, by, read=())
    rows = of_units(backtests, window, by) if is_of_units(by) else None
    if rows is None or rows.empty:
        return _nothing(records, window, by)
    keys, (_, groups) = joint_groups([records, rows], by)
    rows = rows.assign(group=groups.codes, loss=losses(rows))
    parts = []
    for code in range(len(keys)):
        inside = rows[rows["group"].eq(code)]
        ours = inside[inside["method"].eq(OWN)]
        for method in inside["method"].unique():
            scores = _scores(inside[inside["method"].eq(method)], ours, window.level)
            found = DataFrame(scores, columns=["value", "low", "high", "n"])
            one = keys.iloc[[code] * len(found)].reset_index(drop=True)
            found = found.assign(measure=MEASURES, method=method)
            parts.append(pd.concat([one, found], axis=1))
    return _finished(pd.concat(parts, ignore_index=True), window, by)


def _scores(own: DataFrame, ours: DataFrame, level: float) -> _Scores:
    actual, n = own["actual"].to_numpy(float), len(own)
    booked = np.abs(actual).sum()
    scale = booked if booked > 0 else np.nan
    low, high = bounds_at(own, level)
    hits = int(((actual >= low) & (actual <= high)).sum())
    certain = tuple(float(one) for one in wilson(hits, n, level))
    return _Scores(
        (np.abs(own["q50"] - actual).sum() / scale, np.nan, np.nan, n),
        ((own["mean"] - actual).sum() / scale, np.nan, np.nan, n),
        (hits / n, certain[0], certain[1], n),
        (float(own["loss"].mean()), np.nan, np.nan, n),
        _relative(own, ours, level),
    )


def _relative(own: DataFrame, ours: DataFrame, level: float) -> tuple[float, float, float, int]:
    """Our loss over that of the method, summed by origin, on the origins that both have."""
    if own["method"].iloc[0] == OWN:
        return np.nan, np.nan, np.nan, own["origin"].nunique()
    on = ["unit", "origin", "target_start"]
    both = own[[*on, "target_end", "loss"]].merge(
        ours[[*on, "loss"]], on=on, suffixes=("", "_ours")
    )
    summed = both.groupby("origin", sort=True)[["loss_ours", "loss"]].sum()
    found = loss_ratio(summed["loss_ours"], summed["loss"], _overlap(both), level)
    return found.value, found.low, found.high, len(summed)


def _overlap(rows: DataFrame) -> int:
    """Origins ahead whose target still shares days with that of an origin."""
    if rows.empty:
        return 0
    starts = np.sort(rows["target_start"].unique())
    first = rows.loc[rows["target_start"].eq(starts[0]), "target_end"].iloc[0]
    return int((starts < first.to_datetime64()).sum() - 1)


def _nothing(records: DataFrame, window: Window, by: Sequence[str]) -> DataFrame:
    """Every measure of our own method for each member, and no value."""
    _, (groups,) = joint_groups([records], by)
    mark = "" if is_of_units(by) else "unattributed"
    rows = [groups.rows(measure=name, value=np.nan, n=0, mark=mark) for name in MEASURES]
    return _finished(pd.concat(rows, ignore_index=True).assign(method=OWN), window, by)


def _finished(rows: DataFrame, window: Window, by: Sequence[str]) -> DataFrame:
    others = [name for name in rows["method"].unique() if name not in METHODS]
    order = pd.CategoricalDtype([*METHODS, *sorted(others)])
    rows = rows.assign(
        method=rows["method"].astype(order), period=pd.Timestamp(window.current.start)
    )
    how = {"axes": ("method",), "measures": MEASURES, "now": True}
    frame = finish(rows, "forecast_accuracy", window, by=by, **how)  # type: ignore[arg-type]
    return frame.astype({"method": "str"})
