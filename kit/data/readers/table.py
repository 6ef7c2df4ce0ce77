"""One canonical table from its source: files found, cut, matched, typed, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit import crms
from kit.data.contracts import broken_promises
from kit.data.frames import DTYPES
from kit.data.readers.cells import Cells
from kit.data.readers.columns import expected_headings
from kit.data.readers.formats import read_file
from kit.data.readers.intake import Intake
from kit.data.readers.lookups import Lookups
from kit.data.readers.numbering import numbered
from kit.data.readers.places import find
from kit.data.readers.rules import check_rows, without_duplicates
from kit.data.readers.shaped import Reading, shaped
from kit.data.readers.sheet import Sheet
from kit.data.readers.together import together
from kit.errors import DataError, Fault
from kit.params import Settings, Source
from kit.schemas import Schema


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
    left_out
        Rows of the files that are none of the table's: passed over by what the source or the CRM's
        mapping declares. They do not count as read.
    lines
        Line of the file for each kept row.
    rejected
        The rows set aside: file, line, reasons, then their text by heading.
    files
        Files that were read, as the project names them.
    """

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    read: int = 0
    kept: int = 0
    quarantined: int = 0
    coerced: int = 0
    left_out: int = 0
    lines: npt.NDArray[np.integer] | None = None
    rejected: pd.DataFrame | None = None
    files: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of rows, by what became of them."""
        names = ("read", "kept", "quarantined", "coerced", "left_out")
        return {name: getattr(self, name) for name in names}


def read_table(
    schema: Schema,
    source: Source,
    folder: Path,
    settings: Settings,
    *,
    today: date | None = None,
    fetched: Sheet | DataError | None = None,
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
        Time zone, currency, quarantine limit, CRM and lookups of the project.
    today
        No closing lies after this day; the clock's, unless given.
    fetched
        What a database gave for it, or why it gave nothing.

    Returns
    -------
    ReadTable
        Bad input never raises: it is in `faults`, all of it.
    """
    crm = crms.find(settings.crm) if settings.crm else None
    reading = Reading(settings, crm, Lookups.of(settings, crm))
    sheets, faults = _sheets(source, folder, expected_headings(schema, source, crm), fetched)
    pieces = [shaped(sheet, schema, source, reading) for sheet in sheets]
    noted = reading.lookups.faults
    faults += [fault for one in pieces for fault in one.faults if fault.severity == "error"]
    faults += together(pieces, source)
    if faults or not sheets:
        faults = [_of_table(fault, schema.name) for fault in faults]
        return ReadTable(_empty(schema), (*faults, *noted))
    intake, completed = Intake.of(schema, pieces), pieces[0].source
    left_out = sum(one.left_out for one in pieces)
    del fetched, sheets, pieces  # typing needs the room that unused columns take
    table = _typed(schema, intake, completed, settings, today)
    return replace(table, faults=(*table.faults, *noted), left_out=left_out)


def _sheets(
    source: Source,
    folder: Path,
    expected: Sequence[str],
    fetched: Sheet | DataError | None,
) -> tuple[list[Sheet], list[Fault]]:
    """Every file of a source as text, and why others could not be read."""
    if isinstance(fetched, Sheet):
        return [fetched], []
    sheets: list[Sheet] = []
    faults: list[Fault] = []
    try:
        if fetched is not None:
            raise fetched
        paths = find(source, folder)
    except DataError as error:
        return [], list(error.faults)
    for path in paths:
        try:
            sheets.append(read_file(path, folder, source, expected))
        except DataError as error:
            faults += error.faults
    return sheets, faults


def _typed(
    schema: Schema, intake: Intake, source: Source, settings: Settings, today: date | None
) -> ReadTable:
    """Values of all cells, then what must hold between them."""
    found = intake.inspection
    frame = Cells(found, source, settings).read(intake.texts, schema.columns)
    frame = numbered(frame, schema, intake.texts, found.file_of)
    frame = check_rows(frame, schema, found, settings, today or date.today())
    keep = without_duplicates(frame, schema, found)
    frame = frame if keep.all() else frame[keep].reset_index(drop=True)
    if not any(fault.severity == "error" for fault in found.faults):
        found.check_share(settings.quarantine_limit)
        found.faults += broken_promises(frame, schema)
    return ReadTable(
        frame,
        tuple(_of_table(fault, schema.name) for fault in found.faults),
        read=len(keep),
        kept=int(keep.sum()),
        quarantined=int(found.set_aside.sum()),
        coerced=int((found.coerced & ~found.set_aside).sum()),
        lines=found.line_of[keep],
        rejected=_rejected(intake),
        files=found.files,
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


def _of_table(fault: Fault, table: str) -> Fault:
    return fault if fault.table else Fault(**{**fault.as_dict(), "table": table})  # type: ignore[arg-type]


def _empty(schema: Schema) -> pd.DataFrame:
    return pd.DataFrame(
        {column.name: pd.Series(dtype=DTYPES[column.kind]) for column in schema.columns}
    )
