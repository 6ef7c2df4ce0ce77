"""The step that all KPIs of waiting share: how long until an answer, in clock and working hours.

Who still waits on `as_of` stays at risk until then; who stopped waiting for another reason has come
to a competing end. So neither drops out of the medians.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.data.times import end_of, is_instant, local_dates
from kit.estimates.curves import Curves, at, incidence
from kit.estimates.intervals import Floats
from kit.estimates.spans import quantiles
from kit.kpis.groups import Groups
from kit.kpis.stacking import beside
from kit.window import Calendar, Window
from kit.working_hours import elapsed_working_hours

ANSWERED, ENDED = 1, 2


class Line(NamedTuple):
    """One measure of one group."""

    measure: str
    value: float
    low: float
    high: float
    n: int
    mark: str


@dataclass(frozen=True)
class Waits:
    """How long each record waited.

    Attributes
    ----------
    clock, working
        Hours until the answer, another end, or the end of `as_of`; `working` is NaN where the
        unit's working hours are not known.
    cause
        0 still waiting, 1 answered, 2 ended otherwise.
    is_exact
        False where a start or an answer is only known by its day; hours are then those of days.
    """

    clock: Floats
    working: Floats
    cause: np.ndarray
    is_exact: bool


def waits(
    records: pd.DataFrame,
    start: pd.Series,
    answer: pd.Series,
    window: Window,
    other_end: pd.Series | None = None,
) -> Waits:
    """How long each record waited for its answer.

    Parameters
    ----------
    records
        Their `region` and `team` say whose working hours count.
    start, answer
        When waiting began, and when the answer came (NaT: not yet), on the index of `records`.
        Where either holds days only, all spans are counted in days.
    other_end
        When waiting ended without an answer. Where it holds days only, that is the end of the
        day, so that an answer on the same day still counts.
    """
    seen: pd.Timestamp = end_of(window.as_of, window.calendar)
    exact = _is_exact(start) and _is_exact(answer)
    ended = pd.Series(pd.NaT, index=records.index) if other_end is None else other_end
    if exact:
        start, answer, ended = (day_ends(one, window.calendar) for one in (start, answer, ended))
    else:
        seen = pd.Timestamp(window.as_of)
        start, answer, ended = (_days(one, window.calendar) for one in (start, answer, ended))
    is_answered = answer.notna() & ~(answer > ended)
    finish = ended.fillna(seen).mask(is_answered, answer)
    working = elapsed_working_hours(records, start, finish, window.calendar)
    return Waits(
        np.maximum((finish - start).dt.total_seconds().to_numpy() / 3600, 0.0),
        working.to_numpy(float),
        np.where(is_answered, ANSWERED, np.where(ended.notna(), ENDED, 0)),
        exact,
    )


def day_ends(times: pd.Series, calendar: Calendar) -> pd.Series:
    """Instants as they are; days as the instants at which they end in the calendar's zone."""
    if is_instant(times):
        return times
    next_day = times.astype("datetime64[us]").dt.normalize() + pd.Timedelta(days=1)
    zoned = next_day.dt.tz_localize(
        calendar.timezone, ambiguous=np.ones(len(times), bool), nonexistent="shift_forward"
    )
    return zoned.dt.tz_convert("UTC")


def wait_rows(
    groups: Groups, waited: Waits, lines: Callable[[Curves, Curves], Sequence[Line]]
) -> pd.DataFrame:
    """Rows for `finish`: what `lines` reads off each group's curves.

    Parameters
    ----------
    groups
        Of the records that waited.
    lines
        Given the curve of the clock hours and that of the working hours, the group's lines.
    """
    found: list[Line] = []
    members: list[int] = []
    parts = groups.split(waited.clock, waited.working, waited.cause)
    for number, (clock, working, cause) in enumerate(parts):
        known = ~np.isnan(working)
        own = lines(_curves(clock, cause), _curves(working[known], cause[known]))
        found += own
        members += [number] * len(own)
    columns = {
        name: pd.array([str(line[place]) for line in found], dtype="str")
        if name in ("measure", "mark")
        else np.array([line[place] for line in found], dtype=np.int64 if name == "n" else float)
        for place, name in enumerate(Line._fields)
    }
    return beside(groups.keys, members, columns)


def spans_of(curves: Curves, names: tuple[str, str]) -> list[Line]:
    """The hours within which half, and nine in ten, of all have been answered."""
    n = len(curves.table.exits)
    found = []
    for name, one in zip(names, quantiles(curves, (0.5, 0.9), ANSWERED), strict=True):
        mark = "not_reached" if np.isnan(one.value) and n else ""
        found.append(Line(name, one.value, one.low, one.high, n, mark))
    return found


def shares_within(curves: Curves, hours: Mapping[str, float]) -> list[Line]:
    """The share answered within each number of hours; unknown where none was seen so long."""
    points, n = at(curves, list(hours.values())), len(curves.table.exits)
    return [
        Line(
            name,
            float(points.value[ANSWERED, place]),
            float(points.low[ANSWERED, place]),
            float(points.high[ANSWERED, place]),
            n,
            "" if points.is_reached[place] or not n else "immature",
        )
        for place, name in enumerate(hours)
    ]


def _curves(hours: Floats, cause: np.ndarray) -> Curves:
    return incidence(np.zeros(len(hours)), hours, cause)


def _is_exact(times: pd.Series) -> bool:
    return is_instant(times) or bool(times.isna().all())


def _days(times: pd.Series, calendar: Calendar) -> pd.Series:
    return local_dates(times if is_instant(times) else times.astype("datetime64[us]"), calendar)
