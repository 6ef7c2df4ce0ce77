"""What earlier snapshots forecast, and what came true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.estimates.intervals import Floats, wilson
from kit.kpis.forecast.come_true import come_true
from kit.kpis.forecast.derived import is_of_units, joint_groups
from kit.kpis.forecast.scored import bounds_at
from kit.kpis.frame import finish
from kit.kpis.groups import Groups
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("wape", "bias", "coverage")
_COLUMNS = ("target_start", "made", "forecast_amount", "low", "high", "booked_amount", "came")


def earlier_forecast_accuracy(
    opportunities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    earlier_forecasts: DataFrame | None = None,
) -> DataFrame:
    """How far the forecasts of earlier snapshots lay off what was booked then.

    Nothing is made again here: each forecast is the one that the pages of that day showed. Of
    each period that had ended on `as_of` the last one made before it began counts, else the first
    one made in it; what it says is of the months that were left, so it is held against the
    bookings of those. `wape`, `bias` and `coverage` are those of `forecast_accuracy`.

    Unit: ratio
    Source: opportunities (status, closed_at, amount, region, team)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Its `as_of`, level and period count; the rows stand in the current period.
    by
        ``region``, ``team`` or both; anything else is marked ``unattributed``.
    earlier_forecasts
        Quantiles by unit, day and period, as `kit.prepare` keeps them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the periods. Without `by` it is of the widest unit that the slice
        holds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-02"]), "status": ["won"], "amount": [80.0],
    ...     "closed_at": pd.to_datetime(["2026-02-11"]), "region": "EMEA", "team": "Iberia"})
    >>> kept = pd.DataFrame({
    ...     "made": pd.to_datetime(["2026-01-31"]), "unit": "", "region": None, "team": None,
    ...     "period": "month", "target_start": pd.to_datetime(["2026-02-01"]),
    ...     "target_end": pd.to_datetime(["2026-03-01"]), "q05": 50.0, "q10": 60.0, "q25": 70.0,
    ...     "q50": 100.0, "q75": 110.0, "q90": 120.0, "q95": 130.0, "mean": 96.0})
    >>> frame = earlier_forecast_accuracy(table, Window(date(2026, 2, 28)), earlier_forecasts=kept)
    >>> frame["value"].tolist()
    [0.25, 0.2, 1.0]
    """
    records = known(opportunities, window, by, read=())
    told = come_true(opportunities, window, by if is_of_units(by) else (), earlier_forecasts)
    if told is None or not is_of_units(by):
        keys, (groups,) = joint_groups([records], by)
        mark = "" if is_of_units(by) else "unattributed"
        parts = [groups.rows(measure=name, value=np.nan, n=0, mark=mark) for name in MEASURES]
    else:
        keys, (_, groups) = joint_groups([records, told], by)
        parts = _measured(told, groups, len(keys), window.level)
    rows = pd.concat(parts, ignore_index=True).assign(period=pd.Timestamp(window.current.start))
    return finish(rows, "earlier_forecast_accuracy", window, by=by, measures=MEASURES, now=True)


def past_forecasts(
    opportunities: DataFrame,
    window: Window,
    *,
    limit: int | None = None,
    earlier_forecasts: DataFrame | None = None,
) -> DataFrame:
    """What earlier snapshots forecast for periods that are over, beside what was booked.

    Source: opportunities (status, closed_at, amount, region, team)

    Parameters
    ----------
    opportunities, window, earlier_forecasts
        As `earlier_forecast_accuracy` takes them.
    limit
        How many to list; all without it.

    Returns
    -------
    pandas.DataFrame
        A listing, newest period first: target_start, made (day of the forecast), forecast_amount
        (median) with low and high, booked_amount, came (``inside`` the bounds, ``above`` or
        ``below`` them).
    """
    told = come_true(opportunities, window, (), earlier_forecasts)
    if told is None:
        listed = DataFrame(columns=list(_COLUMNS))
    else:
        low, high = bounds_at(told, window.level)
        booked = told["actual"].to_numpy(float)
        listed = told.assign(
            forecast_amount=told["q50"],
            low=low,
            high=high,
            booked_amount=booked,
            came=np.select([booked < low, booked > high], ["below", "above"], "inside"),
        ).sort_values("target_start", ascending=False)[list(_COLUMNS)]
    listed = listed.head(len(listed) if limit is None else limit).reset_index(drop=True)
    listed.attrs |= {"window": window, "listing": "past_forecasts"}
    return listed


def _measured(told: DataFrame, groups: Groups, size: int, level: float) -> list[DataFrame]:
    actual, n = told["actual"].to_numpy(float), groups.count()
    low, high = bounds_at(told, level)
    hits = groups.count(pd.Series((actual >= low) & (actual <= high), told.index))
    booked = _added(np.abs(actual), groups, size)
    scale = np.where(booked > 0, booked, np.nan)
    missed = _added(np.abs(told["q50"].to_numpy(float) - actual), groups, size)
    over = _added(told["mean"].to_numpy(float) - actual, groups, size)
    bounds = dict(zip(("low", "high"), wilson(hits, n, level), strict=True))
    return [
        groups.rows(measure="wape", value=missed / scale, n=n),
        groups.rows(measure="bias", value=over / scale, n=n),
        groups.rows(measure="coverage", value=hits / np.where(n > 0, n, np.nan), n=n, **bounds),
    ]


def _added(values: Floats, groups: Groups, size: int) -> Floats:
    return np.asarray(np.bincount(groups.codes, weights=values, minlength=size), dtype=float)
