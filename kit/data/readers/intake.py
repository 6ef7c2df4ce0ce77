"""Sheets of one table → one frame of text in canonical columns, and its inspection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data.quality import Inspection
from kit.data.readers.columns import Match
from kit.data.readers.sheet import Ragged, Sheet
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
    def of(cls, schema: Schema, sheets: Sequence[Sheet], matches: Sequence[Match]) -> Intake:
        """Put the sheets of one table under each other."""
        ragged = [(place, row) for place, sheet in enumerate(sheets) for row in sheet.ragged]
        texts = [_canonical(sheet, match) for sheet, match in zip(sheets, matches, strict=True)]
        whole = pd.concat(texts, ignore_index=True)
        size = len(whole)
        file_of = [np.full(len(sheet.lines), place) for place, sheet in enumerate(sheets)]
        inspection = Inspection(
            schema.name,
            tuple(sheet.file for sheet in sheets),
            np.concatenate([*file_of, np.array([place for place, _ in ragged], dtype=int)]),
            np.concatenate([sheet.lines for sheet in sheets] + [[row.line for _, row in ragged]]),
            {name: native for match in matches for name, native in match.headings.items()},
        )
        for sheet, match in zip(sheets, matches, strict=True):
            inspection.faults += [*sheet.faults, *match.faults]
        whole = whole.reindex(range(size + len(ragged))).astype("str")
        inspection.quarantine(
            np.arange(len(whole)) >= size,
            "",
            lambda row: _ragged_message(ragged[row - size][1]),
        )
        written = pd.Series(
            [row.text for _, row in ragged], index=range(size, len(whole)), dtype=str
        )
        intake = cls(whole, inspection, written)
        intake._set_huge_cells_aside(sheets)
        return intake

    def _set_huge_cells_aside(self, sheets: Sequence[Sheet]) -> None:
        """No name is that long: a quote went wrong, or something was pasted."""
        start = 0
        for sheet in sheets:
            for place, heading in enumerate(sheet.headings):
                lengths = np.zeros(len(self.texts), dtype=int)
                rows = slice(start, start + len(sheet.lines))
                lengths[rows] = sheet.cells[place].str.len().fillna(0)
                self.inspection.quarantine(
                    lengths > LONGEST_CELL,
                    heading,
                    lambda row, lengths=lengths: (  # type: ignore[misc]
                        f"the field has {lengths[row]} characters; the most is {LONGEST_CELL}."
                    ),
                )
            start += len(sheet.lines)


def _canonical(sheet: Sheet, match: Match) -> pd.DataFrame:
    return pd.DataFrame({name: sheet.cells[place] for name, place in match.positions.items()})


def _ragged_message(row: Ragged) -> str:
    return f"the row has {row.found} fields, the heading {row.expected}."
