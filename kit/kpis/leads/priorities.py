"""Which open leads to call now, which to nurture, and for which it is too late."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.errors import ParamError
from kit.estimates.curves import incidence
from kit.estimates.intervals import Floats
from kit.estimates.shrinkage import shrink_rates
from kit.kpis.durations import WON, durations
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.leads.cohort import days_seen, distinct_leads, spells
from kit.kpis.leads.first_touch import READ, first_touch
from kit.window import Window

ACTIONS = ("call_now", "nurture", "too_late")
COLUMNS = (
    "lead_id",
    "action",
    "score",
    "source",
    "owner",
    "age_hours",
    "answered",
    "expected_conversion_rate",
)
_GROUP = ("source", "score_band")
_NEARLY_ALL = 0.95
"""Part of all conversions by whose age a lead has had its chance."""


def lead_priorities(
    leads: DataFrame,
    activities: DataFrame,
    window: Window,
    *,
    limit: int = 100,
    fresh_hours: float = 24.0,
    worth_calling: float = 1.0,
    too_late_below: float = 0.02,
) -> DataFrame:
    """Open leads in the order in which to work on them, with what to do about each.

    `call_now`: nobody has answered yet, and the lead is fresh or promises at least as much as the
    average one did when it came. `too_late`: so few of its kind and age still convert that a call
    is not worth it. `nurture`: the rest, among them all that were answered and are waiting.
    What a lead promises is the share of its source and score band that converts, drawn towards the
    average where these are few, times what is left of it at the lead's age: both from all leads
    as known on `as_of`. It is a chance, no promise, and does not know what the owner knows. Leads
    that were converted, disqualified or merged are not open. Where no touch of any lead is
    recorded, nobody can say who was answered: only what a lead promises counts.

    Unit: ratio
    Source: leads (lead_id, created_at, score, score_band, source, owner, converted_at,
    disqualified_at, merged_into), activities (lead_id, occurred_at, direction, outcome,
    is_automatic)

    Parameters
    ----------
    leads
        One row per lead.
    activities
        One row per touch; may be empty.
    window
        Gives `as_of` and the calendar; periods do not matter.
    limit
        Rows to give.
    fresh_hours
        Age up to which every unanswered lead is called, whatever it promises: a day, within which
        answering costs little and a late answer loses most.
    worth_calling
        What an older unanswered lead must promise to be called, in multiples of the share of all
        leads that convert.
    too_late_below
        Chance under which a lead is given up; 1 in 50 by default, as fifty calls then bring one
        conversion.

    Returns
    -------
    pandas.DataFrame
        Columns `lead_id`, `action`, `score` (as known now), `source`, `owner`, `age_hours`,
        `answered` (missing where no touch is recorded at all) and `expected_conversion_rate`;
        those to call first, then by what they promise, the younger first.

    Examples
    --------
    >>> from datetime import date
    >>> day = pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-30"])
    >>> table = pd.DataFrame({
    ...     "lead_id": ["a", "b", "c"], "created_at": day, "source": "Web", "score": 50.0,
    ...     "score_band": "middle", "owner": "Ann", "disqualified_at": pd.to_datetime([None] * 3),
    ...     "converted_at": pd.to_datetime(["2026-01-11", None, None])})
    >>> touches = pd.DataFrame({
    ...     "lead_id": ["b"], "direction": ["outbound"], "outcome": ["reached"],
    ...     "occurred_at": pd.to_datetime(["2026-01-02"]), "is_automatic": [False]})
    >>> listing = lead_priorities(table, touches, Window(date(2026, 1, 31)))
    >>> listing[["lead_id", "action"]].values.tolist()
    [['c', 'call_now'], ['b', 'too_late']]
    """
    if limit < 1:
        raise ParamError(f"`limit` is {limit}: ask for at least 1 row.")
    records = distinct_leads(leads, window, _GROUP, read=["score", "owner"])
    is_open = records["converted_at"].isna() & records["disqualified_at"].isna()
    promise, average = _promises(records, window)
    touches = known(activities, window, table="activities", read=READ)
    listing = records.assign(
        age_hours=24 * days_seen(records, "converted_at", window),
        answered=_answered(records, touches, window),
        expected_conversion_rate=promise,
    )[is_open]
    action = _actions(listing, average, fresh_hours, worth_calling, too_late_below)
    listing = listing.assign(action=action)
    order = ["action", "expected_conversion_rate", "age_hours", "lead_id"]
    listing = listing.sort_values(order, ascending=[True, False, True, True])
    listing = listing.head(limit)[list(COLUMNS)].astype({"action": "str"}).reset_index(drop=True)
    listing.attrs["listing"] = "lead_priorities"
    return listing


def _actions(
    listing: DataFrame, average: float, fresh: float, worth: float, too_late: float
) -> pd.Categorical:
    is_known = listing["answered"].notna()
    is_waiting = ~listing["answered"].fillna(False).astype(bool)
    is_fresh = is_known & is_waiting & (listing["age_hours"] <= fresh)
    promises = listing["expected_conversion_rate"] >= worth * average
    is_late = (listing["expected_conversion_rate"] < too_late) & ~is_fresh
    call = is_waiting & (promises | is_fresh)
    action = np.select([is_late, call], ["too_late", "call_now"], "nurture")
    return pd.Categorical(action, list(ACTIONS), ordered=True)


def _answered(leads: DataFrame, activities: DataFrame, window: Window) -> Series:
    """Whether somebody got in touch with each lead; missing where no lead was ever touched."""
    if not activities["lead_id"].notna().any():
        return Series(pd.NA, index=leads.index, dtype="boolean")
    return first_touch(leads, activities, window.calendar).notna().astype("boolean")


def _promises(leads: DataFrame, window: Window) -> tuple[Series, float]:
    """Chance of each lead, given its kind and age, that it still converts; and that of a new one.

    Nothing is known where no lead was ever converted: all chances are missing then.
    """
    over = spells(leads, leads["converted_at"].notna(), window)
    spans = durations(over, window, columns=())
    curves = incidence(spans.entry, spans.exit, spans.cause, level=window.level)
    if not (spans.cause == WON).any():
        return Series(np.nan, index=leads.index), np.nan
    average = float(curves.incidence[WON, -1])
    age = days_seen(leads, "converted_at", window).to_numpy(float)
    left = _left_at(curves.time, curves.incidence[WON], curves.survival, age)
    # Young leads that converted already would speak for their kind before the others can.
    mature = age >= curves.time[np.argmax(curves.incidence[WON] >= _NEARLY_ALL * average)]
    groups, converted = group(leads, _GROUP), leads["converted_at"].notna()
    n = groups.count(Series(mature, index=leads.index))
    rates = shrink_rates(groups.count(converted & mature), n)
    promise = rates.value[groups.codes] * left / average
    return Series(np.clip(promise, 0, 1), index=leads.index), average


def _left_at(time: Floats, converted: Floats, still_open: Floats, age: Floats) -> Floats:
    """Chance that a lead open at each age still converts, whatever its kind."""
    place = np.searchsorted(time, age, side="right")
    by_then = np.concatenate([[0.0], converted])[place]
    waiting = np.concatenate([[1.0], still_open])[place]
    return np.where(waiting > 0, (converted[-1] - by_then) / np.where(waiting > 0, waiting, 1), 0.0)
