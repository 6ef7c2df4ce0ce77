"""How often opportunities are won within the next quarter, by the stage and the age they are at.

The benchmark against which open opportunities are called stale. Each age that is looked at takes
the opportunities that were open and at the stage at that very age, whatever stages they came to
later, and follows them for `HORIZON_DAYS`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame, Index

from kit.data.positions import positions
from kit.data.times import days_between
from kit.estimates.intervals import Floats
from kit.kpis.durations import WON, Durations, durations
from kit.kpis.known import known
from kit.window import Window

HORIZON_DAYS = 90
_ENTRY = ("opportunity_id", "sequence", "stage")
COLUMNS = ("as_of", "stage", "age_days", "followed", "won", "chance")
_WEEKLY_UNTIL, _WEEK, _MONTH = 364.0, 7.0, 28.0


class _Spells(NamedTuple):
    """Ages between which opportunities were at a stage: its number, 0 for any, and the record."""

    stage: np.ndarray
    record: np.ndarray
    begin: Floats
    end: Floats


def win_chances(opportunities: DataFrame, stage_history: DataFrame, window: Window) -> DataFrame:
    """Share won within the next 90 days of those open at an age, at each stage and at any.

    Aalen–Johansen from that age on: those not followed for so long count as long as they were seen.
    Ages are looked at week by week for a year, then every 28 days.

    Parameters
    ----------
    opportunities
        One row per opportunity.
    stage_history
        Which stage was entered when; without it only the rows of any stage are there.
    window
        Its `as_of` counts.

    Returns
    -------
    DataFrame
        as_of, stage (missing for any), age_days, followed (how many were open at that age, those
        cut off counted by the part of the 90 days in which they were seen), won (how many of them
        were won in it), chance. Rows only where there was anyone.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": ["won", "open"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-06", None]), "amount": [5.0, 6.0]})
    >>> nothing = pd.DataFrame({
    ...     "opportunity_id": [], "entered_at": pd.to_datetime([]), "sequence": [], "stage": []})
    >>> found = win_chances(table, nothing, Window(date(2026, 1, 10)))
    >>> found[["age_days", "won", "chance"]].to_numpy().tolist()
    [[0.0, 1.0, 0.5], [7.0, 0.0, 0.0]]
    """
    spans = durations(opportunities, window, columns=["opportunity_id"])
    history = known(stage_history, window, table="stage_history", read=_ENTRY)
    stages = Index(sorted(history["stage"].dropna().unique()), dtype=object)
    ages = _ages(spans.exit.max(initial=0.0))
    spells = _at_stages(spans, history, stages, window)
    size = (len(stages) + 1) * len(ages)
    cell, record, rest = _looked_at(spells, spans, ages)
    found = _followed(cell, rest, spans.cause[record], size)
    rows = DataFrame(
        {
            "as_of": pd.Timestamp(window.as_of).as_unit("us"),
            "stage": np.repeat(np.array([None, *stages], dtype=object), len(ages)),
            "age_days": np.tile(ages, len(stages) + 1),
            **found,
        }
    ).astype({"stage": "str"})
    return rows[np.bincount(cell, minlength=size) > 0].reset_index(drop=True)


def _ages(oldest: float) -> Floats:
    weekly = np.arange(0.0, min(oldest, _WEEKLY_UNTIL) + _WEEK, _WEEK)
    weekly = weekly[weekly <= _WEEKLY_UNTIL]
    return np.concatenate([weekly, np.arange(_WEEKLY_UNTIL + _MONTH, oldest, _MONTH)])


def _at_stages(spans: Durations, history: DataFrame, stages: Index, window: Window) -> _Spells:
    """All spells under observation; those at any stage are as long as the record was open."""
    records = spans.opportunities
    size = len(records)
    code = positions(history["opportunity_id"], records["opportunity_id"])
    moment = history["entered_at"].to_numpy("datetime64[us]").astype(np.int64)
    order = np.lexsort((history["sequence"].to_numpy(float), moment, code))
    order = order[code[order] >= 0]
    record, entered = code[order], history["entered_at"].iloc[order].reset_index(drop=True)
    created = records["created_at"].iloc[record].reset_index(drop=True)
    begin = days_between(created, entered, window.calendar).to_numpy(float)
    is_last = np.append(record[1:] != record[:-1], True) if len(record) else np.zeros(0, bool)
    end = np.where(is_last, spans.exit[record], np.append(begin[1:], 0.0)[: len(begin)])
    words = pd.Categorical(history["stage"])
    number = np.append(stages.get_indexer(Index(words.categories.astype(object))), -1)
    stage = number[words.codes[order]] + 1
    every = np.arange(size)
    return _Spells(
        np.concatenate([np.zeros(size, dtype=np.int64), stage]),
        np.concatenate([every, record]),
        np.concatenate([spans.entry, np.maximum(begin, spans.entry[record])]),
        np.concatenate([spans.exit, np.minimum(end, spans.exit[record])]),
    )


def _looked_at(
    spells: _Spells, spans: Durations, ages: Floats
) -> tuple[np.ndarray, np.ndarray, Floats]:
    """Every age that every spell covers: its cell, the record, the days from there to its end."""
    first = np.searchsorted(ages, spells.begin, side="left")
    last = np.maximum(np.searchsorted(ages, spells.end, side="left"), first)
    count = last - first
    spell = np.repeat(np.arange(len(count)), count)
    age = np.arange(len(spell)) - np.repeat(np.cumsum(count) - last, count)
    record = spells.record[spell]
    cell = spells.stage[spell] * len(ages) + age
    return cell, record, spans.exit[record] - ages[age]


def _followed(cell: np.ndarray, rest: Floats, cause: np.ndarray, size: int) -> dict[str, Floats]:
    """Aalen–Johansen by days from each age, all cells at once."""
    n = np.bincount(cell, minlength=size).astype(float)
    is_cut = (cause == 0) & (rest < HORIZON_DAYS)
    unseen = np.bincount(cell[is_cut], 1 - rest[is_cut] / HORIZON_DAYS, size)
    width = HORIZON_DAYS + 1
    inside = (cause > 0) & (rest <= HORIZON_DAYS)
    day = np.maximum(np.ceil(rest), 1).astype(np.int64)
    ends, wins = (
        np.bincount(cell[which] * width + day[which], minlength=size * width).reshape(size, width)
        for which in (inside, inside & (cause == WON))
    )
    gone = np.floor(rest[is_cut]).astype(np.int64) + 1
    cut = np.bincount(cell[is_cut] * width + gone, minlength=size * width).reshape(size, width)
    at_risk = n[:, None] - np.cumsum(cut, axis=1)
    at_risk[:, 1:] -= np.cumsum(ends, axis=1)[:, :-1]
    share = 1 / np.where(at_risk > 0, at_risk, np.inf)
    survival = np.cumprod(1 - ends * share, axis=1)
    before = np.hstack([np.ones((size, 1)), survival[:, :-1]])
    chance = (before * wins * share).sum(axis=1)
    return {"followed": n - unseen, "won": wins.sum(axis=1).astype(float), "chance": chance}
