"""Sheets of one table → one frame of text in canonical columns, and its inspection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data.quality import Inspection
from kit.data.readers.contradictions import FIX
from kit.data.readers.shaped import Shaped
from kit.data.readers.sheet import Ragged, Sheet
from kit.errors import Fault
from kit.schemas import Schema

LONGEST_CELL = 10_000


@dataclass(frozen=True)
class Intake:
    """All rows of one table as text.

    Attributes
    ----------
    texts
        One ``str`` column for each canonical column that the source has.
    inspection
        Knows where each row stood; ragged rows come last and are set aside already.
    ragged
        The ragged rows as they stand in their files.
    """

    texts: pd.DataFrame
    inspection: Inspection
    ragged: pd.Series

    @classmethod
    def of(cls, schema: Schema, pieces: Sequence[Shaped]) -> Intake:
        """Put the sheets of one table under each other."""
        ragged = [(place, row) for place, one in enumerate(pieces) for row in one.sheet.ragged]
        whole = pd.concat([one.texts for one in pieces], ignore_index=True)
        size = len(whole)
        inspection = _inspection(schema, pieces, ragged)
        whole = whole.reindex(range(size + len(ragged))).astype("str")
        inspection.quarantine(
            np.arange(len(whole)) >= size,
            "",
            lambda row: ragged[row - size][1].message,
        )
        written = pd.Series(
            [row.text for _, row in ragged], index=range(size, len(whole)), dtype=str
        )
        intake = cls(whole, inspection, written)
        intake._set_broken_cells_aside(pieces)
        intake._set_huge_cells_aside(pieces)
        intake._set_contradictions_aside(pieces)
        return intake

    def _set_broken_cells_aside(self, pieces: Sequence[Shaped]) -> None:
        """Rows with a cell that its file calls an error, where that cell is read."""
        start = 0
        for one in pieces:
            canonical = {native: name for name, native in one.headings.items()}
            for fault in one.sheet.faults:
                if fault.severity != "quarantined" or fault.column not in canonical:
                    continue
                rows = np.zeros(len(self.texts), dtype=bool)
                rows[start : start + len(one.origin)] = one.lines == fault.line
                column = canonical[fault.column]
                self.texts[column] = self.texts[column].mask(rows)
                self.inspection.quarantine(rows, column, fault.message, fix=fault.fix)
            start += len(one.origin)

    def _set_huge_cells_aside(self, pieces: Sequence[Shaped]) -> None:
        """No name is that long: a quote went wrong, or something was pasted."""
        start = 0
        for one in pieces:
            rows = slice(start, start + len(one.origin))
            for place, heading in enumerate(one.sheet.headings):
                found = one.sheet.cells[place].str.len().fillna(0).to_numpy()
                if not (found > LONGEST_CELL).any():
                    continue
                lengths = np.zeros(len(self.texts), dtype=int)
                lengths[rows] = found[one.origin]
                self.inspection.quarantine(
                    lengths > LONGEST_CELL,
                    heading,
                    lambda row, lengths=lengths: (  # type: ignore[misc]
                        f"the field has {lengths[row]} characters; the most is {LONGEST_CELL}."
                    ),
                )
            start = rows.stop

    def _set_contradictions_aside(self, pieces: Sequence[Shaped]) -> None:
        """Rows that say two things of which only one can be."""
        said = pd.concat([one.contradictions for one in pieces], ignore_index=True)
        said = said.reindex(range(len(self.texts)))
        self.inspection.quarantine(said.notna().to_numpy(), "", lambda row: said.iloc[row], fix=FIX)


def _inspection(
    schema: Schema, pieces: Sequence[Shaped], ragged: Sequence[tuple[int, Ragged]]
) -> Inspection:
    """Where each row stood, ragged ones last, and what was found in the files so far."""
    file_of = [np.full(len(one.origin), place) for place, one in enumerate(pieces)]
    lines = [one.lines for one in pieces]
    return Inspection(
        schema.name,
        tuple(one.sheet.file for one in pieces),
        np.concatenate([*file_of, np.array([place for place, _ in ragged], dtype=int)]),
        np.concatenate([*lines, np.array([row.line for _, row in ragged], dtype=int)]),
        {name: native for one in pieces for name, native in one.headings.items()},
        tuple(_letters(one) for one in pieces),
        faults=[fault for one in pieces for fault in (*_of_the_file(one.sheet), *one.faults)],
    )


def _of_the_file(sheet: Sheet) -> list[Fault]:
    """What was found in a file, but for broken cells, which only matter where they are read."""
    return [fault for fault in sheet.faults if fault.severity != "quarantined"]


def _letters(one: Shaped) -> dict[str, str]:
    """Canonical column → letter of the worksheet's column; empty for other formats."""
    places = {heading: place for place, heading in enumerate(one.sheet.headings)}
    return {
        name: one.sheet.letters[places[native]]
        for name, native in one.headings.items()
        if one.sheet.letters and native in places
    }
