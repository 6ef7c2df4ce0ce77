"""What an opportunity's age says about what happens next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.estimates.bands import conditional
from kit.estimates.curves import incidence
from kit.kpis.curve_rows import Columns, Spells, state_columns, survival_frame
from kit.kpis.durations import LOST, WON
from kit.window import Window

BANDS = (0, 30, 60, 90, 120, 180, 365)
_MEASURES = {"won": WON, "lost": LOST, "still_open": 0}


def close_rate_by_age(
    opportunities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    bands: Sequence[int] = BANDS,
) -> pd.DataFrame:
    """Of those open at the start of an age band, the share won, lost and still open at its end.

    Conditional Aalen–Johansen: those that are cut off inside the band count as long as they were
    seen. `n` is the number open at the start of the band. A band that nobody has reached has no
    shares (``not_reached``); one whose end nobody has reached yet is counted as far as anybody went
    (``immature``), which always holds for the last band while any opportunity in it is open.
    None won among few leaves a wide interval, not certainty.

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
    bands
        Starts of the bands in days of age, ascending; each ends where the next one starts, a close
        at that very age included, and the last one never ends.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `age_days`, the start of the band.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-02-20", None]),
    ...     "status": ["won", "lost", "open"], "amount": [75.0, 0.0, None]})
    >>> rates = close_rate_by_age(table, Window(date(2026, 3, 31)), bands=[0, 30])
    >>> rates["value"].round(3).tolist()
    [0.333, 0.0, 0.0, 0.5, 0.667, 0.5]
    """
    starts = np.asarray(bands, dtype=float)
    return survival_frame(
        opportunities,
        "close_rate_by_age",
        window,
        lambda spells: _columns(spells, starts, window.level),
        by=by,
        axes=("age_days",),
        measures=tuple(_MEASURES),
    )


def _columns(spells: Spells, starts: np.ndarray, level: float) -> Columns:
    curves = incidence(*spells, level=level)
    shares = conditional(curves, starts, np.append(starts[1:], np.inf))
    marks = {
        "not_reached": shares.n == 0,
        "thin": starts < curves.table.start,
        "immature": ~shares.is_reached,
    }
    return state_columns(
        shares, _MEASURES, starts, np.select(list(marks.values()), list(marks), "")
    )
