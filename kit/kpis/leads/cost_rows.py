"""Spend cut by day into periods, and laid beside the leads of the same groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.money import grouped_total
from kit.data.times import local_dates
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.leads.cohort import MATURE
from kit.kpis.stacking import stacked
from kit.window import Window

MEASURES = ("value", "spend")
SHARED = ("source", "campaign_id", "region", "team")
"""Dimensions that spend has, if it has them."""

_SPAN = ["period_start", "period_end"]
_SAME = 1e-6
"""Amounts closer than this differ by rounding alone."""


def cost_frame(
    kpi: str,
    leads: DataFrame,
    counted: Series,
    settled: Series,
    tables: tuple[DataFrame, DataFrame | None],
    window: Window,
    by: Sequence[str],
) -> DataFrame:
    """Tidy frame of spend and of spend per lead.

    Parameters
    ----------
    leads
        Distinct leads as known on `as_of`, columns of `by` categorical.
    counted, settled
        Which of them count, and of which it is certain that they do or do not.
    tables
        Spend, and spend by unit where it was divided.
    """
    spend, allocated = tables
    since = _first_day(leads, spend, window)
    how: dict[str, Any] = {"by": by, "measures": MEASURES, "since": since}
    if not set(by) <= set(SHARED):
        rows = _without_spend(leads, counted, window, by)
        return finish(rows, kpi, window, **how)
    pieces = spend_pieces(spend, allocated, window, by)
    groups = _grouped(leads, pieces, window, by)
    rows = _rows(groups, counted, settled, pieces, by)
    return finish(rows, kpi, window, zeros=("spend",), **how)


def _without_spend(
    leads: DataFrame, counted: Series, window: Window, by: Sequence[str]
) -> DataFrame:
    """Rows of a split that spend does not have."""
    groups = group(leads, by, period=in_periods(leads["created_at"], window))
    n = groups.count(counted)
    return pd.concat(
        groups.rows(measure=name, value=np.nan, n=n * (name == "value"), mark="unattributed")
        for name in MEASURES
    )


def _first_day(leads: DataFrame, spend: DataFrame, window: Window) -> pd.Timestamp:
    """First day on which a lead or spend was recorded."""
    created = local_dates(leads["created_at"], window.calendar)
    return pd.Series([created.min(), spend["period_start"].min()], dtype="datetime64[us]").min()


def spend_pieces(
    spend: DataFrame, allocated: DataFrame | None, window: Window, by: Sequence[str]
) -> DataFrame:
    """Spend by period and group: `own` as the rows say, `divided` by unit, `unknown` of it.

    Unknown are shares of spans that leads decided who came after `as_of`.
    """
    parts = {"own": spend}
    if allocated is not None:
        later = allocated["until"] > pd.Timestamp(window.as_of)
        parts |= {"divided": allocated, "unknown": allocated[later]}
    found = [_prorated(part, window, by).assign(kind=name) for name, part in parts.items()]
    return pd.concat(found, ignore_index=True)


def _prorated(spend: DataFrame, window: Window, by: Sequence[str]) -> DataFrame:
    """Amounts of all groups of `by` by span, cut by day into the window's periods.

    Adding up before cutting makes the parts of what was divided whole again where they meet.
    """
    filled = spend.assign(**{name: np.nan for name in by if name not in spend})
    packed = np.zeros(len(filled), dtype=np.int64)
    for name in (*_SPAN, *by):
        code, size = _ranked(filled[name])
        packed = packed * size + code
    _, first, codes = np.unique(packed, return_index=True, return_inverse=True)
    spans = filled.iloc[first]
    total = grouped_total(filled["amount"], codes, len(spans))
    edges = np.array([*window.starts, window.end], dtype="datetime64[D]")
    start, end = (spans[name].to_numpy("datetime64[D]")[:, None] for name in _SPAN)
    length = (end - start).astype(float) + 1
    passed = np.clip((edges[None, :] - start).astype(float), 0, length)
    days = np.diff(passed, axis=1)
    span, period = np.nonzero(days > 0)
    pieces = spans.iloc[span][list(by)].reset_index(drop=True)
    starts = edges[:-1].astype("datetime64[us]")
    return pieces.assign(
        period=starts[period], amount=(total[:, None] * days / length)[span, period]
    )


def _ranked(column: Series) -> tuple[np.ndarray, int]:
    """Place of each value among the members of its column, missing ones last; how many places."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, size = column.cat.codes.to_numpy(np.int64), len(column.cat.categories)
    else:
        codes, members = pd.factorize(column, sort=True)
        size = len(members)
    return np.where(codes < 0, size, codes), size + 1


def _grouped(leads: DataFrame, pieces: DataFrame, window: Window, by: Sequence[str]) -> Groups:
    """Groups of the leads first, then of the pieces; members are those of either."""
    columns = {}
    for name in by:
        members = leads[name].cat.categories
        own = pieces[name].astype("str")
        members = members.append(pd.Index(sorted(set(own.dropna()).difference(members))))
        both = pd.concat([leads[name].astype("str"), own], ignore_index=True)
        columns[name] = pd.Categorical(both, categories=members)
    created = in_periods(leads["created_at"], window)
    period = pd.concat([created, pieces["period"]], ignore_index=True)
    return group(DataFrame(columns, index=period.index), by, period=period)


def _rows(
    groups: Groups, counted: Series, settled: Series, pieces: DataFrame, by: Sequence[str]
) -> DataFrame:
    leads = Groups(groups.keys, groups.codes[: len(counted)])
    n = leads.count(counted)
    spent = spent_by_group(Groups(groups.keys, groups.codes[len(counted) :]), pieces)
    nobodys = groups.keys[list(by)].isna().any(axis=1).to_numpy() & (spent["spans"] > 0)
    is_cost = (spent["spans"] > 0) & (n > 0) & ~nobodys
    value = np.where(is_cost, spent["amount"], np.nan) / np.where(n > 0, n, np.nan)
    is_young = (leads.count(settled) < MATURE * leads.count()) & ~np.isnan(value)
    lacks = np.where(nobodys | spent["amount"].isna(), "unattributed", "")
    shared = np.where(spent["is_own"] | (spent["spans"] == 0), "", "allocated")
    young = np.where(is_young, "immature", "")
    paid, spans = spent["amount"].to_numpy(), spent["spans"].to_numpy()
    return stacked(
        groups.keys,
        {
            "value": {"value": value, "n": n, "mark": _first(lacks, young, shared)},
            "spend": {"value": paid, "n": spans, "mark": _first(lacks, shared)},
        },
    )


def spent_by_group(groups: Groups, pieces: DataFrame) -> DataFrame:
    """What each group spent: amount, number of spans, and whether all of it was its own.

    The amount is missing where it rests on shares of spend that are not known yet.
    """
    size = len(groups.keys)
    amount, spans = {}, {}
    for kind in ("own", "divided", "unknown"):
        is_kind = pieces["kind"].eq(kind).to_numpy()
        codes = groups.codes[is_kind]
        amount[kind] = np.bincount(codes, pieces["amount"].to_numpy(float)[is_kind], size)
        spans[kind] = np.bincount(codes, minlength=size)
    is_own = np.abs(amount["divided"] - amount["own"]) <= _SAME
    is_own |= not pieces["kind"].eq("divided").any()
    found = np.where(is_own, amount["own"], amount["divided"])
    is_blind = ~is_own & (spans["unknown"] > 0)
    return DataFrame(
        {
            "amount": np.where(is_blind, np.nan, found),
            "spans": np.where(is_own, spans["own"], spans["divided"]),
            "is_own": is_own,
        }
    )


def _first(*marks: np.ndarray) -> np.ndarray:
    """The first mark of each row that says something."""
    found = np.full(len(marks[0]), "", dtype=object)
    for mark in reversed(marks):
        found = np.where(mark != "", mark, found)
    return found
