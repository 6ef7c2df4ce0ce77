"""How many touches it takes until a lead answers, and when more of them hardly help."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.data.times import end_of, is_instant, local_dates
from kit.estimates.curves import at, kaplan_meier
from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.marks import THIN
from kit.kpis.touches import answered, is_inbound, is_outbound
from kit.window import Window

MEASURES = ("answered", "hazard", "stop_after")
_FEW = 1 / 50
"""Share that must answer one more touch for it to be worth making."""
_READ = ("lead_id", "direction", "outcome", "is_automatic")
_NEVER = np.iinfo(np.int64).max


def touches_to_response(
    leads: pd.DataFrame,
    activities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    touches: int = 12,
    days: int = 14,
) -> pd.DataFrame:
    """Share of the leads created in the window that have answered by their k-th touch.

    Touches are outbound and made by people; automatic ones do not count, nor do those after the
    lead was converted or disqualified. An answer is one that a touch records, or anything that the
    lead sends after its first touch, and it counts for the number of touches made by then. A lead
    whose effort stopped is counted up to its last touch, and one touch less while `days` have not
    passed since it. Giving up is no accident: people stop where they expect no answer, so leads
    that were touched more often say little about those that were dropped, and the curve says too
    much of what another touch would have brought them.

    `hazard` is the share that answers the k-th touch of those who got it and had not answered.
    `stop_after` is the touch after which none of the further ones brings an answer from 1 in 50;
    it is NA and ``not_reached`` where that never happens among at least 30 leads, and where no
    answer was ever recorded.

    Unit: ratio
    Source: leads (lead_id, created_at, converted_at, disqualified_at),
        activities (occurred_at, direction, lead_id, outcome, responded_at, is_automatic)

    Parameters
    ----------
    leads, activities
        One row per lead and activity.
    window
        Leads created in its periods count as one cohort; the rows stand in the current period.
    by
        Columns of the leads to split by.
    touches
        How many touches to follow.
    days
        Days after a touch within which an answer is waited for.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `k`, the number of the touch (missing for `stop_after`), and the
        measures `answered`, `hazard` and `stop_after`; `n` counts the leads at risk.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed
    >>> leads = completed(pd.DataFrame({
    ...     "lead_id": ["l", "m"], "status": "open",
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"], utc=True)}), "leads")
    >>> calls = completed(pd.DataFrame({
    ...     "activity_id": ["a", "b", "c"], "channel": "call", "lead_id": ["l", "m", "m"],
    ...     "occurred_at": pd.to_datetime(["2026-01-02", "2026-01-02", "2026-01-05"], utc=True),
    ...     "outcome": ["answered", "no_answer", "answered"]}), "activities")
    >>> frame = touches_to_response(leads, calls, Window(date(2026, 1, 31)), touches=2)
    >>> frame.query("measure == 'answered'")["value"].tolist()
    [0.5, 1.0]
    """
    records = known(leads, window, by, table="leads", read=["lead_id"])
    records = records[in_periods(records["created_at"], window).notna()]
    done = known(activities, window, table="activities", read=_READ)
    made, has_answered = _effort(records, done, window, days)
    groups = group(records[made > 0], by)
    ages, ends = made[made > 0], has_answered[made > 0]
    parts = groups.split(ages, ends) if by else [[ages, ends]]
    if not parts:
        parts = [[ages, ends]]
    columns = [_columns(one, ended, touches, window.level) for one, ended in parts]
    rows = pd.concat(columns, ignore_index=True)
    if by:
        keys = groups.keys.iloc[np.repeat(np.arange(len(groups.keys)), 2 * touches + 1)]
        rows = pd.concat([keys.reset_index(drop=True), rows.iloc[: len(keys)]], axis=1)
    rows = rows.assign(period=pd.Timestamp(window.current.start))
    return finish(
        rows,
        "touches_to_response",
        window,
        by=by,
        axes=("k",),
        measures=MEASURES,
        rates=MEASURES,
        now=True,
    )


def _effort(
    leads: pd.DataFrame, activities: pd.DataFrame, window: Window, days: int
) -> tuple[np.ndarray, np.ndarray]:
    """Touches that count for each lead, and whether it answered the last of them."""
    place = positions(activities["lead_id"], leads["lead_id"])
    activities = activities.drop(columns="lead_id")[place >= 0]
    lead = place[place >= 0]
    occurred, responded, verdict, now = _clock(leads, activities, window)
    is_touch = is_outbound(activities) & (occurred <= verdict[lead])
    touched, when = lead[is_touch], occurred[is_touch]
    first = np.full(len(leads), _NEVER)
    np.minimum.at(first, touched, when)
    is_reply = is_touch & answered(activities)
    replied = np.full(len(leads), _NEVER)
    np.minimum.at(replied, lead[is_reply], np.maximum(responded, occurred)[is_reply])
    inbound = is_inbound(activities) & (occurred > first[lead])
    np.minimum.at(replied, lead[inbound], occurred[inbound])
    has_answered = replied < _NEVER
    # An answer needs time: what was sent a few days ago may still be answered.
    is_over = (when + days * 86_400_000_000 <= now) | has_answered[touched]
    counts = (when <= replied[touched]) & is_over
    return np.bincount(touched[counts], minlength=len(leads)), has_answered


def _clock(
    leads: pd.DataFrame, activities: pd.DataFrame, window: Window
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Times in microseconds, of instants where all are; missing verdicts lie in the far future."""
    columns = [
        activities["occurred_at"],
        activities["responded_at"],
        leads["converted_at"],
        leads["disqualified_at"],
    ]
    exact = all(is_instant(one) or one.isna().all() for one in columns)
    now = end_of(window.as_of, window.calendar) if exact else pd.Timestamp(window.end)
    if not exact:
        columns = [local_dates(one, window.calendar) for one in columns]
    occurred, responded, converted, dropped = (
        one.to_numpy("datetime64[us]").astype(np.int64) for one in columns
    )
    missing = np.iinfo(np.int64).min  # how NaT is stored
    verdict = np.minimum(*(np.where(one == missing, _NEVER, one) for one in (converted, dropped)))
    return occurred, responded, verdict, int(now.as_unit("us").asm8.astype(np.int64))


def _columns(
    made: np.ndarray, has_answered: np.ndarray, touches: int, level: float
) -> pd.DataFrame:
    """Rows of one group: the curve, its hazard, and where to stop."""
    step = np.arange(1, touches + 1)
    points = at(kaplan_meier(np.zeros(len(made)), made, has_answered, level), step)
    risk = len(made) - np.searchsorted(np.sort(made), step, side="left")
    ends = np.bincount(made[has_answered], minlength=touches + 1)[1 : touches + 1]
    low, high = wilson(ends, risk, level)
    mark = np.where(risk > 0, "", "not_reached")
    with np.errstate(invalid="ignore"):
        hazard = np.where(risk > 0, ends / np.maximum(risk, 1), np.nan)
    answered_by = 1 - points.value[0], 1 - points.high[0], 1 - points.low[0]
    curve = _rows("answered", step, answered_by, risk, mark)
    hazards = _rows("hazard", step, (hazard, low, high), risk, mark)
    stop = _stop_after(hazard, risk)
    last = _rows(
        "stop_after",
        np.array([np.nan]),
        (np.array([stop]), np.array([np.nan]), np.array([np.nan])),
        np.array([len(made)]),
        np.array(["not_reached" if np.isnan(stop) else ""], dtype=object),
    )
    return pd.concat([curve, hazards, last], ignore_index=True)


def _rows(
    measure: str,
    step: np.ndarray,
    estimate: tuple[np.ndarray, np.ndarray, np.ndarray],
    n: np.ndarray,
    mark: np.ndarray,
) -> pd.DataFrame:
    value, low, high = estimate
    columns = {"value": value, "low": low, "high": high, "n": n, "mark": mark}
    return pd.DataFrame({"measure": measure, "k": pd.array(step, dtype="Int64"), **columns})


def _stop_after(hazard: np.ndarray, risk: np.ndarray) -> float:
    """The touch after which every one with enough leads brings less than 1 in 50; else NaN."""
    told = np.flatnonzero(risk >= THIN)
    worth = told[hazard[told] >= _FEW]
    if not len(worth) or worth[-1] == told[-1]:
        return float("nan")
    return float(worth[-1] + 1)
