"""Who is open on a day, how old they are, which stage they are at, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.positions import positions
from kit.data.times import by_end_of, days_between, end_of, is_instant
from kit.estimates.intervals import Floats
from kit.kpis.known import known
from kit.window import Calendar, Window

QUARTER_DAYS = 90


@dataclass(frozen=True)
class Standing:
    """Opportunities that were open at the end of a day.

    Attributes
    ----------
    as_of
        The day.
    records
        As known then.
    age
        Days since creation; 0 for those whose creation is not known.
    is_dated
        Whose creation is known.
    """

    as_of: date
    records: DataFrame
    age: Floats
    is_dated: np.ndarray

    def dated(self) -> Standing:
        """Those whose creation is known, alone."""
        kept = self.is_dated
        return Standing(self.as_of, self.records[kept], self.age[kept], kept[kept])


def standing(opportunities: DataFrame, window: Window) -> Standing:
    """Opportunities that are open at the end of `as_of`, as they were known then.

    Examples
    --------
    >>> table = DataFrame({"created_at": pd.to_datetime(["2026-01-01", "2026-01-01", None]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", None, None]), "amount": 5.0,
    ...     "status": ["won", "open", "open"]})
    >>> found = standing(table, Window(date(2026, 1, 8)))
    >>> found.age.tolist(), found.is_dated.tolist()
    ([7.0, 7.0, 0.0], [True, True, False])
    """
    records = known(opportunities, window)
    records = records[records["status"].eq("open")]
    age = age_on(records["created_at"], window)
    return Standing(window.as_of, records, np.nan_to_num(age), ~np.isnan(age))


def age_on(start: Series, window: Window) -> Floats:
    """Days from each start to `as_of`, to its end for instants; NaN where there is no start."""
    last = end_of(window.as_of, window.calendar)
    last = last if is_instant(start) else pd.Timestamp(window.as_of)
    return days_between(start, start.mask(start.notna(), last), window.calendar).to_numpy(float)


def won_by(
    opportunities: DataFrame, records: DataFrame, day: date, calendar: Calendar
) -> np.ndarray:
    """Which of `records` were won by the end of `day`, going by what is known today."""
    place = _places(records, opportunities)
    won = opportunities["status"].eq("won") & by_end_of(opportunities["closed_at"], day, calendar)
    return won.to_numpy()[place] & (place >= 0)


def _places(records: DataFrame, opportunities: DataFrame) -> np.ndarray:
    """Position of each record's opportunity; -1 where it is not there.

    Records are mostly rows of that very table, on its index: that is seen sooner than all ids are
    looked up.
    """
    named, ids = records["opportunity_id"], opportunities["opportunity_id"]
    if opportunities.index.is_unique:
        place = opportunities.index.get_indexer(records.index)
        found = ids.iloc[place].set_axis(named.index)
        if (place >= 0).all() and found.eq(named).all():
            return place
    return positions(named, ids)


def matured(window: Window, quarters: int = 1) -> Window:
    """The window as many quarters earlier, at least 90 days each: what came next is known.

    The same place in the quarter, so that what is usual in its months is the same too.

    Examples
    --------
    >>> matured(Window(date(2026, 5, 31))).as_of, matured(Window(date(2026, 5, 1))).as_of
    (datetime.date(2026, 2, 28), datetime.date(2026, 1, 31))
    """
    day = window.as_of
    for _ in range(quarters):
        earlier = (pd.Timestamp(day) - pd.DateOffset(months=3)).date()
        day = min(earlier, day - timedelta(days=QUARTER_DAYS))
    return window.at(day)


def stages_on(records: DataFrame, stage_history: DataFrame | None, window: Window) -> DataFrame:
    """Stage that each record was at on `as_of`, and for how many days, by the history alone.

    The stage that a record itself holds may be one that it came to later, or be blank because the
    record closed later; neither may tell.

    Returns
    -------
    DataFrame
        stage (missing where no entry was recorded), days; on the index of `records`.
    """
    if stage_history is None or not len(stage_history):
        nowhere = DataFrame({"stage": None, "days": np.nan}, index=records.index)
        return nowhere.astype({"stage": "str", "days": "float64"})
    place = positions(stage_history["opportunity_id"], records["opportunity_id"])
    own = np.flatnonzero(place >= 0)
    history = known(stage_history.iloc[own].assign(place=place[own]), window, table="stage_history")
    place = history["place"].to_numpy()
    moment = history["entered_at"].to_numpy("datetime64[us]").astype(np.int64)
    order = np.lexsort((history["sequence"].to_numpy(float), moment))
    last = np.full(len(records), -1)
    last[place[order]] = order  # of several entries the last one assigned stays
    stage = history["stage"].astype("str").array.take(last, allow_fill=True)
    entered = history["entered_at"].array.take(last, allow_fill=True)
    days = age_on(Series(entered, index=records.index), window)
    return DataFrame({"stage": stage, "days": days}, index=records.index)
