"""The files of a folder that may be tables, each with its headings and its first rows as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from kit import crms
from kit.data.readers import excel, sqlite
from kit.data.readers.formats import READERS, read_file
from kit.data.readers.packing import ending_of
from kit.data.readers.sheet import Sheet
from kit.data.readers.workbook import open_workbook
from kit.draft.encodings import encoding_of
from kit.errors import DataError, Fault
from kit.params import Source
from kit.schemas import TABLES

SAMPLE = 20_000
"""Rows that are looked at; enough to see a day above 12 in any export that has one."""
_PASSED_OVER = {"outputs", "node_modules", "__pycache__"}
_TEXT = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Export:
    """One file, or one worksheet of a workbook.

    Attributes
    ----------
    file
        Its path below the folder.
    headings
        As they stand in the file.
    cells
        The first rows as text, by position.
    source
        How it was read: encoding, separator, sheet; the start of its entry in project.yaml.
    evidence
        Why it is read so, as sentences.
    rows
        Number of rows in the file.
    """

    file: str
    headings: tuple[str, ...]
    cells: pd.DataFrame
    source: Source
    evidence: tuple[str, ...] = ()
    rows: int = 0

    @property
    def stem(self) -> str:
        """Name of the file without folders, ending and dates, in lower case."""
        name = self.file.rpartition("/")[2].casefold()
        name = re.sub(r"(\.[a-z0-9]{1,7})+$", "", name)
        return re.sub(r"[\s_-]*\(?\d[\d\s_.:-]*\)?$", "", name)

    def column(self, place: int) -> pd.Series:
        """The filled cells of one column."""
        return self.cells[place].dropna().str.strip()


@dataclass(frozen=True)
class Found:
    """What a folder holds: files that can be tables, and files that cannot, with the reason."""

    exports: tuple[Export, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def find_exports(folder: Path) -> Found:
    """Read the beginning of every table below `folder`.

    Folders whose names start with a dot and those a run makes are passed over.
    """
    exports: list[Export] = []
    faults: list[Fault] = []
    for path in sorted(_files(folder)):
        try:
            exports += _read(path, folder)
        except DataError as error:
            faults += error.faults
    return Found(tuple(exports), tuple(faults))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name in _PASSED_OVER:
            continue
        if path.is_dir():
            yield from _files(path)
        elif ending_of(path) in READERS:
            yield path


def _read(path: Path, folder: Path) -> Iterator[Export]:
    file = path.relative_to(folder).as_posix()
    source, evidence = Source(file=file), []
    if ending_of(path) in _TEXT:
        encoding, why = encoding_of(path, file)
        source = source.model_copy(update={"encoding": encoding})
        evidence += why
    for one in _parts(path, folder, source):
        sheet = read_file(path, folder, one, _KNOWN)
        if _is_aligned_by_spaces(sheet):
            one = one.model_copy(update={"separator": " "})  # noqa: PLW2901
            sheet = read_file(path, folder, one, _KNOWN)
            evidence.append("columns are separated by runs of spaces")
        yield _export(sheet, one, evidence)


def _is_aligned_by_spaces(sheet: Sheet) -> bool:
    """Whether the one column of a text file is really several, with spaces between them."""
    if len(sheet.headings) > 1 or not len(sheet.cells):
        return False
    parts = sheet.cells[0].head(1000).str.split().str.len()
    return bool(parts.min() == parts.max() and parts.max() > 1)


def _parts(path: Path, folder: Path, source: Source) -> list[Source]:
    """One source for each worksheet of a workbook or table of a database; else the one given."""
    ending, file = ending_of(path), path.relative_to(folder).as_posix()
    if READERS[ending] is excel.read:
        sheets = open_workbook(path, file).sheets
        named = [source.model_copy(update={"sheet": one}) for one in sheets]
        return named if len(named) > 1 else [source]
    if READERS[ending] is sqlite.read:
        quoted = [name.replace('"', '""') for name in sqlite.tables_of(path)]
        queries = [f'select * from "{name}"' for name in quoted]  # noqa: S608 (a name, quoted)
        return [source.model_copy(update={"query": one}) for one in queries] or [source]
    return [source]


def _export(sheet: Sheet, source: Source, evidence: list[str]) -> Export:
    separator = next(
        (
            fault.fix.split('"')[1]
            for fault in sheet.faults
            if fault.fix.startswith("Declare `separator")
        ),
        "",
    )
    if separator:
        source = source.model_copy(update={"separator": separator})
        shown = "tab" if separator == "\t" else separator
        evidence = [*evidence, f"columns are separated by `{shown}`"]
    cells = sheet.cells.head(SAMPLE)
    return replace(
        Export(sheet.file, sheet.headings, cells, source, tuple(evidence)), rows=len(sheet.cells)
    )


_KNOWN = tuple(
    dict.fromkeys(
        heading
        for headings in (
            *(
                recipe.headings
                for name in crms.NAMES
                for shapes in crms.find(name).tables.values()
                for shape in shapes
                for recipes in shape.columns.values()
                for recipe in recipes
            ),
            *(schema.names for schema in TABLES),
        )
        for heading in headings
    )
)
"""Every heading that any mapping knows: they tell which line of a file is the heading."""
