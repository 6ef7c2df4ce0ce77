"""Whether leads that are answered sooner convert more often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data.times import end_of, is_instant
from kit.estimates.intervals import wilson
from kit.estimates.ratios import mantel_haenszel, risk_ratio
from kit.kpis.frame import finish
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.leads.cohort import distinct_leads
from kit.kpis.leads.first_touch import READ, first_touch
from kit.kpis.leads.response import unanswered_end
from kit.kpis.waiting import day_ends
from kit.window import Window
from kit.working_hours import is_working_time

DAYS = 90
_LIKE = ("source", "score_band")
_ALIKE = (*_LIKE, "region", "team")
CUTS = {
    "5 minutes": pd.Timedelta(minutes=5),
    "1 hour": pd.Timedelta(hours=1),
    "1 day": pd.Timedelta(days=1),
}
MEASURES = ("answered", "unanswered", "ratio", "adjusted_ratio")


def conversion_by_response_time(
    leads: pd.DataFrame,
    activities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    days: float = DAYS,
) -> pd.DataFrame:
    """Conversion of leads answered within 5 minutes, 1 hour and 1 day, against those still waiting.

    At each cut only leads that are then neither converted nor disqualified are compared, by what
    had happened until then: `answered` is the share converted within `days` days of creation among
    those answered by the cut, `unanswered` among those that still waited (many of them were
    answered later). `ratio` divides the two. `adjusted_ratio` compares leads of the same source
    and the same band of the score at creation that came at a like time, inside working hours or
    outside (Mantel–Haenszel); leads with nobody alike on the other side count for nothing there.

    An association: what nobody recorded, such as a name that the owner knew, may have made an
    answer quick and the conversion likely. All leads created at least `days` days before the end
    of `as_of` count, younger ones do not yet. For an answer see `lead_response_hours`. Leads or
    activities with dates only cannot be cut: all is NA. Days of conversion and disqualification
    count to their end.

    Unit: ratio
    Source: leads (created_at, converted_at, disqualified_at, source, region, team), activities
    (lead_id, occurred_at, direction, outcome, is_automatic)

    Parameters
    ----------
    leads
        One row per lead; its `score_band` is used where it has one.
    activities
        One row per activity.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns of `leads` to split by.
    days
        Days within which a conversion counts.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the axis `cut`; `n` counts the leads compared, for `adjusted_ratio` those
        with anybody alike on the other side. Without a conversion on the other side there is no
        ratio.

    Examples
    --------
    >>> from datetime import date
    >>> leads = pd.DataFrame({
    ...     "lead_id": ["a", "b"], "created_at": pd.to_datetime(["2026-03-02T09:00Z"] * 2),
    ...     "converted_at": pd.to_datetime(["2026-03-09T09:00Z", None]),
    ...     "disqualified_at": pd.to_datetime([None, None], utc=True), "source": "Web"})
    >>> touches = pd.DataFrame({
    ...     "lead_id": ["a"], "occurred_at": pd.to_datetime(["2026-03-02T09:30Z"]),
    ...     "direction": ["outbound"], "outcome": ["reached"], "is_automatic": [False]})
    >>> found = conversion_by_response_time(leads, touches, Window(date(2026, 6, 30)))
    >>> found.set_index(["measure", "cut"])["value"].loc["answered"].tolist()
    [nan, 1.0, 1.0]
    """
    records = distinct_leads(leads, window, by, read=_ALIKE)
    touches = known(activities, window, table="activities", read=READ)
    answer = first_touch(records, touches, window.calendar)
    followed = _followed(records, answer, window, days)
    groups = group(followed.leads, by)
    rows = pd.concat(
        [_rows(groups, followed, cut, window.level).assign(cut=name) for name, cut in CUTS.items()],
        ignore_index=True,
    )
    rows = rows.assign(
        cut=pd.Categorical(rows["cut"], categories=list(CUTS)),
        period=pd.Timestamp(window.current.start),
    )
    return finish(
        rows,
        "conversion_by_response_time",
        window,
        by=by,
        axes=("cut",),
        measures=MEASURES,
        rates=MEASURES,
        now=True,
    )


@dataclass(frozen=True)
class _Followed:
    """Leads old enough; spans since their creation, infinite (NaT) where nothing came."""

    leads: pd.DataFrame
    answered: pd.Series
    ended: pd.Series
    is_converted: pd.Series
    stratum: np.ndarray


def _followed(leads: pd.DataFrame, answer: pd.Series, window: Window, days: float) -> _Followed:
    created, horizon = leads["created_at"], pd.Timedelta(days=days)
    if not is_instant(answer):
        leads = leads.iloc[:0]
        created, answer = (day_ends(one.iloc[:0], window.calendar) for one in (created, answer))
    is_old = created + horizon <= end_of(window.as_of, window.calendar)
    leads, answer, created = leads[is_old], answer[is_old], created[is_old]
    converted = day_ends(leads["converted_at"], window.calendar)
    return _Followed(
        leads,
        answer - created,
        unanswered_end(leads, window) - created,
        (converted - created).le(horizon),
        _strata(leads, created, window),
    )


def _strata(leads: pd.DataFrame, created: pd.Series, window: Window) -> np.ndarray:
    """A number for each combination of source, score band and time of arrival."""
    is_office = is_working_time(leads, created, window.calendar)
    columns = [leads[name] for name in _LIKE if name in leads]
    alike = np.zeros(len(leads), dtype=np.int64)
    for column in (*columns, is_office):
        codes = pd.Categorical(column).codes.astype(np.int64)
        alike = alike * (codes.max(initial=0) + 2) + codes + 1
    return np.unique(alike, return_inverse=True)[1]


def _rows(groups: Groups, followed: _Followed, cut: pd.Timedelta, level: float) -> pd.DataFrame:
    """Rows of one cut."""
    waits_on = ~followed.ended.le(cut).to_numpy()
    answered = followed.answered.le(cut).to_numpy()
    won = followed.is_converted.to_numpy()
    shape = len(groups.keys), int(followed.stratum.max(initial=-1)) + 1
    cell = groups.codes * shape[1] + followed.stratum
    sides = [waits_on & answered, waits_on & ~answered]
    n = [_counted(cell, side, shape) for side in sides]
    hits = [_counted(cell, side & won, shape) for side in sides]
    wholes = [one.sum(axis=1) for one in (*n, *hits)]
    compared = ((n[0] + n[1]) * ((n[0] > 0) & (n[1] > 0))).sum(axis=1)
    plain = risk_ratio(wholes[2], wholes[0], wholes[3], wholes[1], level)
    adjusted = mantel_haenszel(hits[0], n[0], hits[1], n[1], level)
    parts = [
        _share(groups, "answered", wholes[2], wholes[0], level),
        _share(groups, "unanswered", wholes[3], wholes[1], level),
    ]
    for name, one, among in (
        ("ratio", plain, wholes[0] + wholes[1]),
        ("adjusted_ratio", adjusted, compared),
    ):
        parts.append(
            groups.rows(measure=name, value=one.value, low=one.low, high=one.high, n=among)
        )
    return pd.concat(parts, ignore_index=True)


def _share(
    groups: Groups, name: str, hits: np.ndarray, n: np.ndarray, level: float
) -> pd.DataFrame:
    low, high = wilson(hits, n, level)
    value = hits / np.where(n > 0, n, np.nan)
    return groups.rows(measure=name, value=value, low=low, high=high, n=n)


def _counted(cell: np.ndarray, where: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    return np.bincount(cell[where], minlength=shape[0] * shape[1]).reshape(shape)
