"""Files that only give names to ids, such as a CRM's users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kit.crms import Crm, Lookup
from kit.data.quality import refusal
from kit.data.readers.formats import read_file
from kit.data.readers.headings import Headings
from kit.data.readers.places import find
from kit.data.readers.sheet import Sheet
from kit.params import Settings, Source


@dataclass(frozen=True)
class Lookups:
    """The lookups of one project; each file is read once.

    Attributes
    ----------
    folder
        The project folder.
    files
        Name of a lookup → its file or glob, as project.yaml says under `lookups:`.
    crm
        Knows the key of each; None where the project names no CRM.
    """

    folder: Path
    files: Mapping[str, str]
    crm: Crm | None = None
    _read: dict[str, Sheet] = field(default_factory=dict, repr=False, compare=False)
    _steps: dict[str, pd.Series] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, settings: Settings, crm: Crm | None) -> Lookups:
        """The lookups that a project declares."""
        return cls(settings.folder, settings.lookups, crm)

    def has(self, step: str) -> bool:
        """Whether the file of a step ``Lookup.Column`` is declared."""
        return step.partition(".")[0] in self.files

    def step(self, step: str) -> pd.Series:
        """What the ids of a lookup stand for in one of its columns.

        Parameters
        ----------
        step
            ``Lookup.Column``.

        Returns
        -------
        Series
            Text by id, one each; missing where the cell is empty.

        Raises
        ------
        DataError
            If the file cannot be read, or lacks the key or the column.
        """
        if step not in self._steps:
            self._steps[step] = self._entries(*step.split(".", 1))
        return self._steps[step]

    def _entries(self, name: str, column: str) -> pd.Series:
        sheet = self._sheet(name)
        lookup = self.crm.lookups[name] if self.crm else None
        key = lookup.key if lookup else "Id"
        ids = _column(sheet, name, key)
        parts = [_column(sheet, name, one) for one in _parts(lookup, column)]
        texts = parts[0]
        for more in parts[1:]:
            texts = texts.str.cat(more, sep=" ", na_rep="").str.strip()
        entries = texts.set_axis(ids)
        entries = entries[entries.index.notna() & ~entries.index.duplicated()]
        return _told_apart(entries) if lookup and lookup.label == column else entries

    def _sheet(self, name: str) -> Sheet:
        if name not in self._read:
            source = Source(file=self.files[name])
            lookup = self.crm.lookups.get(name) if self.crm else None
            sheets = [
                read_file(path, self.folder, source, (lookup.key,) if lookup else ())
                for path in find(source, self.folder)
            ]
            if len(sheets) > 1:
                raise refusal(
                    f"the lookup `{name}` has {len(sheets)} files.",
                    sheets[0].file,
                    fix="Name one file under `lookups:`.",
                )
            self._read[name] = sheets[0]
        return self._read[name]


def _parts(lookup: Lookup | None, column: str) -> tuple[str, ...]:
    """The headings that a column of a lookup is made from."""
    return lookup.joined.get(column, (column,)) if lookup else (column,)


def _column(sheet: Sheet, name: str, heading: str) -> pd.Series:
    place = Headings(sheet.headings).place(heading)
    if place is None:
        raise refusal(
            f"the lookup `{name}` has no column `{heading}`.",
            sheet.file,
            fix="Export it with this column, or take it out of `lookups:`.",
        )
    return sheet.cells[place].str.strip()


def _told_apart(entries: pd.Series) -> pd.Series:
    """Put the id behind a name that several entries share: they are different people."""
    shared = entries.duplicated(keep=False) & entries.notna()
    marked = entries + " (" + entries.index.to_series().astype("str") + ")"
    return entries.mask(shared, marked)
