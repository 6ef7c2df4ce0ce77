"""Who was open in a period, at which ages: the population behind the sales equation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.times import is_instant, local_dates
from kit.estimates.intervals import Floats
from kit.kpis.durations import Durations
from kit.window import Window

_INSTANT = 1e-7
"""A hundredth of a second in days: what happens at midnight belongs to the day that begins."""


@dataclass(frozen=True)
class AtRisk:
    """Opportunities that were open at some time of a period.

    Attributes
    ----------
    opportunities
        Those, in the order of the arrays.
    entry, exit
        Ages in days at which they came under observation in the period and left it.
    cause
        0 still open at its end, 1 won, 2 lost in it.
    days
        Length of the period in days, as far as closes were recorded in it and `as_of` allows.
    """

    opportunities: DataFrame
    entry: Floats
    exit: Floats
    cause: np.ndarray
    days: float


def at_risk(spans: Durations, window: Window) -> list[AtRisk]:
    """The opportunities at risk in each period of the window.

    Where closes are recorded from some day on only, days before it count for nothing, and a period
    before it has no days.
    """
    created = spans.opportunities["created_at"]
    since = spans.recording_start or window.starts[0]
    edges = zip(window.starts, window.edges[1:], strict=True)
    spells = [(max(start, since), min(edge, window.end)) for start, edge in edges]
    born = _days(created if is_instant(created) else local_dates(created, window.calendar))
    is_exact = is_instant(created)
    cuts = [[_cut(day, window, is_exact=is_exact) for day in spell] for spell in spells]
    return [_between(spans, born, start, end) for start, end in cuts]


def _between(spans: Durations, born: Floats, start: float, end: float) -> AtRisk:
    """Who was open between two points in time, given as days like `born`."""
    entry = np.maximum(spans.entry, start - born)
    exit = np.minimum(spans.exit, end - born)
    # Whoever closed on the day of creation was there for no time, and closed all the same.
    inside = (exit > entry) | ((entry == 0) & (exit == 0) & (born > start))
    inside &= end > start
    cause = np.where(spans.exit <= end - born, spans.cause, 0)
    return AtRisk(
        spans.opportunities[inside], entry[inside], exit[inside], cause[inside], max(end - start, 0)
    )


def _days(series: Series) -> Floats:
    """Days since 1970, in UTC or of a calendar."""
    moment = series.to_numpy("datetime64[us]") - np.datetime64("1970-01-01")
    return np.asarray(moment / np.timedelta64(1, "D"), dtype=np.float64)


def _cut(day: date, window: Window, *, is_exact: bool) -> float:
    """Right before a day begins; of days without a clock, the day before.

    Whoever closes on the first day of a period is in it.
    """
    if is_exact:
        moment = pd.Timestamp(window.calendar.midnight(day))
        return float(moment.timestamp() / 86_400 - _INSTANT)
    return float((day - date(1970, 1, 1)).days - 1)
