"""Workbooks of Excel and OpenDocument: one worksheet becomes a sheet of text.

Cells are typed, so nothing is guessed about them; what they cannot show (an error, a formula
that was never calculated) is said, and never read as an empty cell or as 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineSheet

from kit.data.quality import refusal
from kit.data.readers.heading_row import HeadingRow, find_heading, without_repeated_headings
from kit.data.readers.leap_day import INSTEAD, WRITTEN
from kit.data.readers.natives import texts
from kit.data.readers.sheet import Sheet
from kit.data.readers.survey import Unvalued, letters_of
from kit.data.readers.texts import as_cells
from kit.data.readers.workbook import Workbook, choose_sheet, open_workbook
from kit.errors import Fault, counted
from kit.params import Source

_NUMBER = re.compile(r"\s*[+-]?[0-9][0-9.,]*\s*")


def read(path: Path, file: str, source: Source, expected: Sequence[str]) -> Sheet:
    """Read one worksheet.

    Parameters
    ----------
    path, file
        The workbook (.xlsx, .xlsm, .xlsb, .xls or .ods), and how messages name it.
    source
        Declares the sheet, and the decimal sign that numbers are written with.
    expected
        Headings that should be there; they tell the heading row and the sheet.

    Returns
    -------
    Sheet
        Its faults of severity ``quarantined`` name cells that show no value, by their line and
        heading; the error, or the formula, stands in the cell.

    Raises
    ------
    DataError
        If the file is no workbook that can be read, or if it is not clear which sheet is meant.
    """
    book = open_workbook(path, file)
    name, faults = choose_sheet(book, source.sheet, expected)
    worksheet, survey = book.sheet(name)
    area = _Area.of(worksheet, survey.unvalued)
    heading = find_heading(area.first_texts(), expected)
    if heading.place + 1 >= len(area.rows):
        raise refusal(f"the sheet `{name}` has no rows below its heading.", file)
    if heading.place:
        message = (
            f"{counted(heading.place, 'line above the heading is', 'lines above the heading are')} "
            "left out."
        )
        faults.append(Fault("coerced", message, file=file, line=area.top + heading.place))
    faults += _unvalued_faults(survey.unvalued, area, heading, file)
    letters = tuple(letters_of(area.left + place) for place in range(len(heading.names)))
    columns, more = _columns(area, heading, letters, source.decimal or ".", file)
    first = area.top + heading.place + 1
    columns = _with_leap_days(columns, book, name, first, area.left)
    lines = np.arange(first, first + len(columns[0]), dtype=np.int64)
    cells, lines = as_cells(columns, lines)
    cells, lines, again = without_repeated_headings(cells, lines, heading.names, file)
    return Sheet(file, heading.names, cells, lines, (), (*faults, *more, *again), letters)


@dataclass(frozen=True)
class _Area:
    """The part of a worksheet that is in use: its cells, the line of the first, its column."""

    rows: list[list[object]]
    top: int
    left: int

    @classmethod
    def of(cls, worksheet: CalamineSheet, unvalued: Sequence[Unvalued]) -> _Area:
        """Cells with their values; where there is none, with the error or formula instead."""
        rows: list[list[object]] = [[*row] for row in worksheet.to_python()]
        first = unvalued[0] if unvalued else (0, 0)
        top, left = worksheet.start or (first[0], first[1])
        inside = [one for one in unvalued if one.row >= top and one.column >= left]
        height = max([len(rows), *(one.row - top + 1 for one in inside)])
        used = len(rows[0]) if rows else 0
        width = max([used, *(one.column - left + 1 for one in inside)])
        if height > len(rows) or width > used:
            rows = [row + [""] * (width - len(row)) for row in rows]
            rows += [[""] * width for _ in range(height - len(rows))]
        for one in inside:
            rows[one.row - top][one.column - left] = one.shown
        return cls(rows, top + 1, left)

    def first_texts(self) -> Iterator[list[str]]:
        """Texts of the rows, one by one."""
        return ([text or "" for text in texts(row)] for row in self.rows)


def _columns(
    area: _Area, heading: HeadingRow, letters: Sequence[str], decimal: str, file: str
) -> tuple[list[pa.ChunkedArray], list[Fault]]:
    """Texts of the cells below the heading, and what is odd about them."""
    columns: list[pa.ChunkedArray] = []
    faults: list[Fault] = []
    body = area.rows[heading.place + 1 :]
    first = area.top + heading.place + 1
    named = zip(heading.names, letters, zip(*body, strict=True), strict=True)
    for name, letter, column in named:
        faults += _text_faults(column, name, letter, first, file)
        columns.append(pa.chunked_array([pa.array(texts(column, decimal), pa.large_string())]))
    return columns, faults


def _with_leap_days(
    columns: list[pa.ChunkedArray], book: Workbook, name: str, first: int, left: int
) -> list[pa.ChunkedArray]:
    """Columns in which the day that never was stands as such, to be refused like any other one."""
    suspects = [pc.fill_null(pc.starts_with(column, INSTEAD), False) for column in columns]
    if not any(pc.any(found).as_py() for found in suspects):
        return columns
    days = book.leap_days(name)
    mended = []
    for place, (column, found) in enumerate(zip(columns, suspects, strict=True)):
        rows = [(first - 1 + row, left + place) in days for row in range(len(column))]
        is_it = pc.and_(found, pa.chunked_array([rows]))
        written = pc.replace_substring(column, INSTEAD, WRITTEN, max_replacements=1)
        mended.append(pc.if_else(is_it, written, column))
    return mended


def _unvalued_faults(
    unvalued: Sequence[Unvalued], area: _Area, heading: HeadingRow, file: str
) -> Iterator[Fault]:
    """What stands below the heading instead of a value."""
    for row, column, shown in unvalued:
        if row < area.top + heading.place or column < area.left:
            continue
        cell = f"{letters_of(column)}{row + 1}"
        if shown.startswith("="):
            message = f"cell {cell} holds a formula that was never calculated: `{shown[:80]}`."
            fix = "Open the workbook in Excel or LibreOffice, save it, and load again."
        else:
            message = f"cell {cell} holds the error `{shown}`."
            fix = "Mend its formula, or put the value there."
        name = heading.names[column - area.left]
        yield Fault("quarantined", message, "", file, row + 1, name, shown[:80], fix)


def _text_faults(
    column: Sequence[object], heading: str, letters: str, first: int, file: str
) -> list[Fault]:
    """Numbers that stand as text among numbers; they are read as they are written."""
    if not {str, float} <= set(map(type, column)):
        return []
    rows = [
        row for row, cell in enumerate(column) if isinstance(cell, str) and _NUMBER.fullmatch(cell)
    ]
    if not rows:
        return []
    cell = str(column[rows[0]])
    message = (
        f"cell {letters}{first + rows[0]} holds `{cell.strip()}` as text, where others hold "
        "numbers; it is read as it is written."
    )
    message += f" This holds for {len(rows)} cells." if len(rows) > 1 else ""
    fix = "Turn the texts of that column into numbers."
    return [Fault("coerced", message, "", file, first + rows[0], heading, cell[:80], fix)]
