"""Listing → display table: one row per record, each column by what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kit.charts.subject import Subject, calendar, joined, subject
from kit.data.times import local_dates
from kit.language import MISSING, N_, current
from kit.results import Cell, Column, Plain, Table
from kit.schemas import TABLES
from kit.tables.beyond import beyond_listing, ordinal, plain_column
from kit.tables.cells import bare, is_number
from kit.tables.codes import worded
from kit.tables.headings import heading
from kit.tables.quality import is_quality, is_uses, quality, uses
from kit.tables.reasons import said_reasons

_SCHEMA_KINDS = {column.name: column.kind for table in TABLES for column in table.columns}
_RATIOS = (
    *("probability", "chance", "chance_high", "share", "rate", "ratio", "contribution"),
    *("within_30", "within_90", "eventually"),
)
_MONEY = ("amount", "price", "revenue", "cost", "bookings", "pipeline_value", "revenue_year")
_BOUNDS = ("low", "high")
_REASONS, _CHANGE, _AGE = "reasons", "chance_change", "age_hours"
_HOURS_UNTIL = 2
"""Days from which on an age is told in days."""


def listing(
    frame: pd.DataFrame, title: str, columns: Sequence[str], currency: str, limit: int, note: str
) -> Table:
    """The first `limit` records; bounds stand in brackets behind the column they follow."""
    if is_quality(frame):
        return quality(frame, title, currency, limit, note)
    if is_uses(frame):
        return uses(frame, title, limit, note)
    names = [str(name) for name in columns or frame.columns]
    bounded = names[names.index("low") - 1] if set(_BOUNDS) <= set(names[1:]) else ""
    shown = [name for name in names if name != "mark" and not (bounded and name in _BOUNDS)]
    frame = _named(frame)
    top, others = frame.head(limit), frame.iloc[limit:]
    filled = [_cells(top, name, currency, with_bounds=name == bounded) for name in shown]
    beyond = [
        values for name in shown for values in _plain(others, name, is_bounded=name == bounded)
    ]
    return Table(
        title=title,
        columns=tuple(_column(frame, name, is_bounded=name == bounded) for name in shown),
        rows=tuple(zip(*filled, strict=True)),
        left_out=len(others),
        note=note,
        rest=beyond_listing(beyond),
    )


def _column(frame: pd.DataFrame, name: str, *, is_bounded: bool) -> Column:
    unit = _unit(frame, name)
    is_date = pd.api.types.is_datetime64_any_dtype(frame[name])
    return Column(
        heading(name),
        "number" if unit else "text",
        unit="date" if is_date else unit,
        bounded=is_bounded,
    )


def _plain(frame: pd.DataFrame, name: str, *, is_bounded: bool) -> list[list[Plain]]:
    """A column's values for the download, with both bounds where it has them."""
    if _unit(frame, name) or pd.api.types.is_datetime64_any_dtype(frame[name]):
        bounds = frame[list(_BOUNDS)] if is_bounded else frame[[]]
        known = bounds.where(bounds.notna().all(axis=1), axis=0)
        return [plain_column(one) for one in (frame[name], *(known[end] for end in known))]
    texts = [cell.text for cell in _cells(frame, name, "", with_bounds=False)]
    return [[None if text == MISSING else text for text in texts]]


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """The records with their keys in place of names that nobody has given them."""
    if "name" not in frame.columns[1:]:
        return frame
    return frame.assign(name=frame["name"].astype("str").fillna(frame.iloc[:, 0].astype("str")))


def _cells(frame: pd.DataFrame, name: str, currency: str, *, with_bounds: bool) -> list[Cell]:
    column, unit = frame[name], _unit(frame, name)
    if pd.api.types.is_datetime64_any_dtype(column):
        days = local_dates(column, calendar())
        return [Cell(_day(day), ordinal(day)) for day in days]
    if not unit:
        if name == "column":
            return [Cell(heading(value)) for value in column]
        if name == _REASONS:
            return [Cell(said_reasons(value)) for value in column]
        if pd.api.types.is_bool_dtype(column):
            return [Cell(_truth(value)) for value in column]
        is_known = column.notna()
        said = {value: worded(name, value) for value in column[is_known].unique()}
        return [
            Cell(said[value] if known else MISSING)
            for value, known in zip(column, is_known, strict=True)
        ]
    if name == _CHANGE:
        return [_changed(value) for value in column]
    if name == _AGE:
        return [_age(value) for value in column]
    about = Subject("", name, "", unit, currency or subject("", name).currency)
    lows, highs = (frame[bound] if with_bounds else [None] * len(frame) for bound in _BOUNDS)
    return [
        _number(value, low, high, about)
        for value, low, high in zip(column, lows, highs, strict=True)
    ]


def _unit(frame: pd.DataFrame, name: str) -> str:
    """The unit of a column of numbers; empty for text, dates and truth values."""
    if not is_number(frame[name]) or _SCHEMA_KINDS.get(name) == "id":
        return ""
    if name.endswith(("_days", "days_open")):
        return "days"
    if name.endswith("_hours"):
        return "hours"
    if name.endswith(_RATIOS):
        return "ratio"
    if _SCHEMA_KINDS.get(name) == "money" or name.endswith(_MONEY):
        return "money"
    return "count" if _is_whole(frame[name]) else "number"


def _is_whole(column: pd.Series) -> bool:
    """Whether its numbers are whole, whatever their type: days of a clock that knows dates."""
    known = column.dropna().astype("float64")
    return bool(pd.api.types.is_integer_dtype(column.dtype) or known.mod(1).eq(0).all())


def _number(value: Any, low: Any, high: Any, about: Subject) -> Cell:
    if pd.isna(value):
        return Cell(MISSING)
    text = current().value(float(value), about.unit, about.currency)
    if low is None or pd.isna(low) or pd.isna(high):
        return Cell(text, float(value))
    ends = float(low), float(high)
    first, last = (bare(end, about) for end in ends)
    return Cell(f"{text} ({joined(first, last, ends[0])})", float(value), "", ends)


def _age(hours: Any) -> Cell:
    """An age in hours, from two days on in days."""
    if pd.isna(hours):
        return Cell(MISSING)
    days = float(hours) / 24
    is_long = days >= _HOURS_UNTIL
    text = current().value(days if is_long else float(hours), "days" if is_long else "hours")
    return Cell(text, float(hours))


def _changed(value: Any) -> Cell:
    """By how many percentage points a chance has changed."""
    if pd.isna(value):
        return Cell(MISSING)
    return Cell(current().change(float(value), "ratio"), float(value))


def _day(day: pd.Timestamp) -> str:
    return MISSING if pd.isna(day) else current().date(day.date(), "short")


def _truth(value: Any) -> str:
    if pd.isna(value):
        return MISSING
    return current().text(N_("yes") if value else N_("no"))
