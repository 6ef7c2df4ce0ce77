"""The 29 February 1900, which Excel counts and which never was.

Excel counts days from 1 January 1900 and takes 1900 for a leap year, so that number 60 is a day
that no calendar has. The reader of workbooks gives the day before instead, the same as for
number 59; which of the two stands in a cell is looked up in the parts of the file.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from kit.data.readers.survey import column_of
from kit.data.readers.survey_binary import records, relation, sheet_records
from kit.data.readers.survey_xlsx import Listener, book_part, parse, sheet_of, sheet_part

INSTEAD, WRITTEN = "1900-02-28", "1900-02-29"
"""What the reader gives for the day that never was, and how it is written."""

_SERIAL = 60
_DIGITS = "0123456789"
_ROW, _SHORT, _REAL, _FORMULA_NUMBER = 0, 2, 5, 9
_OLD_REAL, _OLD_SHORT, _OLD_SHORTS, _OLD_FORMULA = 0x203, 0x27E, 0xBD, 0x06


class Place(NamedTuple):
    """A cell, counted from 0."""

    row: int
    column: int


def leap_days_zipped(content: bytes, sheet: str) -> set[Place]:
    """Cells of a sheet of an .xlsx or .xlsb file that hold the number 60, or a time on that day."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        book = book_part(archive)
        if book.casefold().endswith(".bin"):
            part = sheet_part(archive, book, relation(archive.read(book), sheet))
            return {place for place, value in _binary(archive.read(part)) if _is_it(value)}
        cells = _Numbers()
        with archive.open(sheet_of(archive, sheet)) as handle:
            parse(handle, cells)
        return cells.found


def leap_days_old(content: bytes, number: int) -> set[Place]:
    """The same of an .xls file, of which sheets are known by their number, counted from 0."""
    return {place for place, value in _old(content, number) if _is_it(value)}


def _is_it(value: float) -> bool:
    return _SERIAL <= value < _SERIAL + 1


class _Numbers(Listener):
    """Hears the numbers of a worksheet."""

    def __init__(self) -> None:
        self.found: set[Place] = set()
        self.row, self.column, self.kind, self.value, self.inside = -1, -1, "", "", False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = attributes.get("r")
            self.column = column_of(place.rstrip(_DIGITS)) if place else self.column + 1
            self.kind, self.value = attributes.get("t", "n"), ""
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        self.inside = name == "v"

    def text(self, text: str) -> None:
        self.value += text if self.inside else ""

    def end(self, name: str) -> None:
        self.inside = False
        if name == "c" and self.kind == "n" and self.value and _is_it(float(self.value)):
            self.found.add(Place(self.row, self.column))


def _binary(data: bytes) -> Iterator[tuple[Place, float]]:
    row = 0
    for kind, body in records(data):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
        elif kind in (_SHORT, _REAL, _FORMULA_NUMBER):
            place = Place(row, struct.unpack_from("<I", body)[0])
            yield place, _short(body, 8) if kind == _SHORT else struct.unpack_from("<d", body, 8)[0]


def _old(content: bytes, number: int) -> Iterator[tuple[Place, float]]:
    for kind, body in sheet_records(content, number):
        if kind in (_OLD_REAL, _OLD_FORMULA) and body[12:14] != b"\xff\xff":
            yield Place(*struct.unpack_from("<HH", body)), struct.unpack_from("<d", body, 6)[0]
        elif kind == _OLD_SHORT:
            yield Place(*struct.unpack_from("<HH", body)), _short(body, 6)
        elif kind == _OLD_SHORTS:
            row, column = struct.unpack_from("<HH", body)
            for place in range((len(body) - 6) // 6):
                yield Place(row, column + place), _short(body, 6 + 6 * place)


def _short(body: bytes, at: int) -> float:
    """A number in four bytes: whole or the upper half of a real one, perhaps times 100."""
    bits = struct.unpack_from("<i", body, at)[0]
    if bits & 2:
        value = float(bits >> 2)
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", bits & ~3))[0]
    return value / 100 if bits & 1 else value
