"""Which pairs of members stand where in a heat map, and which of them there is no room for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.charts.lines import UNFINISHED, rows_of
from kit.charts.shown import in_order, names
from kit.charts.subject import Subject, period_tick

MOST_ROWS, MOST_COLUMNS = 24, 12
_ADDED = ("count", "money")
_LONGEST = {"y": 18, "x": 26}
"""Columns of text of a name; those across may be broken into lines."""


class Cells(NamedTuple):
    """What stands where: the rows of the frame by place, and the names around them.

    `empty` are the members without any of what is counted, `left_out` how many there was no room
    for.
    """

    rows: pd.DataFrame
    down: list[str]
    across: list[str]
    empty: list[object]
    left_out: int


def cells_of(drawn: pd.DataFrame, rows: str, columns: str, about: Subject) -> Cells:
    """The cells with their places `x` and `y`, and the names of the lines of both kinds."""
    placed, left_out, called = drawn, 0, []
    empty: list[object] = []
    for over, place, most in ((rows, "y", MOST_ROWS), (columns, "x", MOST_COLUMNS)):
        order = in_order(drawn, over)
        top = _highest(drawn, over, order)
        found = [one for one, value in zip(order, top, strict=True) if pd.notna(value)]
        none = [one for one, value in zip(order, top, strict=True) if value == 0]
        if over != "period" and about.unit in _ADDED and len(none) < len(found):
            empty += names(drawn, over, none) if none else []
            found = [one for one in found if one not in none]
        kept = _kept(found, dict(zip(order, top, strict=True)), over, most)
        left_out += len(found) - len(kept)
        called.append(_called(drawn, over, kept, _LONGEST[place]))
        at = {one: float(position) for position, one in enumerate(kept)}
        keys = [None if pd.isna(name) else name for name in placed[over]]
        placed = placed.assign(**{place: [at.get(key, np.nan) for key in keys]})
    placed = placed[placed["x"].notna() & placed["y"].notna()]
    return Cells(placed, called[0], called[1], empty, left_out)


def _highest(drawn: pd.DataFrame, over: str, order: list[object]) -> list[float]:
    """The farthest value from zero of each member; one that may not be shown counts as some."""
    size = drawn["value"].abs().mask(drawn["mark"].eq("suppressed"), np.inf)
    return [float(size[rows_of(drawn, over, one).index].max()) for one in order]


def _kept(found: list[object], top: dict[object, float], over: str, most: int) -> list[object]:
    """Those there is room for: the newest periods, else the members with the highest cells."""
    if over == "period" or len(found) <= most:
        return found[-most:]
    return sorted(found, key=lambda one: -top[one])[:most]


def _called(drawn: pd.DataFrame, over: str, members: list[object], limit: int) -> list[str]:
    if over == "period":
        return [period_tick(pd.Timestamp(str(one)), drawn) for one in members]
    return names(drawn, over, members, limit)


def is_unsure(row: pd.Series) -> bool:
    """Whether a value rests on few records, or may still move."""
    return row["mark"] == "thin" or row["mark"] in UNFINISHED
