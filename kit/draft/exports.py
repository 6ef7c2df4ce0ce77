"""The files of a folder that may be tables, each with its headings and a sample of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from kit.data.readers.headings import Headings
from kit.data.readers.parsed import distinct
from kit.draft.names import names_of
from kit.draft.sampling import Group
from kit.errors import Fault
from kit.params import Source


@dataclass(frozen=True, eq=False)
class Export:
    """One file, one worksheet of a workbook, or one table of a database file.

    Attributes
    ----------
    file
        Its path below the folder.
    headings
        As they stand in the file.
    cells
        A sample of its rows as text, by position.
    source
        How it was read: encoding, separator, sheet; the start of its entry in project.yaml.
    evidence
        Why it is read so, as sentences.
    rows
        Number of rows in the file.
    distinct
        For each column the number of different texts in all rows.
    part
        The worksheet or table, where the file has several.
    group
        The files of its kind that were examined, and those that were not.
    """

    file: str
    headings: tuple[str, ...]
    cells: pd.DataFrame
    source: Source
    evidence: tuple[str, ...] = ()
    rows: int = 0
    distinct: tuple[int, ...] = ()
    part: str = ""
    group: Group | None = None

    @property
    def label(self) -> str:
        """How messages name it.

        >>> Export("a.xlsx", (), pd.DataFrame(), Source(file="a.xlsx"), part="Deals").label
        'a.xlsx (Deals)'
        """
        return f"{self.file} ({self.part})" if self.part else self.file

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What it is called, the most telling name first."""
        return (*([self.part] if self.part else ()), *names_of(self.file))

    @cached_property
    def places(self) -> Headings:
        """Its headings, to be found as people write them."""
        return Headings(self.headings)

    @cached_property
    def _texts(self) -> dict[int, pd.Series]:
        return {}

    def column(self, place: int) -> pd.Series:
        """The different filled texts of one column in the sample, in their order."""
        if place not in self._texts:
            _, uniques = distinct(self.cells[place].str.strip())
            self._texts[place] = uniques[uniques != ""].reset_index(drop=True)
        return self._texts[place]

    def filled(self, place: int) -> pd.Series:
        """The filled cells of one column in the sample."""
        return self.cells[place].dropna().str.strip()

    def read(self, heading: str) -> pd.Series | None:
        """The different texts under a heading; None where there is none called so."""
        place = self.places.place(heading)
        return None if place is None or place < 0 else self.column(place)


@dataclass(frozen=True)
class Found:
    """What a folder holds.

    Attributes
    ----------
    exports
        Files that can be tables.
    notes
        Files that are passed over, as sentences.
    faults
        Files that should be tables and cannot be read, with the reason.
    """

    exports: tuple[Export, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


_OF_RUNS = {"outputs", "node_modules", "__pycache__"}


def files_below(folder: Path) -> Iterator[Path]:
    """Files of a folder and the folders in it, sorted, each once.

    Passed over is what a run makes, what starts with a dot, the lock files of Excel, and links to
    folders, which may lead round in circles.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.name in _OF_RUNS:
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from files_below(path)
        elif path.is_file():
            yield path
