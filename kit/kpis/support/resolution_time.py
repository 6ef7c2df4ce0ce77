"""How long customers wait for an answer and for a solution."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.estimates.curves import Curves
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.support.resolutions import distinct_cases, resolutions
from kit.kpis.waiting import Line, Waits, spans_of, wait_rows, waits
from kit.window import Window

RESPONSE = ("median", "p90", "median_clock", "p90_clock")
FIRST = tuple(f"first_{name}" for name in RESPONSE)
FINAL = tuple(f"final_{name}" for name in RESPONSE)


def first_response_time(
    cases: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Hours from a case's opening to its first response.

    By the period of opening. `median` and `p90`: the working hours within which half, and nine in
    ten, of all cases were answered; `median_clock` and `p90_clock` the same by the clock. Cases
    that still wait are at risk; one resolved without a response on record never gets one (so does
    one closed, where no case has a `resolved_at`). What fewer than the share come to is NA and
    marked ``not_reached``. Working hours are those of the case's team (`hours`, `holidays` and
    `timezone` in project.yaml), by default Monday to Friday from 9 to 18 o'clock in the project's
    zone, without holidays. Where cases have dates only, hours are those of whole days.

    Unit: hours
    Source: cases (opened_at, first_response_at, resolved_at, closed_at, region, team)

    Parameters
    ----------
    cases
        One row per case.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the cases.

    Examples
    --------
    >>> from datetime import date
    >>> nothing = pd.to_datetime([None], utc=True)
    >>> cases = pd.DataFrame({
    ...     "case_id": ["a"], "opened_at": pd.to_datetime(["2026-03-02T17:00Z"]),
    ...     "first_response_at": pd.to_datetime(["2026-03-03T10:00Z"]),
    ...     "resolved_at": nothing, "closed_at": nothing})
    >>> first_response_time(cases, Window(date(2026, 3, 31), periods=1))["value"].tolist()
    [2.0, 2.0, 17.0, 17.0]
    """
    records = distinct_cases(cases, window, by)
    waited = response_waits(records, window)
    rows = _rows(_by_opening(records, window, by), waited, RESPONSE)
    return _finished(rows, "first_response_time", records, window, by, RESPONSE)


def resolution_time(
    cases: pd.DataFrame, changes: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Hours from a case's opening until it is resolved.

    By the period of opening; `first_…` until the first resolution, `final_…` until the one that
    still stands on `as_of`, reopenings included. `median` and `p90` are the working hours within
    which half, and nine in ten, of all cases were resolved, `median_clock` and `p90_clock` those
    by the clock. Open cases stay at risk. What fewer than the share come to is NA and marked
    ``not_reached``.

    A case ends when it is resolved, not when it is closed: many CRMs close resolved cases weeks
    later by themselves. Only where no case at all has a `resolved_at` does closing stand for it.
    First resolutions of reopened cases are read from `changes` of the status; a reopened case
    without such changes has its last resolution for both, so that `first_…` is too long there.
    Working hours are those of the case's team (`hours`, `holidays` and `timezone` in
    project.yaml), by default Monday to Friday from 9 to 18 o'clock in the project's zone, without
    holidays. Where cases have dates only, hours are those of whole days.

    Unit: hours
    Source: cases (opened_at, resolved_at, closed_at, region, team), changes (table, id,
    changed_at, field, old, new)

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

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the cases.

    Examples
    --------
    >>> from datetime import date
    >>> cases = pd.DataFrame({
    ...     "case_id": ["a"], "opened_at": pd.to_datetime(["2026-03-02T12:00Z"]),
    ...     "resolved_at": pd.to_datetime(["2026-03-04T12:00Z"]),
    ...     "closed_at": pd.to_datetime(["2026-03-18T03:00Z"]), "reopened_count": [0]})
    >>> changes = pd.DataFrame({
    ...     "table": ["cases"] * 3, "id": ["a"] * 3, "field": ["status"] * 3, "sequence": [1, 2, 3],
    ...     "changed_at": pd.to_datetime(["2026-03-02T14:00Z", "2026-03-03T12:00Z",
    ...     "2026-03-04T12:00Z"]), "old": ["open", "resolved", "open"],
    ...     "new": ["resolved", "open", "resolved"]})
    >>> frame = resolution_time(cases, changes, Window(date(2026, 3, 31), periods=1))
    >>> frame.set_index("measure").loc[["first_median", "final_median"], "value"].tolist()
    [2.0, 18.0]
    """
    records = distinct_cases(cases, window, by)
    ends = resolutions(records, changes, window)
    opened, groups = records["opened_at"], _by_opening(records, window, by)
    rows = pd.concat(
        [
            _rows(groups, waits(records, opened, ends.first, window), FIRST),
            _rows(groups, waits(records, opened, ends.final, window), FINAL),
        ],
        ignore_index=True,
    )
    return _finished(rows, "resolution_time", records, window, by, (*FIRST, *FINAL))


def response_waits(records: pd.DataFrame, window: Window) -> Waits:
    """How long cases waited for a first response; one resolved before it never gets any."""
    resolved = records["resolved_at"]
    ended = records["closed_at"] if resolved.isna().all() else resolved
    return waits(records, records["opened_at"], records["first_response_at"], window, ended)


def _by_opening(records: pd.DataFrame, window: Window, by: Sequence[str]) -> Groups:
    return group(records, by, period=in_periods(records["opened_at"], window))


def _rows(groups: Groups, waited: Waits, names: tuple[str, ...]) -> pd.DataFrame:
    def lines(clock: Curves, working: Curves) -> list[Line]:
        return [*spans_of(working, (names[0], names[1])), *spans_of(clock, (names[2], names[3]))]

    return wait_rows(groups, waited, lines)


def _finished(
    rows: pd.DataFrame,
    kpi: str,
    records: pd.DataFrame,
    window: Window,
    by: Sequence[str],
    measures: tuple[str, ...],
) -> pd.DataFrame:
    since = first_day(records["opened_at"], window)
    return finish(rows, kpi, window, by=by, measures=measures, rates=measures, since=since)
