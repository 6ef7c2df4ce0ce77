"""Workbooks, opened only after a look at what they are and how large they would become."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from kit.data.quality import refusal
from kit.data.readers.compound import stream_names
from kit.data.readers.container import looks_like_markup
from kit.data.readers.heading_row import SEARCHED, find_heading
from kit.data.readers.leap_day import Place, leap_days_old, leap_days_zipped
from kit.data.readers.natives import texts
from kit.data.readers.packing import check_archive
from kit.data.readers.survey import Survey, letters_of
from kit.data.readers.survey_binary import survey_xls, survey_xlsb
from kit.data.readers.survey_ods import survey_ods
from kit.data.readers.survey_xlsx import book_part, survey_xlsx
from kit.errors import DataError, Fault, KitError, suggestion

LARGEST = 2**30
"""Most bytes that the parts of a workbook may hold when unpacked."""

MOST_CELLS = 2**24
"""Most cells of one sheet, empty ones among them: they all stand in memory at once."""

_ROWS, _COLUMNS = 2**20, 2**14
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Workbook:
    """A workbook: the reader of its cells, and its bytes for what that reader does not tell."""

    def __init__(self, content: bytes, file: str) -> None:
        self.content, self.file = content, file
        self._surveys: dict[str, Survey] = {}
        with _said_of(file):
            if not content.startswith(_OLE):
                self._survey_tables()
            self._cells = CalamineWorkbook.from_filelike(BytesIO(content))

    @property
    def sheets(self) -> list[str]:
        """Names of the worksheets in their order, hidden ones among them, charts not."""
        return [
            sheet.name
            for sheet in self._cells.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]

    def sheet(self, name: str) -> tuple[CalamineSheet, Survey]:
        """One worksheet, and what its cells do not tell.

        Raises
        ------
        DataError
            If it is damaged, or reaches so far that it would not fit into memory.
        """
        with _said_of(self.file):
            if name not in self._surveys:
                self._surveys[name] = self._survey(name)
            self._check_reach(name)
            return self._cells.get_sheet_by_name(name), self._surveys[name]

    def leap_days(self, name: str) -> set[Place]:
        """Cells that hold the 29 February 1900; OpenDocument writes days as such and has none."""
        with _said_of(self.file):
            if self.content.startswith(_OLE):
                return leap_days_old(self.content, self._cells.sheet_names.index(name))
            with zipfile.ZipFile(BytesIO(self.content)) as archive:
                is_open = "content.xml" in archive.namelist()
            return set() if is_open else leap_days_zipped(self.content, name)

    def _survey(self, name: str) -> Survey:
        if self.content.startswith(_OLE):
            return survey_xls(self.content, self._cells.sheet_names.index(name))
        with zipfile.ZipFile(BytesIO(self.content)) as archive:
            is_binary = book_part(archive).casefold().endswith(".bin")
            return (survey_xlsb if is_binary else survey_xlsx)(archive, name)

    def _survey_tables(self) -> None:
        """OpenDocument puts all its tables into one part, which is read as a whole."""
        with zipfile.ZipFile(BytesIO(self.content)) as archive:
            if "content.xml" in archive.namelist():
                self._surveys = survey_ods(archive)
        for name in self._surveys:
            self._check_reach(name)

    def _check_reach(self, name: str) -> None:
        rows, columns, _ = self._surveys[name]
        if rows > _ROWS or columns > _COLUMNS or rows * columns > MOST_CELLS:
            raise refusal(
                f"the sheet `{name}` is too large: it reaches to cell "
                f"{letters_of(columns - 1)}{rows}.",
                self.file,
                fix="Delete what stands far from the table, or export it as CSV.",
            )


def open_workbook(path: Path, file: str) -> Workbook:
    """Open a workbook of any version of Excel, or of OpenDocument.

    Its bytes tell the format, because exports often have the ending of another one.

    Raises
    ------
    DataError
        If it is no workbook, damaged, encrypted, or packed far too tightly.
    """
    content = path.read_bytes()
    with _said_of(file):
        if content.startswith(b"PK"):
            _check_parts(content, file)
        elif not content.startswith(_OLE):
            raise _no_workbook(content, file)
        elif "EncryptedPackage" in stream_names(content):
            raise _encrypted(file)
    return Workbook(content, file)


def choose_sheet(book: Workbook, declared: str, expected: Sequence[str]) -> tuple[str, list[Fault]]:
    """Name of the sheet to read: the declared one, else the first.

    Raises
    ------
    DataError
        If the declared one is not there, or if another sheet has more of the expected headings
        than the first: which is meant is not guessed.
    """
    names = book.sheets
    listed = ", ".join(f"`{name}`" for name in names)
    if declared:
        if declared in names:
            return declared, []
        raise refusal(
            f"there is no sheet `{declared}`; the sheets are {listed}. "
            f"{suggestion(declared, names)}",
            book.file,
        )
    if not names:
        raise refusal("the workbook holds no worksheet.", book.file, fix="Export it again.")
    if len(names) == 1:
        return names[0], []
    fits = {name: _fits(book, name, expected) for name in names}
    best = max(names, key=lambda name: fits[name])
    if fits[best] > fits[names[0]]:
        raise refusal(
            f"the first sheet, `{names[0]}`, lacks headings that the sheet `{best}` has; "
            f"the sheets are {listed}.",
            book.file,
            fix=f'Declare the one that is meant, such as `sheet: "{best}"`.',
        )
    message = f"only the first sheet is read; the sheets are {listed}."
    fix = f'Declare `sheet: "{names[0]}"` if that is right.'
    return names[0], [Fault("warning", message, file=book.file, fix=fix)]


def _fits(book: Workbook, name: str, expected: Sequence[str]) -> int:
    sheet, _ = book.sheet(name)
    rows = sheet.to_python(nrows=SEARCHED) if sheet.start else []
    return find_heading(([text or "" for text in texts(row)] for row in rows), expected).fits


def _check_parts(content: bytes, file: str) -> None:
    """Look at the list of parts first, then at each part's checksum."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        check_archive(archive, len(content), file, LARGEST)
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise _encrypted(file)
        spoiled = archive.testzip()
    if spoiled:
        raise _damaged(file, f"`{spoiled}` does not match its checksum")


@contextmanager
def _said_of(file: str) -> Iterator[None]:
    """Whatever goes wrong within a workbook is said as one fault of the file."""
    try:
        yield
    except KitError:
        raise
    except PasswordError:
        raise _encrypted(file) from None
    except Exception as error:
        raise _damaged(file, error) from error
    except BaseException as error:
        # What a Rust library did not expect arrives as an exception outside of `Exception`.
        if type(error).__name__ == "PanicException":
            raise _damaged(file, error) from None
        raise


def _no_workbook(content: bytes, file: str) -> DataError:
    markup = looks_like_markup(content)
    inside = f"inside it is {markup}" if markup else "inside it is text" * _is_text(content)
    return refusal(
        f"the file is not a workbook{f'; {inside}' if inside else ''}.",
        file,
        fix="Export it as .xlsx or as CSV; the ending must be that of the format.",
    )


def _is_text(content: bytes) -> bool:
    try:
        start = content[:4096].decode("utf-8", "strict" if len(content) <= 4096 else "ignore")
    except UnicodeDecodeError:
        return False
    return bool(start) and all(sign.isprintable() or sign in "\t\r\n" for sign in start)


def _encrypted(file: str) -> DataError:
    return refusal(
        "the workbook is encrypted.", file, fix="Save it without a password, then load again."
    )


def _damaged(file: str, error: object) -> DataError:
    return refusal(
        f"the workbook is damaged, or not a valid workbook ({error}).",
        file,
        fix="Fetch or export it again.",
    )
