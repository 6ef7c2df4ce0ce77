"""How likely the target is to be reached."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.kpis.forecast.simulated import simulated
from kit.kpis.frame import finish
from kit.window import Window

MEASURES = ("value", "target", "missing")
SURE = 0.8
"""Chance from which on a target counts as good as reached."""
_PERIODS = 2
_ROUNDING = 1e-6


def target_chance(
    opportunities: DataFrame,
    targets: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    forecast_paths: DataFrame | None = None,
) -> DataFrame:
    """Chance that bookings reach the target of this period, and of the next one.

    It is the share of the simulated paths on which they do, with all that is booked so far; as
    paths are finite, it is taken by Laplace's rule and never quite 0 or 1.
    `missing` is the amount that would have to come on top of what the paths hold for the chance to
    be 80 %; 0 where it is that high. Targets spread evenly over their days where they are for
    longer periods. Without a target, without paths of `as_of`, or where `by` splits by more than
    region and team (``unattributed``), there is no chance.

    Unit: ratio
    Source: opportunities (status, closed_at, amount),
    targets (period_start, period_end, measure, amount)

    Parameters
    ----------
    opportunities, targets, window, by, forecast_paths
        As `bookings_forecast` takes them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `ahead`: 0 the first period that is not over on `as_of`, 1 the one
        after; `n` counts the open opportunities, for `target` those won so far.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> paths = pd.DataFrame({
    ...     "region": None, "team": None, "as_of": pd.Timestamp("2026-01-31"), "part": "open",
    ...     "month": pd.Timestamp("2026-02-01"), "path": [0, 1, 2, 3],
    ...     "amount": [10.0, 20.0, 40.0, 60.0]})
    >>> plan = pd.DataFrame({
    ...     "period_start": pd.to_datetime(["2026-02-01"]), "measure": "bookings",
    ...     "period_end": pd.to_datetime(["2026-02-28"]), "amount": [40.0]})
    >>> frame = target_chance(
    ...     empty("opportunities"), plan, Window(date(2026, 1, 31)), forecast_paths=paths)
    >>> frame.query("ahead == 0")["value"].tolist()
    [0.5, 40.0, 24.0]
    """
    found = simulated(opportunities, targets, window, by, forecast_paths, _PERIODS)
    totals, target = found.totals, found.target
    hits = (totals >= target[:, :, None] - _ROUNDING).sum(axis=2)
    reached = (hits + 1) / (totals.shape[2] + 2)
    is_known = np.isfinite(totals).all(axis=2) & np.isfinite(target)
    chance: Floats = np.where(is_known, reached, np.nan)
    missing = np.maximum(target - np.quantile(totals, 1 - SURE, axis=2), 0.0)
    parts = [
        found.rows("value", chance, found.n_open),
        found.rows("target", target, found.n_won),
        found.rows("missing", missing, found.n_open),
    ]
    rows = pd.concat(parts, ignore_index=True).assign(period=pd.Timestamp(window.current.start))
    if not found.is_attributed:
        rows["mark"] = np.where(rows["measure"].eq("target"), "", "unattributed")
    how = {"axes": ("ahead",), "measures": MEASURES, "now": True}
    return finish(rows, "target_chance", window, by=by, **how)  # type: ignore[arg-type]
