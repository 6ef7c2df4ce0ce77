"""Stage histories as arrays: who entered which stage when, in order, and what ended it.

Texts become integers once; everything after that is sorting and counting of integers, so that
millions of entries take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.data.positions import positions
from kit.kpis.known import known
from kit.kpis.stages.clock import MISSING, Moments, on_one_clock
from kit.kpis.stages.order import Codes, StageOrder, observed_order, stage_order
from kit.window import Window

_CLOSES = 0.9
"""Share of a stage's entries that must come with the close for it to be a way of closing."""
_AN_HOUR = 3_600_000_000
_ENTRY = ("opportunity_id", "sequence", "stage")
NEEDED = ("opportunity_id", "status", "pipeline")
"""Columns of opportunities that `stage_entries` needs beside their times."""


@dataclass(frozen=True)
class Entries:
    """Entries into open stages, by opportunity and time.

    Attributes
    ----------
    opportunities
        As known on `as_of`.
    order
        Names and ranks of the open stages.
    row, stage, at
        Opportunity (position), stage (position in `order.names`) and moment of each entry.
        An entry into the stage that an opportunity is in already is none.
    closed, seen
        Moment of each opportunity's close, `MISSING` while it is open; and the end of `as_of`.
    pipeline
        Row of `order.ranks` for each opportunity.
    """

    opportunities: pd.DataFrame
    order: StageOrder
    row: Codes
    stage: Codes
    at: Moments
    closed: Moments
    seen: int
    pipeline: Codes

    @property
    def rank(self) -> NDArray[np.int64]:
        """Rank of each entry's stage in its opportunity's pipeline."""
        return self.order.ranks[self.pipeline[self.row], self.stage]

    def reached(self, stage: int, deepest: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which opportunities entered that stage or one after it; `deepest` as given by it."""
        return deepest >= self.order.ranks[self.pipeline, stage]

    def deepest(self) -> NDArray[np.int64]:
        """Highest rank that each opportunity came to; beyond all if won, -1 without any entry."""
        found = np.full(len(self.opportunities), -1)
        np.maximum.at(found, self.row, self.rank)
        won = self.opportunities["status"].eq("won").to_numpy(bool)
        return np.where(won & (found >= 0), len(self.order.names), found)


def stage_entries(
    opportunities: pd.DataFrame, stage_history: pd.DataFrame, stages: pd.DataFrame, window: Window
) -> Entries:
    """Read the stage history of opportunities that are cut to `as_of` already.

    Left out are entries into stages that only say how an opportunity was closed (nine in ten of
    their entries are the last one of a closed opportunity, at its close or later), and those into
    any stage after the close. A stage to which `stages` gives a probability between 0 and 1
    is an open one whatever its entries.

    Parameters
    ----------
    opportunities
        As `known` gives them.
    stage_history, stages
        Canonical tables as they are.
    """
    history = known(stage_history, window, table="stage_history", read=_ENTRY)
    found = positions(history["opportunity_id"], opportunities["opportunity_id"])
    words = pd.Categorical(history["stage"])
    (entered, closed), seen = on_one_clock(
        window, history["entered_at"], opportunities["closed_at"]
    )
    is_open = opportunities["status"].eq("open").to_numpy(bool)
    closed = np.where(is_open, MISSING, closed)
    names = [str(name) for name in words.categories]
    sequence = history["sequence"].to_numpy("int64", na_value=0)
    inside = (found >= 0) & (words.codes >= 0) & (entered != MISSING)
    parts = found, words.codes.astype(np.int64), entered, sequence
    row, codes, at = _in_order(*(part if inside.all() else part[inside] for part in parts))
    closing = _closing(row, codes, at, closed, names, stages)
    row, codes, at = _moves(row, codes, at, closed, closing)
    order = _ordered(row, codes, names, closing, stages)
    place = order.names.get_indexer(pd.Index(names, dtype="str"))
    pipeline = order.pipelines.get_indexer(pd.Index(opportunities["pipeline"].astype("str")))
    return Entries(opportunities, order, row, place[codes], at, closed, seen, pipeline)


def first_of(entries: Entries) -> NDArray[np.int64]:
    """Number of the first entry of each opportunity (row) into each stage (column); -1 if none."""
    size = len(entries.order.names)
    first = np.full(len(entries.opportunities) * size, -1)
    # Of several values for one place the last one written stays: here the earliest entry.
    first[(entries.row * size + entries.stage)[::-1]] = np.arange(len(entries.row))[::-1]
    return first.reshape(len(entries.opportunities), size)


def _in_order(
    row: Codes, stage: Codes, at: Moments, sequence: NDArray[np.int64]
) -> tuple[Codes, Codes, Moments]:
    """Entries by opportunity, time and sequence; as they are where they stand so already."""
    same = row[1:] == row[:-1]
    later = (at[1:] > at[:-1]) | ((at[1:] == at[:-1]) & (sequence[1:] >= sequence[:-1]))
    if bool(np.all((row[1:] > row[:-1]) | (same & later))):
        return row, stage, at
    order = np.lexsort((sequence, at, row))
    return row[order], stage[order], at[order]


def _moves(
    row: Codes, stage: Codes, at: Moments, closed: Moments, closing: NDArray[np.bool_]
) -> tuple[Codes, Codes, Moments]:
    """Entries into open stages until the close, and of those the ones into another stage."""
    end = closed[row]
    kept = ~closing[stage] & ((end == MISSING) | (at <= end))
    row, stage, at = row[kept], stage[kept], at[kept]
    moved = np.append(True, (row[1:] != row[:-1]) | (stage[1:] != stage[:-1]))[: len(row)]
    return row[moved], stage[moved], at[moved]


def _closing(
    row: Codes, stage: Codes, at: Moments, closed: Moments, names: list[str], stages: pd.DataFrame
) -> NDArray[np.bool_]:
    """Which stages are nothing but the close."""
    is_last = np.append(row[1:] != row[:-1], True)[: len(row)]
    end = closed[row]
    at_close = is_last & (end != MISSING) & (at >= end - np.where(end != MISSING, _AN_HOUR, 0))
    total = np.bincount(stage, minlength=len(names))
    share = np.bincount(stage[at_close], minlength=len(names)) / np.maximum(total, 1)
    chance = stages["probability"].gt(0) & stages["probability"].lt(1)
    is_listed = np.isin(names, stages.loc[chance.fillna(False), "stage"].astype("str").tolist())
    return (share >= _CLOSES) & (total > 0) & ~is_listed


def _ordered(
    row: Codes, stage: Codes, names: list[str], closing: NDArray[np.bool_], stages: pd.DataFrame
) -> StageOrder:
    """Order of the stages that were entered, and of the open ones that `stages` lists besides."""
    seen = np.zeros(len(names), dtype=bool)
    seen[stage] = True
    entered = [name for name, is_seen in zip(names, seen & ~closing, strict=True) if is_seen]
    chance = stages["probability"].fillna(0.5)
    listed = stages.loc[chance.gt(0) & chance.lt(1), "stage"].dropna().astype("str").unique()
    closed = {name for name, is_closing in zip(names, closing, strict=True) if is_closing}
    members = list(dict.fromkeys([*entered, *(one for one in listed if one not in closed)]))
    observed = members
    if not set(members) <= set(listed):
        number = pd.Index(members, dtype="str").get_indexer(pd.Index(names, dtype="str"))
        observed = observed_order(*_firsts(row, number[stage], len(members)), members)
    return stage_order(stages, members, observed)


def _firsts(row: Codes, stage: Codes, stages: int) -> tuple[Codes, Codes]:
    """First entries of each opportunity into each stage, in their order."""
    _, first = np.unique(row * stages + stage, return_index=True)
    first.sort()
    return row[first], stage[first]
