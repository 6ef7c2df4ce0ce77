"""What those that have reached an age may still hope for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.estimates.bands import conditional
from kit.estimates.curves import incidence
from kit.kpis.curve_rows import Columns, Spells, state_columns, survival_frame
from kit.kpis.durations import LOST, WON
from kit.window import Window

AGES = (0, 15, 30, 45, 60, 90, 120, 150, 180, 270, 365)
WITHIN_DAYS = 90
_MEASURES = {"won": WON, "lost": LOST, "still_open": 0}


def still_won(
    opportunities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    ages: Sequence[int] = AGES,
    days: int = WITHIN_DAYS,
) -> pd.DataFrame:
    """Of those that were open at an age, the share won, lost and still open 90 days later.

    Conditional Aalen–Johansen: those that are cut off within the 90 days count as long as they
    were seen. `n` is the number open at that age. An age that nobody has reached has no shares
    (``not_reached``); where nobody was followed for 90 days from there, they are counted as far as
    anybody went (``immature``). Opportunities that have not started are left out.

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
        Ages in days from which is looked ahead.
    days
        How far is looked ahead.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `age_days`.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-02-20", None]),
    ...     "status": ["won", "won", "open"], "amount": [75.0, 5.0, None]})
    >>> rates = still_won(table, Window(date(2026, 5, 31)), ages=[0, 30])
    >>> rates.query("measure == 'won'")["value"].round(3).tolist()
    [0.667, 0.5]
    """
    starts = np.asarray(ages, dtype=float)
    return survival_frame(
        opportunities,
        "still_won",
        window,
        lambda spells: _columns(spells, starts, days, window.level),
        by=by,
        axes=("age_days",),
        measures=tuple(_MEASURES),
    )


def _columns(spells: Spells, starts: np.ndarray, days: int, level: float) -> Columns:
    curves = incidence(*spells, level=level)
    shares = conditional(curves, starts, starts + days)
    marks = {
        "not_reached": shares.n == 0,
        "thin": starts < curves.table.start,
        "immature": ~shares.is_reached,
    }
    return state_columns(
        shares, _MEASURES, starts, np.select(list(marks.values()), list(marks), "")
    )
