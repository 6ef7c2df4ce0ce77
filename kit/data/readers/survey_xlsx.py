"""Survey of a worksheet of .xlsx and .xlsm files."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from kit.data.readers.survey import Survey, Unvalued, column_of

_PIECE = 2**20
_OVERLAP = 256
_ROW = re.compile(rb"row [^>]*?\br=[\"'](\d+)")
_FAR = re.compile(rb"r=[\"']([A-Z]{2,3})\d")
_SUSPECT = (b't="e"', b"t='e'", b"<f", b":f")

_DIGITS = "0123456789"


def survey_xlsx(archive: zipfile.ZipFile, sheet: str) -> Survey:
    """Look at one worksheet, by its name."""
    book, part = _book_and_part(archive, sheet)
    rows, columns, suspect = 0, 26, False
    with archive.open(part) as handle:
        for piece in _pieces(handle):
            rows = max(rows, *map(int, _ROW.findall(piece)[-1:]), 0)
            for letters in set(_FAR.findall(piece)):
                columns = max(columns, column_of(letters.decode()) + 1)
            suspect = suspect or any(mark in piece for mark in _SUSPECT)
    if not suspect:
        return Survey(rows, columns)
    cells = _Cells(recalculated=book.recalculated)
    with archive.open(part) as handle:
        parse(handle, cells)
    return Survey(rows, columns, tuple(cells.found))


def sheet_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Name of the part that holds a worksheet, by the worksheet's name."""
    return _book_and_part(archive, sheet)[1]


def _book_and_part(archive: zipfile.ZipFile, sheet: str) -> tuple[_Book, str]:
    name = book_part(archive)
    book = _Book()
    with archive.open(name) as handle:
        parse(handle, book)
    return book, sheet_part(archive, name, book.sheets[sheet])


def parse(handle: IO[bytes], listener: Listener) -> None:
    """Tell `listener` what stands in an XML part; names come without their prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: listener.start(
        name[name.find(":") + 1 :], attributes
    )
    parser.EndElementHandler = lambda name: listener.end(name[name.find(":") + 1 :])
    parser.CharacterDataHandler = listener.text
    parser.ParseFile(handle)


def plain(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes of an element without their prefixes.

    >>> plain({"table:name": "Sheet1", "print": "no"})
    {'name': 'Sheet1', 'print': 'no'}
    """
    return {name[name.find(":") + 1 :]: text for name, text in attributes.items()}


class Listener:
    """Hears the elements of an XML part one after the other."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text within an element."""


class _Cells(Listener):
    """Finds errors, and formulas without a value."""

    def __init__(self, *, recalculated: bool) -> None:
        self.recalculated = recalculated
        self.found: list[Unvalued] = []
        self.row, self.column, self.kind = -1, -1, ""
        self.parts: dict[str, str] = {}
        self.inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = attributes.get("r")
            self.column = column_of(place.rstrip(_DIGITS)) if place else self.column + 1
            self.kind, self.parts = attributes.get("t", "n"), {}
        elif name in ("v", "f"):
            self.inside, self.parts[name] = name, ""
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1

    def end(self, name: str) -> None:
        if name == "c":
            if self.kind == "e" or "f" in self.parts:
                shown = self._shown()
                if shown:
                    self.found.append(Unvalued(self.row, self.column, shown))
        elif name == self.inside:
            self.inside = ""

    def text(self, text: str) -> None:
        if self.inside:
            self.parts[self.inside] += text

    def _shown(self) -> str:
        value = self.parts.get("v")
        if self.kind == "e":
            return value or "#N/A"
        # A formula may well give the empty text, but only one that was calculated says so.
        empty = value is None or (not value and self.kind != "str")
        # Programs that cannot calculate write 0, and a note that all is to be calculated anew.
        presumed = self.recalculated and self.kind == "n" and value == "0"
        return f"={self.parts['f']}" if empty or presumed else ""


class _Book(Listener):
    """Hears of the sheets of a workbook, the relations of a part, and how all is calculated."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.recalculated = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        attributes = plain(attributes)
        if name == "sheet":
            self.sheets[attributes["name"]] = attributes["id"]
        elif name == "Relationship":
            self.targets[attributes["Id"]] = attributes["Target"]
            self.targets[posixpath.basename(attributes["Type"])] = attributes["Target"]
        elif name == "calcPr":
            self.recalculated = attributes.get("fullCalcOnLoad", "0") in ("1", "true")


def book_part(archive: zipfile.ZipFile) -> str:
    """Name of the part that holds the workbook itself."""
    return _related(archive, "", "officeDocument")


def sheet_part(archive: zipfile.ZipFile, book: str, relation: str) -> str:
    """Name of the part that a relation of the workbook leads to."""
    return _related(archive, book, relation)


def _related(archive: zipfile.ZipFile, part: str, relation: str) -> str:
    folder, name = posixpath.split(part)
    known = _Book()
    with archive.open(_same(archive, posixpath.join(folder, "_rels", f"{name}.rels"))) as handle:
        parse(handle, known)
    # A path from the root takes the place of the folder.
    return _same(archive, posixpath.join(f"/{folder}", known.targets[relation]))


def _same(archive: zipfile.ZipFile, path: str) -> str:
    """The archive's own spelling of a path, whose case does not count."""
    wanted = posixpath.normpath(path).lstrip("/").casefold()
    return next(name for name in archive.namelist() if name.casefold() == wanted)


def _pieces(handle: IO[bytes]) -> Iterator[bytes]:
    """Pieces that overlap, so that nothing is cut at a seam."""
    rest = b""
    while piece := handle.read(_PIECE):
        yield rest + piece
        rest = (rest + piece)[-_OVERLAP:]
