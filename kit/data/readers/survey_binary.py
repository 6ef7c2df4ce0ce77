"""Survey of a worksheet of .xlsb and .xls files: records of binary workbooks."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from kit.data.readers.compound import stream, stream_names
from kit.data.readers.survey import ERRORS, Survey, Unvalued
from kit.data.readers.survey_xlsx import book_part, sheet_part

_ROW, _ERROR_CELL, _ERROR_FORMULA, _LAST_CELL = 0, 3, 11, 11
_BUNDLE = 156
_BOUND_SHEET, _END = 0x85, 0x0A
_FORMULA, _BOOLEAN_OR_ERROR = 0x06, 0x205
_CELLS = frozenset({0xD6, 0xFD, 0x201, 0x203, 0x204, 0x27E, _FORMULA, _BOOLEAN_OR_ERROR})
_RUNS_OF_CELLS = frozenset({0xBD, 0xBE})


def survey_xlsb(archive: zipfile.ZipFile, sheet: str) -> Survey:
    """Look at one worksheet of an .xlsb file, by its name."""
    book = book_part(archive)
    part = sheet_part(archive, book, relation(archive.read(book), sheet))
    rows = columns = row = 0
    found = []
    for kind, body in records(archive.read(part)):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
            rows = max(rows, row + 1)
        elif kind <= _LAST_CELL:
            column = struct.unpack_from("<I", body)[0]
            columns = max(columns, column + 1)
            if kind in (_ERROR_CELL, _ERROR_FORMULA):
                found.append(Unvalued(row, column, ERRORS.get(body[8], "#N/A")))
    return Survey(rows, columns, tuple(found))


def survey_xls(content: bytes, number: int) -> Survey:
    """Look at one sheet of an .xls file, by its number, counted from 0."""
    rows = columns = 0
    found = []
    for kind, body in sheet_records(content, number):
        if kind not in _CELLS and kind not in _RUNS_OF_CELLS:
            continue
        row, column = struct.unpack_from("<HH", body)
        last = struct.unpack("<H", body[-2:])[0] if kind in _RUNS_OF_CELLS else column
        rows, columns = max(rows, row + 1), max(columns, last + 1)
        shown = ""
        if kind == _BOOLEAN_OR_ERROR and body[7]:
            shown = ERRORS.get(body[6], "#N/A")
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            shown = ERRORS.get(body[8], "#N/A")
        if shown:
            found.append(Unvalued(row, column, shown))
    return Survey(rows, columns, tuple(found))


def sheet_records(content: bytes, number: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record of one sheet of an .xls file."""
    data = stream(content, "Workbook" if "Workbook" in stream_names(content) else "Book")
    starts = [
        struct.unpack_from("<I", body)[0]
        for kind, body in old_records(data, 0)
        if kind == _BOUND_SHEET
    ]
    return old_records(data, starts[number])


def relation(book: bytes, sheet: str) -> str:
    """Relation that leads from the workbook to a sheet."""
    for kind, body in records(book):
        if kind == _BUNDLE:
            relation, name = _strings(body[8:])
            if name == sheet:
                return relation
    raise KeyError(sheet)


def _strings(body: bytes) -> list[str]:
    """Texts that stand one after the other, each behind its length."""
    found, position = [], 0
    while position < len(body):
        length = struct.unpack_from("<I", body, position)[0]
        position += 4 + 2 * length
        found.append(body[position - 2 * length : position].decode("utf-16-le"))
    return found


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record of an .xlsb part; both numbers are 7 bits a byte."""
    position = 0
    while position < len(data):
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[position] & 0x7F) << 7
            position += 1
        size = shift = 0
        more = True
        while more:
            size |= (data[position] & 0x7F) << shift
            more = bool(data[position] & 0x80)
            position, shift = position + 1, shift + 7
        yield kind, data[position : position + size]
        position += size


def old_records(data: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record of an .xls stream, to the end of its part."""
    kind = -1
    while kind != _END:
        kind, size = struct.unpack_from("<HH", data, position)
        yield kind, data[position + 4 : position + 4 + size]
        position += 4 + size
