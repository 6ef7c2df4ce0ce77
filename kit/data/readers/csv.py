"""CSV files, plain or packed, cut into cells in one sweep; everything stays text.

Rows are only walked one by one to say where something is wrong.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from kit.data.quality import refusal
from kit.data.readers.container import LINE_END, read_text
from kit.data.readers.csv_heading import (
    CsvHeading,
    csv_heading_faults,
    find_csv_heading,
    single_spaced,
)
from kit.data.readers.csv_quotes import OddQuote, odd_quotes
from kit.data.readers.heading_row import without_repeated_headings
from kit.data.readers.sheet import Ragged, Sheet
from kit.data.readers.texts import as_cells, keep_rows
from kit.params import Source

_BLOCK = 64 * 2**20
_TEXT = re.compile(rb"\S")


def read(path: Path, file: str, source: Source, expected: Sequence[str]) -> Sheet:
    """Read one CSV file.

    Parameters
    ----------
    path, file
        The file, and how messages name it.
    source
        Declares encoding and separator; the separator ``" "`` stands for any number of spaces.
    expected
        Headings that should be there; they tell the heading line and the separator.

    Raises
    ------
    DataError
        If the file cannot be cut into rows and columns at all.
    """
    data, faults = read_text(path, file, source.encoding)
    heading = find_csv_heading(data, source.separator, expected)
    faults += csv_heading_faults(data, heading, source.separator, file)
    if heading.separator == " ":
        data = single_spaced(data)
    start = _after_line(data, heading.end)
    if not _TEXT.search(data, start):
        raise refusal("the file has no rows below its heading.", file, fix="Export it again.")
    quoted = data.find(b'"', start) >= 0
    odd = odd_quotes(data, start, heading.separator, file) if quoted else []
    table, lines, ragged = _cut(pa.py_buffer(data).slice(start), heading, file, quoted=quoted)
    del data
    columns = list(table.columns)
    del table
    cells, lines = as_cells(columns, lines)
    if odd:
        cells, lines, more_ragged = _without_odd_quotes(cells, lines, odd)
        ragged += more_ragged
    cells, lines, more = without_repeated_headings(cells, lines, heading.names, file)
    return Sheet(file, heading.names, cells, lines, ragged, (*faults, *more))


def _after_line(data: bytes, line: int) -> int:
    """Position behind a line, counted from 1, however lines end."""
    ends = islice(LINE_END.finditer(data), line - 1, None)
    return next((end.end() for end in ends), len(data))


def _without_odd_quotes(
    cells: pd.DataFrame, lines: npt.NDArray[np.int64], odd: Sequence[OddQuote]
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], tuple[Ragged, ...]]:
    """Set the rows aside whose quotes leave open what belongs to a cell."""
    whole = set(lines.tolist())
    width = cells.shape[1]
    reason = 'there is text behind a closing quote; a quote within quotes is doubled (`""`).'
    ragged = tuple(
        Ragged(one.line, width, width, one.text, reason) for one in odd if one.line in whole
    )
    keep = ~np.isin(lines, [one.line for one in odd])
    return *keep_rows(cells, lines, keep), ragged


def _cut(
    body: pa.Buffer, heading: CsvHeading, file: str, *, quoted: bool
) -> tuple[pa.Table, npt.NDArray[np.int64], tuple[Ragged, ...]]:
    """Cells of all whole rows, their lines, and the rows that are ragged."""
    names = [str(place) for place in range(len(heading.names))]
    try:
        table, odd = _parsed(body, names, heading.separator)
    except pa.ArrowInvalid as error:
        raise refusal(f"the file cannot be cut into rows ({error}).", file) from error
    lines, odd_lines = _lines(table, odd, heading.end + 1, quoted=quoted)
    ragged = tuple(
        Ragged(int(line), row.actual_columns, row.expected_columns, row.text)
        for row, line in zip(odd, odd_lines, strict=True)
        if row.text.strip()
    )
    return table, lines, ragged


def _parsed(
    body: pa.Buffer, names: list[str], separator: str
) -> tuple[pa.Table, list[pacsv.InvalidRow]]:
    """Whole rows as text, and ragged rows with their numbers; blank lines stay, to be counted."""
    odd: list[pacsv.InvalidRow] = []

    def set_aside(row: pacsv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    table = pacsv.read_csv(
        pa.BufferReader(_with_mark_kept(body)),
        # Rows are numbered only when one thread reads them.
        pacsv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
        pacsv.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        # Large strings are what pandas holds: they are handed over without a copy.
        pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    return table, odd


def _with_mark_kept(body: pa.Buffer) -> pa.Buffer:
    """The text with a byte order mark doubled, if it begins with one.

    The reader swallows one where it begins, which here is inside the file: as left by joining two
    files. What stands in a cell is for those to judge who read cells.
    """
    mark = codecs.BOM_UTF8
    if bytes(memoryview(body)[: len(mark)]) != mark:
        return body
    return pa.py_buffer(mark + body.to_pybytes())


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
            # A lone carriage return is rare, and a regular expression slow.
            has_returns = pc.any(pc.match_substring(column, "\r")).as_py()
            count = pc.count_substring_regex if has_returns else pc.count_substring
            counts = count(column, LINE_END.pattern.decode() if has_returns else "\n")
            breaks[~is_odd] += pc.fill_null(counts, 0).to_numpy()
        breaks[is_odd] = [len(LINE_END.findall(row.text.encode())) for row in odd]
    lines = first + np.arange(size) + np.cumsum(breaks) - breaks
    return lines[~is_odd], lines[is_odd]
