"""From opportunities to counted cells: spells under observation, bins, months, members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.data.times import is_instant, local_dates
from kit.estimates.intervals import Floats
from kit.kpis.durations import Durations, durations
from kit.models.hazards.ages import edges_for
from kit.models.hazards.design import Design, design_of
from kit.models.hazards.exposure import Cells, Spells, count
from kit.models.hazards.members import Members, members_of
from kit.models.hazards.months import Months, months_of
from kit.window import Window

_COLUMNS = ("created_at", "closed_at", "status", "region", "team")
_INSTANT = 1 / 24
"""Least time in days that anybody was under observation: clocks of two systems differ by it."""


@dataclass(frozen=True)
class Counted:
    """All that a fit needs of the records.

    Attributes
    ----------
    cells, design
        Days at risk and ends, and the coefficients they speak of.
    months, members, edges, young_until, first_day
        See `HazardDraws` and `Months`.
    ends
        Number of ends.
    """

    cells: Cells
    design: Design
    months: Months
    members: Members
    edges: Floats
    young_until: float
    first_day: float
    ends: int


def counted_from(opportunities: DataFrame, window: Window, factors: Sequence[str]) -> Counted:
    """Count the opportunities known on the window's `as_of`."""
    names = dict.fromkeys([*_COLUMNS, *factors])
    table = opportunities[[name for name in names if name in opportunities]]
    spans = durations(table, window)
    members = members_of(spans.opportunities, factors)
    sizes = {factor: len(found) for factor, found in members.names.items()}
    profiles, profile = _distinct_rows(members.codes(spans.opportunities), list(sizes.values()))
    first_day = 0.0 if is_instant(table["created_at"]) and is_instant(table["closed_at"]) else 1.0
    spells = _spells(spans, profile, first_day, window)
    months = months_of(float((spells.born + spells.entry).min(initial=np.inf)), window)
    ended = spells.exit[spells.cause > 0]
    edges = edges_for(ended)
    young_until = _young_until(ended, edges)
    cells = count(spells, edges, months, len(profiles))
    design = design_of(cells, edges, months, young_until, profiles, sizes)
    return Counted(cells, design, months, members, edges, young_until, first_day, ends=len(ended))


def _spells(spans: Durations, profile: np.ndarray, first_day: float, window: Window) -> Spells:
    """Ages under observation. Where they are whole days, whoever closed left in mid-day."""
    created, entry, exit = spans.opportunities["created_at"], spans.entry, spans.exit
    if first_day:
        born = local_dates(created, window.calendar)
        entry = np.where(entry > 0, entry + 1, 0.0)
        exit = exit + np.where(spans.cause > 0, 0.5, 1.0)
    else:
        born = created.dt.tz_convert(window.calendar.timezone).dt.tz_localize(None)
    moment = born.to_numpy().astype("datetime64[us]").astype(np.int64) / 86_400e6
    return Spells(moment, entry, np.maximum(exit, entry + _INSTANT), spans.cause, profile)


def _distinct_rows(codes: np.ndarray, sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Combinations of members that occur, and which one each record has."""
    flat = np.zeros(len(codes), np.int64)
    for column, size in enumerate(sizes):
        flat = flat * (size + 1) + codes[:, column]
    row, found = pd.factorize(flat)
    first = np.zeros(len(found), np.int64)
    first[row[::-1]] = np.arange(len(row))[::-1]
    return codes[first], row


def _young_until(ended: Floats, edges: Floats) -> float:
    """Edge nearest to the median age of those that ended; beyond the first where there is one."""
    if not len(ended) or len(edges) < 2:
        return float(edges[-1]) + 1
    inner = edges[1:]
    return float(inner[np.argmin(np.abs(inner - np.median(ended)))])
