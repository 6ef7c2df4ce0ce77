"""Who answers what: response by channel and message."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy

from kit.data.times import by_end_of, local_dates
from kit.estimates.comparison import benjamini_hochberg
from kit.estimates.intervals import wilson
from kit.estimates.shrinkage import shrink_rates
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.marks import unfinished
from kit.kpis.stacking import stacked
from kit.kpis.touches import RECIPIENTS, answer_days, is_outbound, reached, recipients
from kit.window import Window

MEASURES = ("value", "shrunken", "beats_the_rest", "p_value")
_READ = (
    *("occurred_at", "channel", "message", "contact_id", "lead_id", "account_id"),
    *("outcome", "direction", "is_automatic"),
)


def response_rate(
    activities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = ("channel", "message"),
    days: int = 14,
) -> pd.DataFrame:
    """Recipients who answered within a fixed number of days, as a share of the recipients reached.

    Recipients are counted, not sends: a contact, else a lead, else an account counts once in the
    period for each channel and message, and has answered if any of these touches was answered
    within `days`. A bounced message or a call that nobody took reaches nobody; an automatic reply
    is no answer. Inbound and automatic activities are no touches. Touches whose `days` were not
    over on `as_of` are left out, answered or not; a period that lacks more than 10 % of its touches
    so is marked ``immature``.

    `shrunken` draws the rates of a period towards what they have in common, so that two answers of
    two do not lead. `p_value` is the chance of a rate this far above that of the rest of the
    period, if all were alike (Fisher's exact test), corrected for looking at all of them
    (Benjamini-Hochberg); `beats_the_rest` is 1 where it lies below 1 less the window's level,
    else 0. Without anybody reached everything is NA.

    Unit: ratio
    Source: activities (occurred_at, channel, direction, contact_id, lead_id, account_id, message,
        outcome, responded_at, is_automatic)

    Parameters
    ----------
    activities
        One row per activity.
    window
        Periods and the day as of which they are seen.
    by
        Whom or what to compare.
    days
        Days after a touch within which an answer counts.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `value` (Wilson's bounds), `shrunken` (credible bounds),
        `beats_the_rest` and `p_value`; `n` counts the recipients reached.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed
    >>> table = completed(pd.DataFrame({
    ...     "activity_id": ["a", "b", "c"], "channel": "email", "direction": "outbound",
    ...     "occurred_at": pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-06"], utc=True),
    ...     "contact_id": ["x", "x", "y"], "outcome": ["reached", "answered", "reached"]}),
    ...     "activities")
    >>> frame = response_rate(table, Window(date(2026, 1, 31), periods=1), by=["channel"])
    >>> frame.query("measure == 'value'")["value"].tolist()
    [0.5]
    """
    records = known(activities, window, by, table="activities", read=_READ)
    counts, occurred = is_outbound(records) & reached(records), records["occurred_at"]
    period = in_periods(occurred, window)
    due = local_dates(occurred, window.calendar) + pd.Timedelta(days=days)
    is_over = by_end_of(due, window.as_of, window.calendar).to_numpy(bool)
    inside = counts & is_over & period.notna().to_numpy()
    reached_ones = _recipients_of(records[inside], period[inside], window, by, days)
    groups = group(reached_ones, by, period=reached_ones["period"])
    n, hits = groups.count(), groups.count(reached_ones["has_answered"])
    rows = _rates(groups.keys, n, hits, by, window.level)
    young = unfinished(period[counts], is_over[counts])
    rows["mark"] = np.where(rows["period"].isin(young), "immature", "")
    since = first_day(records["occurred_at"], window)
    return finish(
        rows, "response_rate", window, by=by, measures=MEASURES, rates=MEASURES, since=since
    )


def _recipients_of(
    touches: pd.DataFrame, periods: pd.Series, window: Window, by: Sequence[str], days: int
) -> pd.DataFrame:
    """One row per recipient, channel, message and group: its period, and whether it answered."""
    who, period = recipients(touches), periods.to_numpy()
    touches = touches.drop(columns=[name for name in RECIPIENTS if name not in by])
    if not (who >= 0).all():
        touches, who, period = touches[who >= 0], who[who >= 0], period[who >= 0]
    columns = list(dict.fromkeys(("channel", "message", *by)))
    cells = group(touches, [], period=pd.Series(period)).codes
    cells = cells * (len(who) + 1) + who
    for name in columns:
        codes, members = pd.factorize(touches[name], use_na_sentinel=True)
        cells = pd.factorize(cells)[0] * (len(members) + 1) + codes + 1
    number, first = np.unique(cells, return_index=True)
    has_answered = np.zeros(len(number), dtype=bool)
    within = answer_days(touches, window) <= days
    has_answered[np.searchsorted(number, cells[within])] = True
    one_each = touches[list(by)].iloc[first]
    return one_each.assign(period=period[first], has_answered=has_answered)


def _rates(
    keys: pd.DataFrame, n: np.ndarray, hits: np.ndarray, by: Sequence[str], level: float
) -> pd.DataFrame:
    """Rows of all measures."""
    low, high = wilson(hits, n, level)
    is_named = keys[list(by)].notna().all(axis="columns").to_numpy(bool)
    period, shrunken = keys["period"].to_numpy(), np.full((3, len(keys)), np.nan)
    for start in np.unique(period[is_named]):
        rows = np.flatnonzero(is_named & (period == start))
        rates = shrink_rates(hits[rows], n[rows], level)
        shrunken[:, rows] = rates.value, rates.low, rates.high
    p = benjamini_hochberg(_above_the_rest(keys["period"], n, hits))
    beats = np.where(np.isnan(p), np.nan, p < 1 - level)
    bounds = ("value", "low", "high")
    measures = {
        "value": {"value": hits / n, "low": low, "high": high, "n": n},
        "shrunken": dict(zip(bounds, shrunken, strict=True)) | {"n": n},
        "beats_the_rest": {"value": beats, "n": n},
        "p_value": {"value": p, "n": n},
    }
    return stacked(keys, measures)


def _above_the_rest(period: pd.Series, n: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """Fisher's exact chance of so many answers or more; NaN where there is no rest."""
    place = np.unique(period.to_numpy(), return_inverse=True)[1]
    total, answers = (np.bincount(place, one).astype(np.int64)[place] for one in (n, hits))
    p = scipy.stats.hypergeom.sf(hits - 1, total, answers, n)
    return np.where(total > n, p, np.nan)
