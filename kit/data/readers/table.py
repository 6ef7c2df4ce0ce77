"""One canonical table from its source: files found, cut, matched, typed, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.data.frames import DTYPES
from kit.data.quality import refusal
from kit.data.readers import csv
from kit.data.readers.cells import Cells
from kit.data.readers.columns import expected_headings, match
from kit.data.readers.container import looks_like_markup
from kit.data.readers.intake import Intake
from kit.data.readers.places import find
from kit.data.readers.rules import check_rows, without_duplicates
from kit.data.readers.sheet import Sheet
from kit.errors import DataError, Fault
from kit.files import digest_file
from kit.params import Settings, Source
from kit.schemas import Schema

Reader = Callable[[Path, str, Source, Sequence[str]], Sheet]

READERS: dict[str, Reader] = {".csv": csv.read, ".csv.gz": csv.read}
"""Function that reads a file, by the file's ending."""


@dataclass(frozen=True)
class ReadTable:
    """What came of reading one table.

    Attributes
    ----------
    frame
        The rows that are kept, in canonical columns and dtypes.
    faults
        All that was found; one of severity ``error`` refuses the load.
    read, kept, quarantined, coerced
        Rows; `coerced` counts those with a changed value and duplicates that were merged.
    lines
        Line of the file for each kept row.
    rejected
        The rows set aside: file, line, reasons, then their text by heading.
    """

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    read: int = 0
    kept: int = 0
    quarantined: int = 0
    coerced: int = 0
    lines: npt.NDArray[np.integer] | None = None
    rejected: pd.DataFrame | None = None


def read_table(
    schema: Schema, source: Source, folder: Path, settings: Settings, *, today: date | None = None
) -> ReadTable:
    """Read one table from the files its source names.

    Parameters
    ----------
    schema
        The canonical table.
    source
        Where it comes from and how to read it.
    folder
        The project folder; paths of sources are relative to it.
    settings
        Time zone, currency and quarantine limit of the project.
    today
        No closing lies after this day; the clock's, unless given.

    Returns
    -------
    ReadTable
        Bad input never raises: it is in `faults`, all of it.
    """
    sheets, matches, faults = [], [], []
    expected = expected_headings(schema, source)
    try:
        paths = find(source, folder)
    except DataError as error:
        paths, faults = [], list(error.faults)
    for path in paths:
        try:
            sheet = _read_unchanged(path, _name(path, folder), source, expected)
        except DataError as error:
            faults += error.faults
            continue
        blank = [bool(sheet.cells[place].isna().all()) for place in range(len(sheet.headings))]
        sheets.append(sheet)
        matches.append(match(sheet.headings, blank, schema, source, sheet.file))
    faults += [fault for one in matches for fault in one.faults if fault.severity == "error"]
    if faults or not sheets:
        faults = [_of_table(fault, schema.name) for fault in faults]
        return ReadTable(_empty(schema), tuple(faults))
    return _typed(schema, Intake.of(schema, sheets, matches), source, settings, today)


def _typed(
    schema: Schema, intake: Intake, source: Source, settings: Settings, today: date | None
) -> ReadTable:
    """Values of all cells, then what must hold between them."""
    found = intake.inspection
    frame = Cells(found, source, settings).read(intake.texts, schema.columns)
    frame = check_rows(frame, schema, found, settings, today or date.today())
    keep = without_duplicates(frame, schema, found)
    if not any(fault.severity == "error" for fault in found.faults):
        found.check_share(settings.quarantine_limit)
    return ReadTable(
        frame[keep].reset_index(drop=True),
        tuple(_of_table(fault, schema.name) for fault in found.faults),
        read=len(frame),
        kept=int(keep.sum()),
        quarantined=int(found.set_aside.sum()),
        coerced=int((found.coerced & ~found.set_aside).sum()),
        lines=found.line_of[keep],
        rejected=_rejected(intake),
    )


def _rejected(intake: Intake) -> pd.DataFrame:
    """Rows set aside, with their text as it stands in the file."""
    found = intake.inspection
    rows = np.flatnonzero(found.set_aside).tolist()
    texts = intake.texts.iloc[rows].rename(columns=found.headings)
    texts = texts.loc[:, ~texts.columns.duplicated()].fillna("").reset_index(drop=True)
    place = {
        "file": [found.files[found.file_of[row]] for row in rows],
        "line": found.line_of[rows],
        "reasons": ["; ".join(found.reasons.get(row, [])) for row in rows],
        "ragged_row": [intake.ragged.get(row, "") for row in rows],
    }
    return pd.concat([pd.DataFrame(place), texts], axis=1)


def _read_unchanged(path: Path, file: str, source: Source, expected: Sequence[str]) -> Sheet:
    """Read a file; refuse it if its content changed meanwhile."""
    ending = "".join(path.suffixes[-2:]).lower() if path.suffix == ".gz" else path.suffix.lower()
    if ending not in READERS:
        raise _not_supported(path, file, ending)
    before = digest_file(path)
    sheet = READERS[ending](path, file, source, expected)
    if digest_file(path) != before:
        raise refusal(
            "the file changed while it was read.", file, fix="Load again when it is whole."
        )
    return sheet


def _not_supported(path: Path, file: str, ending: str) -> DataError:
    with path.open("rb") as handle:
        markup = looks_like_markup(handle.read(512))
    inside = f" Inside it is {markup}." if markup else ""
    return refusal(
        f"files that end in `{ending}` cannot be read.{inside}",
        file,
        fix=f"Read are {', '.join(READERS)}: export the table in one of these formats.",
    )


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def _of_table(fault: Fault, table: str) -> Fault:
    return fault if fault.table else Fault(**{**fault.as_dict(), "table": table})  # type: ignore[arg-type]


def _empty(schema: Schema) -> pd.DataFrame:
    return pd.DataFrame(
        {column.name: pd.Series(dtype=DTYPES[column.kind]) for column in schema.columns}
    )
