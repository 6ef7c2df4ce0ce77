"""The tables of one page as CSV files, in one archive."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from datetime import date

from kit.downloads.harmless import harmless
from kit.downloads.notes import About, PageTables, notes_of
from kit.downloads.sheets import Heading, Sheet
from kit.language import N_, Language
from kit.results import Plain

_MADE = (1980, 1, 1, 0, 0, 0)
"""The time that every file in an archive bears: the same tables make the same bytes."""
_LONGEST_NAME = 48
_MODE = 0o644 << 16
_UNIX = 3


def csv_bundle(page: PageTables, about: About) -> bytes:
    """A ZIP archive with one CSV file for each table of the page, and the notes on them.

    UTF-8 with a byte order mark, which spreadsheets need to be told; commas, decimal points, ISO
    dates. Numbers are written in full: a share is a fraction of one.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "notes.txt", _notes_text(page, about))
        for number, sheet in enumerate(page.sheets, start=1):
            _add(archive, f"{number:02}-{_slug(sheet)}.csv", csv_text(sheet, about.currency))
    return buffer.getvalue()


def csv_text(sheet: Sheet, currency: str) -> str:
    """One table as CSV; headings of amounts name the currency."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(_head(heading, currency)) for heading in sheet.headings])
    for place, row in enumerate(sheet.rows):
        writer.writerow(
            _written(value, sheet.unit(place, column)) for column, value in enumerate(row)
        )
    return text.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, _MADE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = _UNIX, _MODE
    archive.writestr(info, text.encode("utf-8-sig", "replace"))


def _head(heading: Heading, currency: str) -> str:
    is_money = heading.unit == "money" and bool(currency)
    return f"{heading.label} ({currency})" if is_money else heading.label


def _written(value: Plain, unit: str) -> object:
    if isinstance(value, float):
        if unit == "date":
            return date.fromordinal(int(value)).isoformat()
        return int(value) if value.is_integer() else value
    return harmless(value)


def _slug(sheet: Sheet) -> str:
    words = " ".join(dict.fromkeys((sheet.section, sheet.title)))
    folded = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    return slug[:_LONGEST_NAME].strip("-") or "table"


def _notes_text(page: PageTables, about: About) -> str:
    words = Language(about.language)
    paragraphs = [words.text(message) for message in (_FORM, _APOSTROPHE)]
    for heading, lines in notes_of([page], about):
        told = [f"{label}: {text}" if label else text for label, text in lines]
        paragraphs.append("\n".join([heading, *(f"  {line}" for line in told)]))
    return "\r\n\r\n".join(one.replace("\n", "\r\n") for one in paragraphs) + "\r\n"


_FORM = N_(
    "The files are in UTF-8, with commas between columns, decimal points, and dates as "
    "year-month-day. Shares are fractions of one."
)
_APOSTROPHE = N_(
    "A text that begins with = + - @, a tab or a line end has an apostrophe in front, so that no "
    "program takes it for a formula. Numbers are never changed."
)
