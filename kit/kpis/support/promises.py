"""Whether what was promised to customers is kept: answers in time, and resolutions that last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kit.data.times import days_between, end_of, is_instant
from kit.errors import ParamError
from kit.estimates.intervals import Floats, wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.support.resolution_time import response_waits
from kit.kpis.support.resolutions import distinct_cases, resolutions
from kit.kpis.waiting import ANSWERED, waits
from kit.window import Window

RESPONSE_HOURS = 4.0
RESOLUTION_HOURS = 27.0
REOPEN_DAYS = 30
MATURE = 0.9
"""Share of the cases of a period that must be old enough for its rate to be final."""

Limit = float | Mapping[str, float]


def sla_met(
    cases: pd.DataFrame,
    changes: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    response_hours: Limit = RESPONSE_HOURS,
    resolution_hours: Limit = RESOLUTION_HOURS,
) -> pd.DataFrame:
    """Share of cases that were answered, and resolved, within the agreed working hours.

    By the period of opening; `response` is the share whose first response, `resolution` the share
    whose first resolution came in time. A case counts once its limit has passed, whether it was
    answered or not: an open case that is overdue is missed, one that still has time is not judged,
    however fast it may have been answered, since the slow ones of its age are not known yet. A
    period with fewer than 90 % of its cases judged is marked ``immature``; one with none is NA.
    By default the limits are 4 working hours to respond and 27 (three days of nine) to resolve.
    Where cases have dates only, working hours are those of whole days. A unit whose working hours
    are not known has no share. Where no response is ever recorded, `response` is NA.

    Unit: ratio
    Source: cases (opened_at, first_response_at, resolved_at, closed_at, priority, region, team),
    changes (table, id, changed_at, field, old, new)

    Parameters
    ----------
    cases
        One row per case.
    changes
        Changes of the status of cases; they tell first resolutions.
    window
        Periods and the day as of which they are seen.
    by
        Columns of `cases` to split by.
    response_hours, resolution_hours
        Limit in working hours, for all or by priority; cases of a priority without one are left
        out.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds; `n` counts the cases judged.

    Examples
    --------
    >>> from datetime import date
    >>> cases = pd.DataFrame({
    ...     "case_id": ["a", "b"], "opened_at": pd.to_datetime(["2026-03-02T10:00Z"] * 2),
    ...     "first_response_at": pd.to_datetime(["2026-03-02T11:00Z", "2026-03-03T11:00Z"]),
    ...     "resolved_at": pd.to_datetime(["2026-03-04T10:00Z", None]),
    ...     "closed_at": pd.to_datetime([None, None], utc=True), "reopened_count": [0, 0]})
    >>> changes = pd.DataFrame({name: pd.Series(dtype="str") for name in (
    ...     "table", "id", "field", "old", "new", "sequence")})
    >>> changes["changed_at"] = pd.Series(dtype="datetime64[us, UTC]")
    >>> sla_met(cases, changes, Window(date(2026, 3, 31), periods=1))["value"].tolist()
    [0.5, 0.5]
    """
    records = distinct_cases(cases, window, by)
    opened, first = records["opened_at"], resolutions(records, changes, window).first
    age = waits(records, opened, pd.Series(pd.NaT, index=records.index), window).working
    until = {
        "response": (response_waits(records, window), response_hours),
        "resolution": (waits(records, opened, first, window), resolution_hours),
    }
    groups = group(records, by, period=in_periods(opened, window))
    parts = []
    for name, (waited, limit) in until.items():
        hours = _limits(records, limit)
        # A column that was never filled says nothing about anybody.
        judged = (age >= hours) & (waited.cause == ANSWERED).any()
        kept = judged & (waited.cause == ANSWERED) & (waited.working <= hours)
        parts.append(_share(groups, name, kept, judged, ~np.isnan(hours), window.level))
    return finish(
        pd.concat(parts, ignore_index=True),
        "sla_met",
        window,
        by=by,
        measures=tuple(until),
        rates=tuple(until),
        since=first_day(opened, window),
    )


def reopen_rate(
    cases: pd.DataFrame,
    changes: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    days: float = REOPEN_DAYS,
) -> pd.DataFrame:
    """Share of the cases resolved for the first time in the period that were reopened.

    A reopening counts within `days` days of the first resolution, as `changes` of the status tell.
    A case without such changes counts as reopened where it has a `reopened_count`, whenever that
    was, in the period of its last resolution. A period is marked ``immature`` while fewer than
    90 % of its cases were resolved at least `days` days ago; one without resolutions is NA, and so
    is everything where neither `changes` nor `reopened_count` tell of reopenings.

    Unit: ratio
    Source: cases (resolved_at, closed_at, reopened_count), changes (table, id, changed_at, field,
    old, new)

    Parameters
    ----------
    cases
        One row per case.
    changes
        Changes of the status of cases.
    window
        Periods and the day as of which they are seen.
    by
        Columns of `cases` to split by.
    days
        Days within which a reopening counts.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds; `n` counts the cases resolved.

    Examples
    --------
    >>> from datetime import date
    >>> cases = pd.DataFrame({
    ...     "case_id": ["a", "b"], "opened_at": pd.to_datetime(["2026-03-02T10:00Z"] * 2),
    ...     "resolved_at": pd.to_datetime(["2026-03-04T10:00Z", "2026-03-05T10:00Z"]),
    ...     "closed_at": pd.to_datetime([None, None], utc=True), "reopened_count": [0, 1]})
    >>> changes = pd.DataFrame({name: pd.Series(dtype="str") for name in (
    ...     "table", "id", "field", "old", "new", "sequence")})
    >>> changes["changed_at"] = pd.Series(dtype="datetime64[us, UTC]")
    >>> reopen_rate(cases, changes, Window(date(2026, 3, 31), periods=1))["value"].tolist()
    [0.5]
    """
    records = distinct_cases(cases, window, by)
    ends = resolutions(records, changes, window)
    first, calendar = ends.first, window.calendar
    after = days_between(first, ends.reopened, calendar)
    again = (ends.was_reopened & ~after.gt(days)).to_numpy()
    last = end_of(window.as_of, calendar) if is_instant(first) else pd.Timestamp(window.as_of)
    seen = days_between(first, pd.Series(last, index=first.index), calendar)
    groups = group(records, by, period=in_periods(first, window))
    told = records["reopened_count"].notna() | ends.was_reopened
    judged = first.notna().to_numpy() & bool(told.any())
    rows = _share(groups, "value", again & judged, judged, judged, window.level)
    is_young = groups.count(pd.Series(judged & seen.ge(days).to_numpy())) < MATURE * rows["n"]
    rows["mark"] = np.where(is_young & rows["n"].gt(0), "immature", "")
    since = first_day(first, window)
    names = ("value",)
    return finish(rows, "reopen_rate", window, by=by, measures=names, rates=names, since=since)


def _limits(records: pd.DataFrame, limit: Limit) -> Floats:
    """Limit of each case in working hours; NaN where it has none."""
    of_all = [*limit.values()] if isinstance(limit, Mapping) else [limit]
    for hours in of_all:
        if not hours > 0:
            raise ParamError(f"A limit of {hours} working hours cannot be met. Give more than 0.")
    if not isinstance(limit, Mapping):
        return np.full(len(records), float(limit))
    return np.asarray(records["priority"].astype(object).map(dict(limit)), dtype=np.float64)


def _share(
    groups: Groups,
    name: str,
    kept: np.ndarray,
    judged: np.ndarray,
    meant: np.ndarray,
    level: float,
) -> pd.DataFrame:
    """Rows of a share: those `kept` of the `judged`, marked where few of those `meant` are."""
    hits, n, of = (groups.count(pd.Series(one)) for one in (kept, judged, meant))
    low, high = wilson(hits, n, level)
    mark = np.where((n < MATURE * of) & (n > 0), "immature", "")
    value = hits / np.where(n > 0, n, np.nan)
    return groups.rows(measure=name, value=value, low=low, high=high, n=n, mark=mark)
