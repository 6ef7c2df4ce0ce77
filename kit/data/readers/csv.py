"""CSV files, plain or packed, cut into cells in one sweep; everything stays text.

Rows are only walked one by one to say where something is wrong.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from kit.data.quality import refusal
from kit.data.readers.container import read_text
from kit.data.readers.sheet import Ragged, Sheet
from kit.errors import Fault
from kit.params import Source

_SEPARATORS = (",", ";", "\t", "|")
_SEARCHED_LINES = 20
_LONGEST_HEADING = 100_000
_BLOCK = 64 * 2**20


class _Heading(NamedTuple):
    """Where the heading stands and how it is cut."""

    line: int
    separator: str
    names: tuple[str, ...]
    fits: int


def read(path: Path, file: str, source: Source, expected: Sequence[str]) -> Sheet:
    """Read one CSV file.

    Parameters
    ----------
    path, file
        The file, and how messages name it.
    source
        Declares encoding and separator.
    expected
        Headings that should be there; they tell the heading line and the separator.

    Raises
    ------
    DataError
        If the file cannot be cut into rows and columns at all.
    """
    data, faults = read_text(path, file, source.encoding)
    heading = _find_heading(data, source.separator, expected)
    faults += _heading_faults(data, heading, source.separator, file)
    body = _after_line(data, heading.line)
    if not body.strip():
        raise refusal("the file has no rows below its heading.", file, fix="Export it again.")
    if body.count(b'"') % 2:
        _refuse_unclosed_quote(body, heading, file)
    cells, lines, ragged = _cut(body, heading, file)
    cells, lines, more = _without_repeated_headings(cells, lines, heading, file)
    return Sheet(file, heading.names, cells, lines, ragged, (*faults, *more))


def _find_heading(data: bytes, declared: str, expected: Sequence[str]) -> _Heading:
    """Line and separator that give most of the expected headings; the plain case wins ties."""
    start = data[: 2**18].decode("utf-8", "ignore")
    lines = start.splitlines()[:_SEARCHED_LINES]
    first = 0
    if lines[0].lower().startswith("sep=") and len(lines) > 1:
        first, declared = 1, declared or lines[0][4:5]
    wanted = {heading.casefold() for heading in expected}
    best: _Heading | None = None
    for separator in dict.fromkeys((declared or ",", *_SEPARATORS)):
        for number in range(first, len(lines)):
            names = _split(lines[number], separator)
            fits = len(wanted & {name.casefold() for name in names})
            if best is None or fits > best.fits:
                best = _Heading(number + 1, separator, names, fits)
    assert best is not None  # noqa: S101 (there is a line: the file is not empty)
    return best


def _split(line: str, separator: str) -> tuple[str, ...]:
    cells = next(csv.reader([line[:_LONGEST_HEADING]], delimiter=separator), [""])
    return tuple(cell.strip() for cell in cells)


def _heading_faults(data: bytes, heading: _Heading, declared: str, file: str) -> list[Fault]:
    faults = []
    if data[:4].lower() == b"sep=":
        message = f"the first line, `sep={heading.separator}`, is read as a note to Excel."
        faults.append(Fault("coerced", message, file=file, line=1))
    elif heading.separator != (declared or ","):
        shown = "tab" if heading.separator == "\t" else heading.separator
        message = f"the separator is `{shown}`, not `{declared or ','}`; the file is read so."
        fix = f'Declare `separator: "{heading.separator}"` for this source.'
        faults.append(Fault("coerced", message, file=file, line=heading.line, fix=fix))
    skipped = heading.line - 1 - (data[:4].lower() == b"sep=")
    if skipped:
        message = f"{skipped} lines above the heading are left out."
        faults.append(Fault("coerced", message, file=file, line=heading.line))
    return faults


def _after_line(data: bytes, line: int) -> bytes:
    position = 0
    for _ in range(line):
        position = data.find(b"\n", position) + 1
        if not position:
            return b""
    return data[position:]


def _cut(
    body: bytes, heading: _Heading, file: str
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], tuple[Ragged, ...]]:
    """Cells of all whole rows, their lines, and the rows that are ragged."""
    names = [str(place) for place in range(len(heading.names))]
    try:
        table, odd = _parsed(body, names, heading.separator)
    except pa.ArrowInvalid as error:
        raise refusal(f"the file cannot be cut into rows ({error}).", file) from error
    table = _trimmed(table)
    lines, odd_lines = _lines(table, odd, heading.line + 1, quoted=b'"' in body)
    ragged = tuple(
        Ragged(int(line), row.actual_columns, row.expected_columns, row.text)
        for row, line in zip(odd, odd_lines, strict=True)
        if row.text.strip()
    )
    cells = table.to_pandas().astype("str")
    filled = np.logical_or.reduce([cells[name].notna().to_numpy() for name in names])
    cells.columns = pd.RangeIndex(len(names))
    return cells[filled].reset_index(drop=True), lines[filled], ragged


def _parsed(
    body: bytes, names: list[str], separator: str
) -> tuple[pa.Table, list[pacsv.InvalidRow]]:
    """Whole rows as text, and ragged rows with their numbers; blank lines stay, to be counted."""
    odd: list[pacsv.InvalidRow] = []

    def set_aside(row: pacsv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    table = pacsv.read_csv(
        pa.BufferReader(body),
        # Rows are numbered only when one thread reads them.
        pacsv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
        pacsv.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    return table, odd


def _trimmed(table: pa.Table) -> pa.Table:
    """Cells that hold only spaces are empty."""
    columns = [
        pc.if_else(pc.match_substring_regex(column, r"^\s*$"), pa.scalar(None, pa.string()), column)
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def _lines(
    table: pa.Table, odd: Sequence[pacsv.InvalidRow], first: int, *, quoted: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Lines on which whole and ragged rows start; quoted fields may span several lines."""
    size = table.num_rows + len(odd)
    is_odd = np.zeros(size, dtype=bool)
    is_odd[[row.number - 1 for row in odd]] = True
    breaks = np.zeros(size, dtype=np.int64)
    if quoted:
        for column in table.columns:
            counts = pc.fill_null(pc.count_substring(column, "\n"), 0)
            breaks[~is_odd] += counts.to_numpy()
        breaks[is_odd] = [row.text.count("\n") for row in odd]
    lines = first + np.arange(size) + np.cumsum(breaks) - breaks
    return lines[~is_odd], lines[is_odd]


def _without_repeated_headings(
    cells: pd.DataFrame, lines: npt.NDArray[np.int64], heading: _Heading, file: str
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], list[Fault]]:
    """Leave out heading lines that stand again among the rows, as in files joined together."""
    again = np.ones(len(cells), dtype=bool)
    for place, name in enumerate(heading.names):
        again &= (cells[place].fillna("") == name).to_numpy(dtype=bool)
    if not again.any():
        return cells, lines, []
    message = f"the heading is repeated {again.sum()} times among the rows; it is left out there."
    fault = Fault("coerced", message, file=file, line=int(lines[again][0]))
    return cells[~again].reset_index(drop=True), lines[~again], [fault]


def _refuse_unclosed_quote(body: bytes, heading: _Heading, file: str) -> None:
    """Name the line of a quote that is never closed; an odd sign of inches is none."""
    limit = csv.field_size_limit(sys.maxsize)
    rows = csv.reader(
        io.StringIO(body.decode(), newline=""), delimiter=heading.separator, strict=True
    )
    line, suspect = 0, 0
    try:
        for row in rows:
            spans = rows.line_num > line + 1
            if spans and len(row) != len(heading.names):
                suspect = suspect or line + 1
            line = rows.line_num
    except csv.Error:
        raise refusal(
            "a quote is opened here and never closed; it swallows the lines that follow.",
            file,
            line=heading.line + (suspect or line + 1),
            fix='Close the quote, or double it (`""`) where it belongs to the text.',
        ) from None
    finally:
        csv.field_size_limit(limit)
