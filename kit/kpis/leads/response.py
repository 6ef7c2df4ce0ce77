"""How fast new leads are answered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.times import is_instant
from kit.estimates.curves import Curves
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.leads.cohort import distinct_leads
from kit.kpis.leads.first_touch import READ, first_touch
from kit.kpis.quality.recording import is_late_start
from kit.kpis.waiting import (
    ANSWERED,
    Line,
    Waits,
    day_ends,
    shares_within,
    spans_of,
    wait_rows,
    waits,
)
from kit.window import Window

NEVER_DAYS = 30
_UNITS = ("region", "team")
WITHIN = {"within_5_minutes": 5 / 60, "within_1_hour": 1.0, "within_1_day": 24.0}
MEASURES = ("median", "p90", "median_clock", "p90_clock", *WITHIN, "never_answered")


def lead_response_hours(
    leads: pd.DataFrame,
    activities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    never_days: float = NEVER_DAYS,
) -> pd.DataFrame:
    """Hours from a lead's creation to the first touch by a human of the team.

    By the period of creation. `median` and `p90`: the working hours within which half, and nine
    in ten, of all leads were answered; `median_clock` and `p90_clock` the same by the clock. Then
    the shares answered within 5 minutes, 1 hour and 1 day by the clock, and the share not answered
    within `never_days` days. All are read off the incidence curve of answers: a lead that waits
    stays at risk, one that converted or was disqualified before an answer never gets one. A median
    that fewer than half come to is NA and marked ``not_reached``; a share of an age that none of
    the period's leads has reached yet is NA and marked ``immature``.

    An answer is an activity that is not inbound, that no machine sent and that did not bounce, at
    or after the lead's creation; an attempt that reached nobody counts. Working hours are those of
    the lead's team (`hours`, `holidays` and `timezone` in project.yaml), by default Monday to
    Friday from 9 to 18 o'clock in the project's zone, without holidays. Duplicates that were merged
    into another lead do not count, nor do leads from before activities were recorded. Where
    creations or activities have dates only, hours are those of whole days and the shares within 5
    minutes and 1 hour are NA.

    Unit: hours
    Source: leads (created_at, converted_at, disqualified_at, region, team), activities (lead_id,
    occurred_at, direction, outcome, is_automatic)

    Parameters
    ----------
    leads
        One row per lead.
    activities
        One row per activity.
    window
        Periods and the day as of which they are seen.
    by
        Columns of `leads` to split by.
    never_days
        Days after which a lead without an answer counts as never answered.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the leads.

    Examples
    --------
    >>> from datetime import date
    >>> leads = pd.DataFrame({
    ...     "lead_id": ["a", "b"], "created_at": pd.to_datetime(["2026-03-02T17:00Z"] * 2),
    ...     "converted_at": pd.to_datetime([None, None], utc=True),
    ...     "disqualified_at": pd.to_datetime([None, None], utc=True)})
    >>> touches = pd.DataFrame({
    ...     "lead_id": ["a"], "occurred_at": pd.to_datetime(["2026-03-03T10:00Z"]),
    ...     "direction": ["outbound"], "outcome": ["reached"], "is_automatic": [False]})
    >>> hours = lead_response_hours(leads, touches, Window(date(2026, 3, 31), periods=1))
    >>> hours.set_index("measure").loc[["median", "median_clock", "within_1_day"], "value"].tolist()
    [2.0, 17.0, 0.5]
    """
    records = distinct_leads(leads, window, by, read=_UNITS)
    touches = known(activities, window, table="activities", read=READ)
    answer, ended = first_touch(records, touches, window.calendar), unanswered_end(records, window)
    waited = waits(records, records["created_at"], answer, window, ended)
    kept = _while_recorded(records, touches, waited, window)
    if not kept.all():
        records = records[kept]
        waited = waits(records, records["created_at"], answer[kept], window, ended[kept])
    groups = group(records, by, period=in_periods(records["created_at"], window))
    rows = wait_rows(groups, waited, lambda clock, working: _lines(clock, working, never_days))
    if not waited.is_exact:
        short = rows["measure"].isin(["within_5_minutes", "within_1_hour"])
        rows.loc[short, ["value", "low", "high"]] = np.nan
    since = first_day(records["created_at"], window)
    return finish(
        rows, "lead_response_hours", window, by=by, measures=MEASURES, rates=MEASURES, since=since
    )


def unanswered_end(leads: pd.DataFrame, window: Window) -> pd.Series:
    """When leads were converted or disqualified, whichever came first; NaT for open ones.

    Days count to their end.
    """
    ends = [day_ends(leads[name], window.calendar) for name in ("converted_at", "disqualified_at")]
    return pd.concat(ends, axis=1).min(axis=1)


def _while_recorded(
    records: pd.DataFrame, touches: pd.DataFrame, waited: Waits, window: Window
) -> np.ndarray:
    """Leads created while activities were recorded; all, unless recording began visibly later."""
    everyone = np.ones(len(records), dtype=bool)
    began = first_day(touches["occurred_at"], window)
    if pd.isna(began):
        return everyone
    created = records["created_at"]
    first = window.calendar.midnight(began.date()) if is_instant(created) else began
    # Right before that day begins, so that an answer on it is seen.
    age = (pd.Timestamp(first) - created).dt.total_seconds().to_numpy() / 86_400
    entry = np.where(age > 0, np.nextafter(age, 0.0), 0.0)
    left, answered = waited.clock / 24, waited.cause == ANSWERED
    seen = (entry == 0) | (left > entry)
    if not is_late_start(entry[seen], left[seen], answered[seen]):
        return everyone
    return age <= 0


def _lines(clock: Curves, working: Curves, never_days: float) -> list[Line]:
    within = shares_within(clock, WITHIN | {"never_answered": 24.0 * never_days})
    answered = within.pop()
    never = answered._replace(
        value=1 - answered.value, low=1 - answered.high, high=1 - answered.low
    )
    spans = spans_of(working, ("median", "p90")), spans_of(clock, ("median_clock", "p90_clock"))
    return [*spans[0], *spans[1], *within, never]
