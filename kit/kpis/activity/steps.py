"""Leads and opportunities on their way: spells of time from one step to the next.

A lead's steps are being qualified and being converted, an opportunity's are the stages that it
enters for the first time, and being won. Times are days since 1970; exact where all columns hold
instants, whole days otherwise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.data.times import end_of, is_instant, local_dates
from kit.estimates.intervals import Floats
from kit.window import Window

_A_DAY = 86_400_000_000
_MOST = 5
"""Steps that are told apart; later ones are taken together."""


class Spells(NamedTuple):
    """One element per spell, sorted by record and time.

    `record` numbers leads and then opportunities; `start` and `end` bound the spell, `created` is
    when its record began; `cause` is 1 where the spell ended with the next step, 2 where the
    record ended without one, 0 where it still lasts. `step` tells apart what is comparable: kind
    of record and number of the step.
    """

    record: np.ndarray
    start: Floats
    end: Floats
    created: Floats
    cause: np.ndarray
    step: np.ndarray


class Clock:
    """Times of all tables on one scale: exact if every column holds instants."""

    def __init__(self, columns: list[pd.Series], window: Window) -> None:
        """Look at all `columns` that will be read."""
        self.window = window
        self.exact = all(is_instant(one) or one.isna().all() for one in columns)
        self.now = self.read(pd.Series([end_of(window.as_of, window.calendar)]))[0]
        if not self.exact:
            self.now = self.read(pd.Series([pd.Timestamp(window.as_of)]))[0]

    def read(self, column: pd.Series) -> Floats:
        """Days since 1970, NaN where missing."""
        days = column if self.exact else local_dates(column, self.window.calendar)
        if is_instant(days):
            days = days.dt.tz_convert("UTC").dt.tz_localize(None)
        whole = days.to_numpy("datetime64[us]")
        return np.where(np.isnat(whole), np.nan, whole.astype(np.int64) / _A_DAY)


def spells(
    leads: pd.DataFrame, opportunities: pd.DataFrame, history: pd.DataFrame, clock: Clock
) -> Spells:
    """Cut the time of all leads and opportunities at their steps."""
    of_leads = _cut(*_lead_steps(leads, clock), clock.now)
    of_opportunities = _cut(*_opportunity_steps(opportunities, history, clock), clock.now)
    joined = [np.concatenate(pair) for pair in zip(of_leads, of_opportunities, strict=True)]
    whole = Spells(*joined)
    second = np.arange(len(whole.record)) >= len(of_leads.record)
    return whole._replace(
        record=whole.record + second * len(leads),
        step=np.minimum(whole.step, _MOST - 1) + second * _MOST,
    )


def _lead_steps(leads: pd.DataFrame, clock: Clock) -> tuple[Floats, Floats, np.ndarray, Floats]:
    """Creation and end of each lead; row and time of each of its steps."""
    times = [clock.read(leads[name]) for name in ("qualified_at", "converted_at")]
    dropped = clock.read(leads["disqualified_at"])
    rows = np.tile(np.arange(len(leads)), 2)
    end = np.fmin(times[1], dropped)
    return clock.read(leads["created_at"]), end, rows, np.concatenate(times)


def _opportunity_steps(
    opportunities: pd.DataFrame, history: pd.DataFrame, clock: Clock
) -> tuple[Floats, Floats, np.ndarray, Floats]:
    """The same of opportunities; the stage that a loss puts them into is no step."""
    created, closed = (
        clock.read(opportunities["created_at"]),
        clock.read(opportunities["closed_at"]),
    )
    row = positions(history["opportunity_id"], opportunities["opportunity_id"])
    entered, stage = clock.read(history["entered_at"]), pd.factorize(history["stage"])[0]
    keep = (row >= 0) & ~np.isnan(entered)
    row, entered, stage = row[keep], entered[keep], stage[keep]
    order = np.lexsort((entered, row * (stage.max(initial=0) + 2) + stage))
    row, entered, stage = row[order], entered[order], stage[order]
    is_first = (np.diff(row, prepend=-1) != 0) | (np.diff(stage, prepend=-1) != 0)
    # A stage entered at the close is the close; wins are added below.
    is_first &= ~(entered >= closed[row]) & (entered > created[row])
    won = np.flatnonzero(opportunities["status"].eq("won").to_numpy(bool) & ~np.isnan(closed))
    rows = np.concatenate([row[is_first], won])
    return created, closed, rows, np.concatenate([entered[is_first], closed[won]])


def _cut(created: Floats, end: Floats, row: np.ndarray, at: Floats, now: float) -> Spells:
    """Spells of records from their creation, last seen now; steps outside a record are none."""
    until = np.fmin(end, now)
    has_time = until > created
    inside = has_time[row] & (at > created[row]) & (at <= until[row])
    row, at = row[inside], at[inside]
    order = np.lexsort((at, row))
    row, at = row[order], at[order]
    is_new = (np.diff(row, prepend=-1) != 0) | (np.diff(at, prepend=-1.0) > 0)
    row, at = row[is_new], at[is_new]
    # Each record's creation comes before its own steps, which are in order already.
    first = np.flatnonzero(has_time)
    place = np.arange(len(row)) + np.cumsum(has_time)[row]
    size = len(first) + len(row)
    is_step = np.zeros(size, dtype=bool)
    is_step[place] = True
    record, start = np.empty(size, dtype=np.int64), np.empty(size)
    record[place], start[place] = row, at
    record[~is_step], start[~is_step] = first, created[first]
    is_last = np.append(record[1:] != record[:-1], True)[: len(record)]
    ends = np.where(is_last, until[record], np.append(start[1:], np.nan)[: len(record)])
    begun = np.flatnonzero(np.diff(record, prepend=-1))
    step = np.arange(len(record)) - np.repeat(begun, np.diff(np.append(begun, len(record))))
    cause = np.where(is_last, np.where(end[record] <= now, 2, 0), 1)
    return _without_rest(Spells(record, start, ends, created[record], cause, step))


def _without_rest(cut: Spells) -> Spells:
    """Drop the spells of no length that follow a step which ends the record."""
    return Spells(*(column[cut.end > cut.start] for column in cut))
