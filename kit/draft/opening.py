"""Opening the files of a folder as tables, and how each of them has to be read for that."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from kit import crms
from kit.data.readers import excel, sqlite
from kit.data.readers.formats import READERS, read_file
from kit.data.readers.packing import ending_of
from kit.data.readers.sheet import Sheet
from kit.data.readers.workbook import open_workbook
from kit.draft.encodings import encoding_of
from kit.draft.exports import Export, Found, files_below
from kit.draft.sampling import chosen, listed, not_examined, without_copies
from kit.draft.vocabulary import words_of
from kit.errors import DataError, Fault
from kit.params import Source
from kit.schemas import TABLES

_SAMPLED = 20_000
"""Rows that are looked at from the beginning, and as many from all over the file."""
_TEXT = (".csv", ".tsv", ".txt")
_NO_DATA = (".md", ".yaml", ".yml", ".py", ".ipynb", ".pdf", ".png", ".jpg", ".html", ".log")
_SEPARATORS = (";", "\t", "|")
_LISTED = 5
_SILENCE = 3.0


def find_exports(folder: Path, tell: Callable[[str], None] | None = None) -> Found:
    """Read a sample of every table below `folder`; of very many files of one kind, a few.

    Parameters
    ----------
    tell
        Gets a line on how far it has come, where that takes long.
    """
    faults: list[Fault] = []
    candidates, strange = _candidates(folder, faults)
    names, notes = without_copies(folder, candidates)
    choice = chosen(folder, names)
    groups = choice.group_of
    if tell and len(names) > len(groups):
        tell(f"{len(names):,} files; {len(groups):,} of them are examined in full.")
    exports: list[Export] = []
    last = time.monotonic()
    for place, file in enumerate(one for one in names if one in groups):
        if tell and time.monotonic() - last > _SILENCE:
            tell(f"{place:,} of {len(groups):,} files are examined.")
            last = time.monotonic()
        found = _opened(folder / file, folder, file, faults, notes)
        exports += [replace(one, group=groups[file]) for one in found]
    notes += not_examined(choice)
    if strange:
        notes.append(f"no tables by their endings: {listed(strange)}.")
    return Found(tuple(exports), tuple(notes), tuple(faults))


def _candidates(folder: Path, faults: list[Fault]) -> tuple[list[str], list[str]]:
    """Files that may be tables, and those that are none by their endings."""
    candidates: list[str] = []
    strange: list[str] = []
    for path in files_below(folder):
        file = path.relative_to(folder).as_posix()
        if ending_of(path) not in READERS:
            strange += [file] * (path.suffix.lower() not in _NO_DATA)
            continue
        unwritable = _unwritable(file)
        faults += unwritable
        candidates += [file] * (not unwritable)
    return candidates, strange


def _opened(
    path: Path, folder: Path, file: str, faults: list[Fault], notes: list[str]
) -> Iterator[Export]:
    """The tables of one file; why others in it are none goes to `faults` and `notes`."""
    try:
        source, evidence = _source(path, file)
        parts = _parts(path, file, source)
    except DataError as error:
        faults += error.faults
        return
    for part, one in parts:
        try:
            export = _export(path, folder, one, evidence, part)
        except DataError as error:
            if part:
                notes.append(f"{file} ({part}) is not used: {error.faults[0].message}")
            else:
                faults += error.faults
            continue
        reason = _no_table(export, path)
        if reason:
            notes.append(f"{export.label} is not used: {reason}.")
        else:
            yield export


def _source(path: Path, file: str) -> tuple[Source, list[str]]:
    source = Source(file=file)
    if ending_of(path) not in _TEXT:
        return source, []
    encoding, why = encoding_of(path, file)
    return source.model_copy(update={"encoding": encoding}), why


def _parts(path: Path, file: str, source: Source) -> list[tuple[str, Source]]:
    """One source for each worksheet of a workbook or table of a database; else the one given."""
    ending = ending_of(path)
    if READERS[ending] is excel.read:
        names = open_workbook(path, file).sheets
        named = [(one, source.model_copy(update={"sheet": one})) for one in names]
        return named if len(named) > 1 else [("", source)]
    if READERS[ending] is sqlite.read:
        tables = [(name, name.replace('"', '""')) for name in sqlite.tables_of(path)]
        queries = [(name, f'select * from "{quoted}"') for name, quoted in tables]  # noqa: S608
        return [(name, source.model_copy(update={"query": one})) for name, one in queries] or [
            ("", source)
        ]
    return [("", source)]


def _export(path: Path, folder: Path, source: Source, evidence: list[str], part: str) -> Export:
    sheet, source, why = _cut(path, folder, source)
    return Export(
        sheet.file,
        sheet.headings,
        _sample(sheet.cells),
        source,
        (*evidence, *why),
        len(sheet.cells),
        tuple(int(sheet.cells[place].nunique()) for place in range(len(sheet.headings))),
        part,
    )


def _cut(path: Path, folder: Path, source: Source) -> tuple[Sheet, Source, list[str]]:
    """The file cut into columns, and what its source has to declare for that."""
    sheet = read_file(path, folder, source, _known())
    declared = _separator_said(sheet)
    if not declared and len(sheet.headings) == 1 and ending_of(path) in _TEXT:
        declared = _separator_tried(sheet)
        if declared:
            source = source.model_copy(update={"separator": declared})
            sheet = read_file(path, folder, source, _known())
    if not declared:
        return sheet, source, []
    shown = {"\t": "by tabs", " ": "by runs of spaces"}.get(declared, f"by `{declared}`")
    why = [f"columns are separated {shown}"]
    return sheet, source.model_copy(update={"separator": declared}), why


def _separator_said(sheet: Sheet) -> str:
    """The separator that the reader found instead of the usual one."""
    fixes = (fault.fix for fault in sheet.faults)
    return next((fix.split('"')[1] for fix in fixes if fix.startswith("Declare `separator")), "")


def _separator_tried(sheet: Sheet) -> str:
    """What really separates a text that looks like one column; empty where it is one."""
    rows = pd.concat([pd.Series([sheet.headings[0]]), sheet.cells[0].head(1000).dropna()])
    for one in _SEPARATORS:
        counts = rows.str.count("\\" + one)
        if counts.min() > 0 and (counts == counts.iloc[0]).mean() > 0.9:
            return one
    parts = rows.str.split().str.len()
    is_even = bool(len(rows) > 1 and parts.min() == parts.max() > 1)
    return " " if is_even else ""


def _sample(cells: pd.DataFrame) -> pd.DataFrame:
    """Rows from the beginning, where records lie together, and from all over the file."""
    if len(cells) <= 2 * _SAMPLED:
        return cells
    spread = np.linspace(0, len(cells) - 1, _SAMPLED).astype(int)
    rows = np.unique(np.concatenate([np.arange(_SAMPLED), spread]))
    return cells.iloc[rows].reset_index(drop=True)


def _no_table(export: Export, path: Path) -> str:
    """Why what was read is no table with headings; empty where it is one."""
    if not any(export.headings):
        return "it has no headings"
    bare = [name.replace(".", "").replace(",", "").strip("-+ ") for name in export.headings]
    if len(bare) > 1 and sum(name.isdigit() for name in bare) > len(bare) / 2:
        first = ", ".join(f"`{name}`" for name in export.headings[:_LISTED])
        return f"it has no line of headings, its first line is {first}; add one to read it"
    if len(bare) == 1 and ending_of(path) == ".txt":
        return "it is running text, not a table"
    return ""


def _unwritable(file: str) -> list[Fault]:
    """A name that is no text cannot be written into project.yaml."""
    try:
        file.encode()
    except UnicodeEncodeError:
        shown = file.encode("utf-8", "replace").decode()
        fix = "Rename the file."
        return [Fault("error", "the name of the file is no UTF-8 text.", file=shown, fix=fix)]
    return []


@cache
def _known() -> Sequence[str]:
    """Every heading that a mapping or the vocabulary knows: they tell the line of headings."""
    native = (
        heading
        for name in crms.NAMES
        for shapes in crms.find(name).tables.values()
        for shape in shapes
        for recipes in shape.columns.values()
        for recipe in recipes
        for heading in recipe.headings
    )
    canonical = (name for schema in TABLES for name in schema.names)
    spoken = (word for schema in TABLES for name in schema.names for word in words_of(name))
    return tuple(dict.fromkeys((*native, *canonical, *spoken)))
