"""What will be booked, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.estimates.intervals import Floats
from kit.kpis.forecast.simulated import Simulated, simulated
from kit.kpis.frame import finish
from kit.window import Window

MEASURES = (
    *("value", "within_80", "within_50", "mean"),
    *("booked", "from_open", "from_new", "target"),
)
_MEDIAN = ("value", "within_80", "within_50")


def bookings_forecast(
    opportunities: DataFrame,
    targets: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    forecast_paths: DataFrame | None = None,
) -> DataFrame:
    """Bookings that this period and the next ones will come to, as the model expects them.

    Read off simulated paths of the future, in which what is open is won or lost by its chance and
    new opportunities arrive as they did so far. `value` is the median with its bounds at the
    report's level, `within_80` and `within_50` are the same median with the bounds that hold 80 %
    and 50 % of the paths. `booked` is what the period has brought so far; with `from_open`
    and `from_new`, the means of what is yet to come, it adds up to `mean`. Units are simulated on
    the same paths: their means add up to the company's, their bounds do not, because not all have
    luck at once. Paths of another day than `as_of` would know what came later and do not count: all
    but what is booked and the target is NA then. `by` other than region and team is marked
    ``unattributed``. Weeks are forecast in months.

    Unit: money
    Source: opportunities (status, closed_at, amount),
    targets (period_start, period_end, measure, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    targets
        One row per target; those for bookings count.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.
    forecast_paths
        Simulated bookings by unit, month, part and path, as `kit.prepare` makes them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `ahead`: 0 the first period that is not over on `as_of`, 1 the one
        after, as far as the paths reach; `n` counts the open opportunities, for `booked` and
        `target` those won so far.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> paths = pd.DataFrame({
    ...     "region": None, "team": None, "as_of": pd.Timestamp("2026-01-31"), "part": "open",
    ...     "month": pd.Timestamp("2026-02-01"), "path": [0, 1, 2], "amount": [10.0, 20.0, 60.0]})
    >>> frame = bookings_forecast(
    ...     empty("opportunities"), empty("targets"), Window(date(2026, 1, 31)),
    ...     forecast_paths=paths)
    >>> frame.query("ahead == 0 and measure in ['value', 'mean']")["value"].tolist()
    [20.0, 30.0]
    """
    found = simulated(opportunities, targets, window, by, forecast_paths)
    rows = pd.concat(_measures(found, window.level), ignore_index=True)
    if not found.is_attributed:
        told = rows["measure"].isin(["booked", "target"])
        rows["mark"] = np.where(told, "", "unattributed")
    rows = rows.assign(period=pd.Timestamp(window.current.start))
    return finish(
        rows, "bookings_forecast", window, by=by, axes=("ahead",), measures=MEASURES, now=True
    )


def _measures(found: Simulated, level: float) -> list[DataFrame]:
    totals, parts = found.totals, found.parts.mean(axis=3)
    booked = np.zeros_like(found.target)
    booked[:, 0] = found.booked
    rows = [
        found.rows(name, np.median(totals, axis=2), found.n_open, **_bounds(totals, within))
        for name, within in zip(_MEDIAN, (level, 0.8, 0.5), strict=True)
    ]
    return [
        *rows,
        found.rows("mean", totals.mean(axis=2), found.n_open),
        found.rows("booked", booked, found.n_won),
        found.rows("from_open", parts[:, :, 0], found.n_open),
        found.rows("from_new", parts[:, :, 1], found.n_open),
        found.rows("target", found.target, found.n_won),
    ]


def _bounds(totals: Floats, level: float) -> dict[str, Floats]:
    low, high = np.quantile(totals, [(1 - level) / 2, (1 + level) / 2], axis=2)
    return {"low": low, "high": high}
