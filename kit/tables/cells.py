"""One value of a tidy frame as a cell: formatted, with its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
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
_PLACES = ("period", "ahead")
"""Dimensions whose numbers and dates are places in time."""


def value_cell(row: pd.Series | Mapping[Hashable, Any] | None, about: Subject) -> Cell:
    """The row's value with its interval; an en dash and the reason where there is no value."""
    if row is None:
        return Cell(MISSING)
    cell = plain_cell(row["value"], row["n"], str(row["mark"]), about)
    if cell.value is None or pd.isna(row["low"]) or pd.isna(row["high"]):
        return cell
    ends = float(row["low"]), float(row["high"])
    low, high = (bare(end, about) for end in ends)
    return Cell(f"{cell.text} ({joined(low, high, ends[0])})", cell.value, cell.mark, ends)


def plain_cell(value: Any, n: Any, mark: str, about: Subject) -> Cell:
    """A value without its interval; an en dash and the reason where there is none."""
    if pd.isna(value):
        return Cell(_reason(n, mark), None, mark)
    return Cell(current().value(float(value), about.unit, about.currency), float(value), mark)


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


def key_cells(name: str, keys: Iterable[Any], rows: pd.DataFrame) -> Iterator[Cell]:
    """What each of a table's rows is about: a period, a member, or a place on an axis.

    Most keys come again from row to row, and are said once.
    """
    is_value = name not in _PLACES and is_number(rows[name])
    told: dict[tuple[type, Any], Cell] = {}
    for key in keys:
        one = type(key), key
        if one not in told:
            told[one] = _number_key(key) if is_value else Cell(_key_text(name, key, rows))
        yield told[one]


def in_part(period: Cell) -> Cell:
    """The cell of a period that still runs."""
    return Cell(current().text(N_("{period} (in part)"), period=period.text))


def _key_text(name: str, key: Any, rows: pd.DataFrame) -> str:
    if name == "period":
        return period_name(pd.Timestamp(str(key)), rows)
    if name == "ahead":
        return period_ahead(int(str(key)), rows)
    return member_label(str(rows["kpi"].iloc[0]), name, key)


def _number_key(key: Any) -> Cell:
    if pd.isna(key):
        return Cell(MISSING)
    number = float(str(key))
    return Cell(current().number(number, 0 if number.is_integer() else 2), number)


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers and no truth values."""
    dtype = column.dtype
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype)


def bare(value: float, about: Subject) -> str:
    """A bound without its unit, which the value in front of it has said."""
    return current().number(value) if about.unit == "money" else about.bound(value)


def _reason(n: Any, mark: str) -> str:
    words = current()
    known = _REASONS.get(mark)
    if known:
        return words.text(known)
    if pd.notna(n) and n == 0:
        return words.text(N_("– (no record)"))
    return MISSING
