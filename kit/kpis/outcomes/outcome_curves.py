"""What became of opportunities by their age."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.estimates.curves import at, incidence
from kit.kpis.curve_rows import Columns, Spells, state_columns, survival_frame
from kit.kpis.durations import LOST, WON
from kit.window import Window

AGES = (30, 60, 90, 180, 365)
_MEASURES = {"won": WON, "lost": LOST, "still_open": 0}


def win_rate_curve(
    opportunities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    ages: Sequence[int] = AGES,
) -> pd.DataFrame:
    """Share of opportunities won, and lost, by the time they reach an age since creation.

    Aalen–Johansen over all opportunities known on `as_of`: open ones count until then, losses
    compete with wins, and where recording of closes began late, earlier opportunities count from
    the age they had then. `n` is the number at risk at that age. An age that nobody has reached
    has no share (``not_reached``). Where too few were watched from the start the curve begins at a
    later age, is of those open at that age, and is marked ``thin`` throughout.
    Opportunities that have not started are left out.

    Unit: ratio
    Source: opportunities (status, created_at, closed_at)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Dimensions.
    ages
        Ages in days; ``range(0, 366, 7)`` gives enough points to draw.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `age_days` and complementary log-log bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-21"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-21", None]),
    ...     "status": ["won", "lost", "open"], "amount": [75.0, 0.0, None]})
    >>> curve = win_rate_curve(table, Window(date(2026, 1, 31)), ages=[10, 20])
    >>> curve.query("measure != 'still_open'")["value"].round(3).tolist()
    [0.333, 0.333, 0.0, 0.667]
    """
    points = np.asarray(ages, dtype=float)
    return survival_frame(
        opportunities,
        "win_rate_curve",
        window,
        lambda spells: _columns(spells, points, window.level),
        by=by,
        axes=("age_days",),
        measures=tuple(_MEASURES),
    )


def _columns(spells: Spells, ages: np.ndarray, level: float) -> Columns:
    curves = incidence(*spells, level=level)
    points = at(curves, ages)
    mark = np.where(points.is_reached, "", "not_reached")
    if curves.table.start > 0:
        mark = np.where(points.is_reached | (ages <= curves.table.start), "thin", mark)
    return state_columns(points, _MEASURES, ages, mark)
