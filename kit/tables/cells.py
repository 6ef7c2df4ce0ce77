"""One value of a tidy frame as a cell: formatted, with its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from kit.charts.subject import Subject, joined, member_label, period_ahead, period_name
from kit.language import MISSING, N_, current
from kit.results import Cell

_REASONS = {
    "suppressed": N_("– (too few records to show)"),
    "not_reached": N_("– (not reached)"),
    "unattributed": N_("– (not attributable)"),
}


def value_cell(row: pd.Series | Mapping[Hashable, Any] | None, about: Subject) -> Cell:
    """The row's value with its interval; an en dash and the reason where there is no value."""
    if row is None:
        return Cell(MISSING)
    mark = str(row["mark"])
    if pd.isna(row["value"]):
        return Cell(_reason(row), None, mark)
    value = float(row["value"])
    text = current().value(value, about.unit, about.currency)
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return Cell(text, value, mark)
    ends = float(row["low"]), float(row["high"])
    low, high = (bare(end, about) for end in ends)
    return Cell(f"{text} ({joined(low, high, ends[0])})", value, mark, ends)


def number_cell(value: float, about: Subject, mark: str = "") -> Cell:
    """A bare number of the subject's unit, such as a bound."""
    if pd.isna(value):
        return Cell(MISSING, None, mark)
    return Cell(current().value(float(value), about.unit, about.currency), float(value), mark)


def count_cell(n: object) -> Cell:
    """A number of records."""
    if pd.isna(n):  # type: ignore[call-overload]
        return Cell(MISSING)
    return Cell(current().number(int(str(n))), float(str(n)))


def key_cell(name: str, key: object, rows: pd.DataFrame, *, running: bool = False) -> Cell:
    """What a row is about: a period, a member, or a place on an axis."""
    words = current()
    if name == "period":
        period = period_name(pd.Timestamp(str(key)), rows)
        return Cell(words.text(N_("{period} (in part)"), period=period) if running else period)
    if name == "ahead":
        return Cell(period_ahead(int(str(key)), rows))
    if is_number(rows[name]):
        if pd.isna(key):  # type: ignore[call-overload]
            return Cell(MISSING)
        number = float(str(key))
        return Cell(words.number(number, 0 if number.is_integer() else 2), number)
    return Cell(member_label(str(rows["kpi"].iloc[0]), name, key))


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers and no truth values."""
    dtype = column.dtype
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype)


def bare(value: float, about: Subject) -> str:
    """A bound without its unit, which the value in front of it has said."""
    return current().number(value) if about.unit == "money" else about.bound(value)


def _reason(row: pd.Series | Mapping[Hashable, Any]) -> str:
    words = current()
    known = _REASONS.get(str(row["mark"]))
    if known:
        return words.text(known)
    if pd.notna(row["n"]) and row["n"] == 0:
        return words.text(N_("– (no record)"))
    return MISSING
