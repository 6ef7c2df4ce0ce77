"""The same rows in the formats that know types: a workbook, a Parquet file, a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

FORMATS = ("xlsx", "parquet", "sqlite")
Rows = Sequence[Sequence[object]]


def write(path: Path, names: Sequence[str], rows: Rows) -> Rows:
    """Write rows in the format of the path's ending; return them as the file holds them."""
    path.unlink(missing_ok=True)
    held = {".xlsx": _rounded, ".parquet": _unmixed, ".sqlite": _without_days}[path.suffix](rows)
    {".xlsx": _workbook, ".parquet": _parquet, ".sqlite": _database}[path.suffix](path, names, held)
    return held


def _rounded(rows: Rows) -> Rows:
    """A workbook has 16 digits of a number, and cannot tell days from midnights."""
    return [*zip(*map(_of_workbook, zip(*rows, strict=True)), strict=True)]


def _of_workbook(values: Sequence[object]) -> list[object]:
    moments = [value for value in values if isinstance(value, datetime)]
    knows_times = any(value.time() != time() for value in moments)
    return [_in_workbook(value, knows_times=knows_times) for value in values]


def _in_workbook(value: object, *, knows_times: bool) -> object:
    if isinstance(value, float):
        return float(f"{value:.16G}")
    if isinstance(value, datetime):
        return value if knows_times else value.date()
    is_day = isinstance(value, date) and knows_times
    return datetime.combine(value, time()) if is_day else value  # type: ignore[arg-type]


def _unmixed(rows: Rows) -> Rows:
    """A column of several types is one of text, as a Parquet file cannot mix them."""
    return [*zip(*map(_of_one_type, zip(*rows, strict=True)), strict=True)]


def _of_one_type(values: Sequence[object]) -> list[object]:
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {int, float}:
        return [None if value is None else float(value) for value in values]  # type: ignore[arg-type]
    if len(kinds) > 1:
        return [None if value is None else _written(value) for value in values]
    return [*values]


def _without_days(rows: Rows) -> Rows:
    """SQLite has no type for days."""
    return [
        [value.isoformat() if isinstance(value, date) else value for value in row] for row in rows
    ]


def _workbook(path: Path, names: Sequence[str], rows: Rows) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, names)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                if isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)


def _parquet(path: Path, names: Sequence[str], rows: Rows) -> None:
    columns = zip(*rows, strict=True)
    pq.write_table(
        pa.table({name: pa.array(c) for name, c in zip(names, columns, strict=True)}), path
    )


def _database(path: Path, names: Sequence[str], rows: Rows) -> None:
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE data ({listed})")
        connection.executemany(f"INSERT INTO data VALUES ({marks})", rows)  # noqa: S608


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)
