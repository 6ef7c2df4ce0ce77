"""Rows that a page leaves out and its download holds: values that nobody has to format."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from kit.charts.subject import calendar
from kit.data.times import local_dates
from kit.results import Cell, Column, Plain, marks_of, plain_row

Row = Mapping[Hashable, Any]


def beyond_row(
    keys: Sequence[Cell], rows: Sequence[Row | None], columns: Sequence[Column], count: object
) -> tuple[Plain, ...]:
    """One record of a tidy frame in the form of `Table.rest`.

    Parameters
    ----------
    keys
        Its cells that say what it is about.
    rows
        Its row of each measure; None where it has none.
    columns
        Of the table: those of the keys, of the measures, and of the count where there is one.
    """
    values = list(plain_row(keys, columns[: len(keys)])[:-1])
    for row, column in zip(rows, columns[len(keys) :], strict=False):
        values.append(_number(row["value"]) if row else None)
        if column.bounded:
            is_known = row is not None and pd.notna(row["low"]) and pd.notna(row["high"])
            values += [_number(row[end]) if row and is_known else None for end in ("low", "high")]
    if len(columns) > len(keys) + len(rows):
        values.append(_number(count))
    return (*values, marks_of(str(row["mark"]) for row in rows if row))


def beyond_listing(columns: Sequence[Sequence[Plain]]) -> tuple[tuple[Plain, ...], ...]:
    """Records of a listing in the form of `Table.rest`, from their columns; they have no marks."""
    return tuple((*row, "") for row in zip(*columns, strict=True))


def plain_column(column: pd.Series) -> list[Plain]:
    """The numbers of a column, or of its dates the ordinal days as the calendar cuts them."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return [ordinal(day) for day in local_dates(column, calendar())]
    values = column.to_numpy("float64", na_value=np.nan).tolist()
    return [None if isnan(value) else value for value in values]


def ordinal(day: Any) -> float | None:
    """The ordinal day of a date; None where it is missing.

    >>> ordinal(pd.Timestamp("1970-01-01")), ordinal(pd.NaT)
    (719163.0, None)
    """
    return None if pd.isna(day) else float(day.toordinal())


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
