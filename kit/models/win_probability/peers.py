"""Simple ways to tell who will be won, against which a model is measured.

None of them looks at anything but the records known on the day it speaks.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from pandas import DataFrame, Index, Series

from kit.estimates import kaplan_meier
from kit.estimates.intervals import Floats
from kit.kpis.durations import WON, durations
from kit.models.win_probability.standing import Standing, standing, won_by
from kit.window import Window


def base_rate(opportunities: DataFrame, window: Window, days: int) -> float:
    """Share won within so many days of those who were open that many days ago; 0 if nobody was.

    Examples
    --------
    >>> import pandas as pd
    >>> from datetime import date
    >>> table = DataFrame({"opportunity_id": ["a", "b"], "amount": 5.0,
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-02-20", None]), "status": ["won", "open"]})
    >>> base_rate(table, Window(date(2026, 3, 1)), 30)
    0.5
    """
    earlier = standing(opportunities, window.at(window.as_of - timedelta(days=days))).dated()
    won = won_by(opportunities, earlier.records, window.as_of, window.calendar)
    return float(won.mean()) if len(won) else 0.0


def survival_and_win_rate(
    opportunities: DataFrame, window: Window, ages: Floats, days: int
) -> Floats:
    """Chance to close within so many days at each age (Kaplan–Meier) × share won of the closed.

    Examples
    --------
    >>> import pandas as pd
    >>> from datetime import date
    >>> table = DataFrame({"amount": 5.0, "status": ["won", "lost", "open", "open"],
    ...     "created_at": pd.to_datetime(["2026-01-01"] * 4),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31", None, None])})
    >>> window = Window(date(2026, 3, 1))
    >>> survival_and_win_rate(table, window, np.array([0.0, 15.0]), 30).round(3).tolist()
    [0.25, 0.167]
    """
    spans = durations(opportunities, window)
    closed = int((spans.cause > 0).sum())
    if not closed:
        return np.zeros(len(ages))
    curve = kaplan_meier(spans.entry, spans.exit, spans.cause > 0)
    survival = np.concatenate([[1.0], curve.survival])
    now, then = (
        survival[np.searchsorted(curve.time, at, side="right")] for at in (ages, ages + days)
    )
    closes = 1 - np.divide(then, now, out=np.ones(len(ages)), where=now > 0)
    return closes * float((spans.cause == WON).sum() / closed)


def stage_weights(at: Standing, stages: DataFrame) -> Floats:
    """Chance that the CRM gives each one's stage; NaN where it gives none.

    A habit more than a forecast: it names no horizon.
    """
    listed = stages.dropna(subset="probability").drop_duplicates("stage")
    chance = Series(listed["probability"].to_numpy(float), Index(listed["stage"].astype(object)))
    return at.records["stage"].astype(object).map(chance).to_numpy(float)
