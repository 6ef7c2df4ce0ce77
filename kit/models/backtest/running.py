"""Forecast the past as if it were the future, from rolling origins: the table `backtests`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.data.asof import records_known_at
from kit.estimates.intervals import Floats
from kit.estimates.pinball import QUANTILES
from kit.models.backtest.bookings import (
    leaves_of,
    membership,
    month_number,
    monthly_bookings,
    units_of,
)
from kit.models.backtest.losses import QUANTILE_COLUMNS
from kit.models.backtest.origins import MONTHS, Horizon, Origin, origins
from kit.models.backtest.simple import pipeline_values, simple_forecast
from kit.units import Unit
from kit.window import Window

Leaves = tuple[tuple[str, str], ...]
Forecaster = Callable[[Mapping[str, DataFrame], Window, int, Leaves, int], Mapping[str, Floats]]
"""Amounts of each of the `months` (third) months after the window's `as_of`, from the tables as
known then: by method, [leaf, month, path]. The last argument is a seed."""

COLUMNS = (
    *("unit", "region", "team", "method", "origin", "target_start", "target_end", "horizon"),
    *QUANTILE_COLUMNS,
    *("mean", "actual"),
)


class _Look(NamedTuple):
    """Forecasts from one origin by method: quantiles [unit, quantile] and means [unit]."""

    origin: Origin
    horizon: Horizon
    made: dict[str, tuple[Floats, Floats]]


def backtest(
    tables: Mapping[str, DataFrame],
    window: Window,
    forecaster: Forecaster | None = None,
    *,
    horizons: Sequence[Horizon] = ("quarter",),
    every: int = 1,
    most: int = 12,
    seed: int = 0,
) -> DataFrame:
    """Forecast past targets from what was known at their origins, and set what came beside it.

    At each origin the tables are rebuilt as they were known on that evening, and every method is
    fitted anew. Origins are month ends whose target is over by the window's `as_of`.

    Parameters
    ----------
    tables
        Canonical tables by name: `opportunities`, and what else is there.
    window
        Gives `as_of` and the calendar.
    forecaster
        The model; without it only the simple methods are looked at.
    horizons
        Lengths of targets; from an origin that several have the model is fitted once.
    every, most
        See `origins`; they hold for each horizon.
    seed
        For the forecaster's draws; each origin has its own.

    Returns
    -------
    DataFrame
        One row per unit, method and origin with `COLUMNS`; a method is missing where it could not
        say, ETS for example before two years. Without any origin there is no row.
    """
    opportunities = tables["opportunities"]
    targets = _targets(opportunities, window, horizons, every, most)
    if not targets:
        return _empty()
    leaves = leaves_of(opportunities)
    came = monthly_bookings(opportunities, window.as_of, window.calendar, leaves)
    member = membership(units_of(leaves), leaves)
    frames = []
    for look in _looks(tables, window, targets, leaves, forecaster, seed):
        start = month_number(look.origin.start) - came.first
        actual = came.amounts[:, start : start + MONTHS[look.horizon]].sum(axis=1)
        frames.append(_rows(look, units_of(leaves), member @ actual))
    return pd.concat(frames, ignore_index=True)


def _targets(
    opportunities: DataFrame, window: Window, horizons: Sequence[Horizon], every: int, most: int
) -> dict[date, dict[Horizon, Origin]]:
    """Targets by the day of their origin, oldest first, and by horizon."""
    found: dict[date, dict[Horizon, Origin]] = {}
    for horizon in horizons:
        for one in origins(opportunities, window, horizon=horizon, every=every, most=most):
            found.setdefault(one.day, {})[horizon] = one
    return dict(sorted(found.items()))


def _looks(
    tables: Mapping[str, DataFrame],
    window: Window,
    targets: Mapping[date, Mapping[Horizon, Origin]],
    leaves: Leaves,
    forecaster: Forecaster | None,
    seed: int,
) -> Iterator[_Look]:
    member = membership(units_of(leaves), leaves)
    values = pipeline_values(tables, list(targets), window.calendar, leaves)
    longest = max(MONTHS[horizon] for some in targets.values() for horizon in some)
    for number, (day, some) in enumerate(targets.items()):
        known = records_known_at(tables, day, window.calendar)
        history = monthly_bookings(known["opportunities"], day, window.calendar, leaves)
        passed = {
            month_number(then) + 1 - history.first: value
            for then, value in values.items()
            if then <= day
        }
        drawn: Mapping[str, Floats] = {}
        if forecaster is not None:
            drawn = forecaster(known, window.at(day), longest, leaves, seed + number)
        for horizon, origin in some.items():
            made = simple_forecast(history, horizon, passed).quantiles()
            for method, paths in drawn.items():
                made[method] = summed_up(member @ paths[:, : MONTHS[horizon]].sum(axis=1))
            yield _Look(origin, horizon, made)


def summed_up(paths: Floats) -> tuple[Floats, Floats]:
    """Quantiles [unit, quantile] and means [unit] of paths [unit, path]."""
    return np.quantile(paths, QUANTILES, axis=1).T, paths.mean(axis=1)


def _rows(look: _Look, units: tuple[Unit, ...], actual: Floats) -> DataFrame:
    where = {
        "unit": [unit.key for unit in units],
        "region": [unit.region for unit in units],
        "team": [unit.team for unit in units],
    }
    when = {
        "origin": pd.Timestamp(look.origin.day).as_unit("us"),
        "target_start": pd.Timestamp(look.origin.start).as_unit("us"),
        "target_end": pd.Timestamp(look.origin.end).as_unit("us"),
        "horizon": look.horizon,
    }
    parts = [
        DataFrame(
            {
                **where,
                "method": method,
                **when,
                **dict(zip(QUANTILE_COLUMNS, quantiles.T, strict=True)),
                "mean": mean,
                "actual": actual,
            }
        )
        for method, (quantiles, mean) in look.made.items()
    ]
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)].astype(_TEXTS)


_TEXTS = dict.fromkeys(("unit", "region", "team", "method", "horizon"), "str")


def _empty() -> DataFrame:
    kinds = {name: "str" if name in _TEXTS else "float64" for name in COLUMNS}
    kinds |= dict.fromkeys(("origin", "target_start", "target_end"), "datetime64[us]")
    return DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
