"""Heading of a CSV file: its lines, its separator and its names, told by what is expected."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from kit.data.readers.heading_row import SEARCHED, find_heading
from kit.errors import Fault, counted

_SEPARATORS = (",", ";", "\t", "|")
_SPACES = re.compile(rb'(?P<quoted>"[^"]*")|^ +| +(?=\r?$)| +(?P<one> )', re.MULTILINE)


class CsvHeading(NamedTuple):
    """Where the heading begins and ends, counted from line 1, and how it is cut."""

    line: int
    end: int
    separator: str
    names: tuple[str, ...]
    fits: int


def find_csv_heading(data: bytes, declared: str, expected: Sequence[str]) -> CsvHeading:
    r"""Lines and separator that give most of the expected headings; the plain case wins ties.

    Parameters
    ----------
    data
        The file as UTF-8.
    declared
        The source's separator; empty if it declares none.

    Examples
    --------
    >>> find_csv_heading(b"Report\nid;amount\n1;2\n", "", ("id", "amount"))
    CsvHeading(line=2, end=2, separator=';', names=('id', 'amount'), fits=2)
    """
    start = data[: 2**18].decode("utf-8", "ignore")
    first, _, rest = start.partition("\n")
    skipped = 0
    if first.lower().startswith("sep=") and rest:
        start, skipped, declared = rest, 1, declared or first[4:5]
    best: CsvHeading | None = None
    for separator in dict.fromkeys((declared or ",", *_SEPARATORS)):
        rows, ends = _first_rows(start, separator)
        found = find_heading(rows, expected)
        if best is None or found.fits > best.fits:
            line = skipped + (ends[found.place - 1] if found.place else 0) + 1
            end = skipped + ends[found.place]
            best = CsvHeading(line, end, separator, found.names, found.fits)
    assert best is not None  # noqa: S101 (there is a line: the file is not empty)
    return best


def _first_rows(text: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """The first rows, and the lines on which they end; quoted headings may span several."""
    if separator == " ":
        text = single_spaced(text.encode()).decode()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found, ends = [], []
    with fields_of_any_size():
        for row in islice(rows, SEARCHED):
            found.append(row or [""])
            ends.append(rows.line_num)
    return found, ends


def single_spaced(data: bytes) -> bytes:
    r"""One space between columns, none around lines; what is quoted stays as it is.

    >>> single_spaced(b' 1   "a  b"\n')
    b'1 "a  b"\n'
    """
    return _SPACES.sub(rb"\g<quoted>\g<one>", data)


def csv_heading_faults(data: bytes, heading: CsvHeading, declared: str, file: str) -> list[Fault]:
    """What is said of a heading that is not where, or not cut as, it was declared."""
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
        lines = counted(skipped, "line above the heading is", "lines above the heading are")
        message = f"{lines} left out."
        faults.append(Fault("coerced", message, file=file, line=heading.line))
    return faults


@contextmanager
def fields_of_any_size() -> Iterator[None]:
    """Let the csv module read fields beyond its own limit."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
