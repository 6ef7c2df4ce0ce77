"""Forecasts beside what came true: which rows count, and what each quantile lost."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pandas import DataFrame

from kit.estimates import pinball as pinball_loss
from kit.estimates.intervals import Floats
from kit.window import Period, Window

QUANTILES = {f"q{round(100 * one):02d}": one for one in pinball_loss.QUANTILES}
"""Columns of forecasts and the quantile that each holds."""
_BOUNDS = {0.9: ("q05", "q95"), 0.8: ("q10", "q90"), 0.5: ("q25", "q75")}


def scored_period(window: Window) -> Period:
    """The periods that forecasts are scored for, where there are any of that length."""
    return "month" if window.period in ("week", "month") else "quarter"


def of_units(table: DataFrame | None, window: Window, by: Sequence[str]) -> DataFrame | None:
    """The rows of the units that are asked for, of periods that had ended on `as_of`.

    Parameters
    ----------
    table
        One row per unit and forecast, with `unit` (its key, empty for the company), `horizon` and
        `target_end`.
    by
        ``region`` gives the regions, ``team`` the teams; without it the widest unit there is.
    """
    if table is None:
        return None
    asked = scored_period(window)
    length = asked if table["horizon"].eq(asked).any() else "quarter"
    rows = table[
        table["horizon"].eq(length)
        & table["target_end"].le(pd.Timestamp(window.end))
        & table["actual"].notna()
    ]
    depth = _depth(rows)
    wanted = 2 if "team" in by else 1 if "region" in by else depth.min()
    return rows[depth.eq(wanted)]


def losses(rows: DataFrame) -> Floats:
    """Pinball loss of each row, the mean over its quantiles.

    >>> frame = DataFrame({name: [4.0] for name in QUANTILES}).assign(actual=6.0)
    >>> float(losses(frame)[0])
    1.0
    """
    quantiles = rows[list(QUANTILES)].to_numpy(float)
    return pinball_loss.pinball(quantiles, rows["actual"], [*QUANTILES.values()])


def bounds_at(rows: DataFrame, level: float) -> tuple[Floats, Floats]:
    """The bounds of each forecast at the level nearest to `level`: 90, 80 or 50 %."""
    low, high = _BOUNDS[min(_BOUNDS, key=lambda one: abs(one - level))]
    return rows[low].to_numpy(float), rows[high].to_numpy(float)


def _depth(rows: DataFrame) -> pd.Series:
    """0 for the company, 1 for a region, 2 for a team."""
    unit = rows["unit"].fillna("").astype("str")
    return unit.ne("").astype(int) + unit.str.contains("/", regex=False).astype(int)
