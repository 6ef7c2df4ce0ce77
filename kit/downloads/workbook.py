"""The tables of a unit's pages as one workbook: notes, contents, and a sheet for each table.

Cells are typed: text is written as text, whatever it looks like, numbers and dates as such, with
the format of their unit.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from babel.numbers import get_currency_precision
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kit.downloads.notes import About, PageTables, notes_of
from kit.downloads.sheets import Sheet
from kit.language import N_, Language
from kit.results import Plain

_FORMATS = {
    "count": "#,##0",
    "ratio": "0.0%",
    "points": "0.0",
    "days": "#,##0.0",
    "hours": "#,##0.0",
    "number": "#,##0.00",
    "flag": "0",
    "date": "yyyy-mm-dd",
    "": "#,##0.00",
}
_FIRST_DAY = date(1900, 3, 1).toordinal()
"""Before it the days of spreadsheets are not those of the calendar."""
_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 48, 9
_MEASURED = 60
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(pages: Sequence[PageTables], about: About) -> bytes:
    """An XLSX file with the tables of all `pages`; headings stay in view."""
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        day = max(page.as_of for page in pages)
        book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
        _Writer(book, about).write(pages)
    return buffer.getvalue()


@dataclass
class _Placed:
    """A sheet with its page and its name in the workbook."""

    page: str
    name: str
    sheet: Sheet


class _Writer:
    """Writes one workbook."""

    def __init__(self, book: Workbook, about: About) -> None:
        self.book, self.about, self.words = book, about, Language(about.language)
        digits = get_currency_precision(about.currency) if about.currency else 2
        amount = "#,##0" + ("." + "0" * digits if digits else "")
        money = f'{amount} "{about.currency}"' if about.currency else amount
        self.formats: dict[str, Format] = {
            unit: book.add_format({"num_format": pattern})
            for unit, pattern in {**_FORMATS, "money": money}.items()
        }
        self.text = book.add_format({"num_format": "@"})
        self.head = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        )
        self.prose = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})

    def write(self, pages: Sequence[PageTables]) -> None:
        """All sheets, the notes first."""
        notes = self.book.add_worksheet(self._own_name(N_("Notes")))
        contents = self.book.add_worksheet(self._own_name(N_("Contents")))
        placed = list(self._placed(pages))
        self._notes(notes, pages)
        self._contents(contents, placed)
        for one in placed:
            self._table(self.book.add_worksheet(one.name), one.sheet)

    def _own_name(self, message: str) -> str:
        return _sheet_name(self.words.text(message))

    def _placed(self, pages: Iterable[PageTables]) -> Iterator[_Placed]:
        number = 0
        for page in pages:
            for sheet in page.sheets:
                number += 1
                yield _Placed(page.title, _sheet_name(f"{number} {sheet.title}"), sheet)

    def _notes(self, target: Worksheet, pages: Sequence[PageTables]) -> None:
        target.set_column(0, 0, 30)
        target.set_column(1, 1, 100)
        target.freeze_panes(1, 0)
        row = 0
        for heading, lines in notes_of(pages, self.about):
            self._put(target, row, 0, heading, self.head)
            for label, text in lines:
                row += 1
                self._put(target, row, 0, label, self.prose)
                self._put(target, row, 1, text, self.prose)
            row += 2

    def _contents(self, target: Worksheet, placed: Sequence[_Placed]) -> None:
        say = self.words.text
        headings = (N_("Sheet"), N_("Page"), N_("Section"), N_("Table"), N_("Rows"), N_("Note"))
        for column, (heading, width) in enumerate(
            zip(headings, (32, 18, 40, 40, 8, 60), strict=True)
        ):
            self._put(target, 0, column, say(heading), self.head)
            target.set_column(column, column, width)
        target.freeze_panes(1, 0)
        for row, one in enumerate(placed, start=1):
            # A link inside the file, to a name that `_sheet_name` made.
            place = "internal:'{}'!A1".format(one.name.replace("'", "''"))
            target.write_url(row, 0, place, string=one.name)
            for column, text in enumerate((one.page, one.sheet.section, one.sheet.title), start=1):
                self._put(target, row, column, text, self.text)
            target.write_number(row, 4, len(one.sheet.rows), self.formats["count"])
            self._put(target, row, 5, one.sheet.note, self.text)

    def _table(self, target: Worksheet, sheet: Sheet) -> None:
        for column, heading in enumerate(sheet.headings):
            self._put(target, 0, column, heading.label, self.head)
            target.set_column(column, column, _width(sheet, column))
        target.freeze_panes(1, 0)
        for place, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                self._value(target, place + 1, column, value, sheet.unit(place, column))

    def _value(self, target: Worksheet, row: int, column: int, value: Plain, unit: str) -> None:
        if isinstance(value, str):
            self._put(target, row, column, value, self.text)
        elif value is not None and unit == "date":
            day = date.fromordinal(int(value))
            if value < _FIRST_DAY:
                self._put(target, row, column, day.isoformat(), self.text)
            else:
                target.write_datetime(row, column, day, self.formats["date"])
        elif value is not None:
            target.write_number(row, column, value, self.formats.get(unit, self.formats[""]))

    def _put(self, target: Worksheet, row: int, column: int, text: str, how: Any) -> None:
        """Text as text, cut only where a cell cannot hold it, and then visibly."""
        sound = text.encode("utf-8", "replace").decode("utf-8")
        if len(sound) > _LONGEST_TEXT:
            sound = f"{sound[: _LONGEST_TEXT - 1]}…"
        if sound:
            target.write_string(row, column, sound, how)


def _sheet_name(text: str) -> str:
    """A name that every spreadsheet program accepts; short texts stay as they are."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text)
    return " ".join(clean.split()).strip("'")[:_LONGEST_NAME].strip(" '")


def _width(sheet: Sheet, column: int) -> int:
    texts = [sheet.headings[column].label[:24]]
    texts += [_shown(row[column]) for row in sheet.rows[:_MEASURED]]
    return min(max(_NARROWEST, 2 + max(map(len, texts))), _WIDEST)


def _shown(value: Plain) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else value or ""
