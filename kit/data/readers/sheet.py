"""What every file format hands over: one file's cells as text, and where each row stood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.errors import Fault, counted

_TEXT_SHOWN = 60


@dataclass(frozen=True)
class Ragged:
    """A row that could not be cut: its number of fields is not that of the heading, or `reason`."""

    line: int
    found: int
    expected: int
    text: str
    reason: str = ""

    @property
    def message(self) -> str:
        """Why it was not cut."""
        if self.reason:
            return self.reason
        said = f"the row has {counted(self.found, 'field')}, the heading {self.expected}"
        if self.found > 1:
            return said + "."
        # A line of one field is often a title or a footer, which its words tell.
        text = self.text.strip().strip('"')
        return f"{said}: `{text if len(text) <= _TEXT_SHOWN else text[:_TEXT_SHOWN] + '…'}`."


@dataclass(frozen=True)
class Sheet:
    """One file as text.

    Attributes
    ----------
    file
        As the project names it.
    headings
        As they stand in the file, trimmed; may repeat or be empty.
    cells
        Text by row and position, all ``str``; an empty cell is missing.
    lines
        Line of the file for each row; the heading is line 1.
    ragged
        Rows that could not be cut into cells.
    faults
        What was found on the way.
    letters
        Letters of a worksheet's columns, so that a cell can be named; empty for other formats.
    types
        Type that the file gives each column, in its own words; empty where it gives none.
    """

    file: str
    headings: tuple[str, ...]
    cells: pd.DataFrame
    lines: npt.NDArray[np.int64]
    ragged: tuple[Ragged, ...] = ()
    faults: tuple[Fault, ...] = ()
    letters: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
