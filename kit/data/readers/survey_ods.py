"""Survey of a worksheet of OpenDocument files."""

from __future__ import annotations

import re
import zipfile

from kit.data.readers.survey import ERRORS, Survey, Unvalued
from kit.data.readers.survey_xlsx import Listener, parse, plain

_ERROR = re.compile("|".join(map(re.escape, ERRORS.values())) + r"|Err:\d+")
_MOST_COPIES = 2**20


def survey_ods(archive: zipfile.ZipFile) -> dict[str, Survey]:
    """Look at every table, by name, because all of them are read when the file is opened."""
    cells = _Cells()
    with archive.open("content.xml") as handle:
        parse(handle, cells)
    return cells.surveys


class _Cells(Listener):
    """Finds errors and formulas without a value; equal rows and cells are written once."""

    def __init__(self) -> None:
        self.surveys: dict[str, Survey] = {}
        self._begin("")

    def _begin(self, table: str) -> None:
        self.table = table
        self.rows = self.columns = self.row = self.column = 0
        self.row_copies = self.copies = 1
        self.row_is_filled = False
        self.cell: dict[str, str] = {}
        self.written: list[str] = []
        self.found: list[Unvalued] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        attributes = plain(attributes)
        if name == "table":
            self._begin(attributes.get("name", ""))
        elif self.table and name == "table-row":
            self.column, self.row_is_filled = 0, False
            self.row_copies = int(attributes.get("number-rows-repeated", "1"))
        elif self.table and name in ("table-cell", "covered-table-cell"):
            self.copies = int(attributes.get("number-columns-repeated", "1"))
            self.cell, self.written = attributes, []

    def text(self, text: str) -> None:
        if self.table:
            self.written.append(text)

    def end(self, name: str) -> None:
        if name == "table":
            self.surveys[self.table] = Survey(self.rows, self.columns, tuple(self.found))
            self._begin("")
        elif self.table and name in ("table-cell", "covered-table-cell"):
            self._end_cell("".join(self.written).strip())
        elif self.table and name == "table-row":
            self.row += self.row_copies
            if self.row_is_filled:
                self.rows = self.row

    def _end_cell(self, written: str) -> None:
        # `value-type` stands there twice, for old and new programs; the newer one knows errors.
        formula, kind = self.cell.get("formula"), self.cell.get("value-type")
        if written or kind or formula:
            self.row_is_filled = True
            self.columns = max(self.columns, self.column + self.copies)
            shown = ""
            if kind == "error" or (formula and _ERROR.fullmatch(written)):
                shown = written or "#N/A"
            elif formula and not kind:
                shown = formula.partition(":")[2] or formula
            if shown:
                self._found(shown)
        self.column += self.copies

    def _found(self, shown: str) -> None:
        if self.row_copies * self.copies > _MOST_COPIES:
            raise ValueError(f"`{shown}` stands in {self.row_copies * self.copies} cells")
        self.found += [
            Unvalued(row, column, shown)
            for row in range(self.row, self.row + self.row_copies)
            for column in range(self.column, self.column + self.copies)
        ]
