"""Files that only give names to ids, such as a CRM's users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.crms import Crm, Lookup
from kit.data.quality import refusal
from kit.data.readers.formats import read_file
from kit.data.readers.headings import Headings
from kit.data.readers.moments import read_moments
from kit.data.readers.parsed import distinct, spread
from kit.data.readers.places import find
from kit.data.readers.sheet import Ragged, Sheet
from kit.errors import DataError, Fault
from kit.params import Settings, Source


@dataclass(frozen=True)
class Entries:
    """What the ids of a lookup stand for in one of its columns.

    Attributes
    ----------
    texts
        Text by id, one each; missing where the cell is empty.
    ambiguous
        Ids that several entries share with different texts: they stand for none of them.
    """

    texts: pd.Series
    ambiguous: pd.Index

    def unlisted(self, texts: pd.Series) -> pd.Series:
        """Which texts may be ids of the lookup, but are none that it lists.

        An id is made of the same kinds of signs as one that is listed, so that an amount, a date
        or a name among ids is none.
        """
        listed = self.texts.index.union(self.ambiguous)
        known = {_kinds(one) for one in listed}
        others = texts[~texts.isin(listed)].dropna().unique()
        return texts.isin([one for one in others if _kinds(one) in known])


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
    zone
        The project's, for times without one where the CRM has no zone of its own.
    """

    folder: Path
    files: Mapping[str, str]
    crm: Crm | None = None
    zone: str = "UTC"
    _read: dict[str, Sheet] = field(default_factory=dict, repr=False, compare=False)
    _steps: dict[str, Entries] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, settings: Settings, crm: Crm | None) -> Lookups:
        """The lookups that a project declares."""
        return cls(settings.folder, settings.lookups, crm, settings.timezone)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was found in the files that were read, of which each row is an entry at most.

        They bear no table: the same file may serve several, and be one itself.
        """
        return tuple(
            fault
            for sheet in self._read.values()
            for fault in (*map(partial(_left_out, sheet.file), sheet.ragged), *sheet.faults)
            if fault.severity != "quarantined"  # a broken cell matters where it is read
        )

    def has(self, step: str) -> bool:
        """Whether the file of a step ``Lookup.Column`` is declared."""
        return bool(self._file(step.partition(".")[0]))

    def _file(self, name: str) -> str:
        """The file that the project declares for a lookup, or for the one it is made of."""
        lookup = self.crm.lookups.get(name) if self.crm else None
        return self.files.get(name, "") or (self.files.get(lookup.of, "") if lookup else "")

    def is_partial(self, step: str) -> bool:
        """Whether a step's lookup is no register of all ids: what it lacks is nothing to say."""
        lookup = self.crm.lookups.get(step.partition(".")[0]) if self.crm else None
        return lookup is not None and lookup.is_partial

    def must_lead(self, step: str) -> bool:
        """Whether an id stands for nothing after a step that does not know it, not for itself."""
        return self.is_partial(step) or step.casefold().endswith("id")

    def step(self, step: str) -> Entries:
        """What the ids of a lookup stand for in one of its columns.

        Parameters
        ----------
        step
            ``Lookup.Column``.

        Returns
        -------
        Entries
            An id that several entries share stands for nothing, unless they agree or are a log.

        Raises
        ------
        DataError
            If the file cannot be read, or lacks the key or the column.
        """
        if step not in self._steps:
            self._steps[step] = self._entries(*step.split(".", 1))
        return self._steps[step]

    def _entries(self, name: str, column: str) -> Entries:
        lookup = self.crm.lookups[name] if self.crm else Lookup(key="Id")
        sheet = self._sheet(name)
        counting = self._counting(sheet, name, lookup)
        ids = _column(sheet, name, lookup.key).iloc[counting]
        parts = [_column(sheet, name, one) for one in lookup.joined.get(column, (column,))]
        texts = parts[0]
        for more in parts[1:]:
            texts = texts.str.cat(more, sep=" ", na_rep="").str.strip()
        said = pd.DataFrame({"id": ids, "text": texts.iloc[counting]}).dropna(subset="id")
        said = said.drop_duplicates("id" if lookup.latest else None)
        twice = said["id"].duplicated(keep=False)
        entries = said[~twice].set_index("id")["text"]
        if lookup.label == column:
            entries = _told_apart(entries)
        return Entries(entries, pd.Index(said.loc[twice, "id"].unique()))

    def _counting(self, sheet: Sheet, name: str, lookup: Lookup) -> npt.NDArray[np.intp]:
        """Positions of the entries that count, those of a log from the latest on."""
        counts = np.ones(len(sheet.cells), dtype=bool)
        for heading, texts in lookup.rows.items():
            counts &= _holds(_column(sheet, name, heading), texts)
        for heading, texts in lookup.without.items():
            if Headings(sheet.headings).has([heading]):
                counts &= ~_holds(_column(sheet, name, heading), texts)
        places = np.flatnonzero(counts)
        if not lookup.latest or self.crm is None:
            return places
        codes, uniques = distinct(_column(sheet, name, lookup.latest).iloc[places])
        zone = self.crm.zone or self.zone
        at = spread(read_moments(uniques, self.crm.dates, zone, self.zone).meant, codes)
        return places[at.sort_values(ascending=False, kind="stable").index.to_numpy()]

    def _sheet(self, name: str) -> Sheet:
        if name not in self._read:
            source = Source(file=self._file(name))
            lookup = self.crm.lookups.get(name) if self.crm else None
            expected = (lookup.key,) if lookup else ()
            try:
                sheets = [
                    read_file(path, self.folder, source, expected)
                    for path in find(source, self.folder)
                ]
            except DataError as error:
                raise _named(error, name) from error
            if len(sheets) > 1:
                raise refusal(
                    f"the lookup `{name}` has {len(sheets)} files.",
                    sheets[0].file,
                    fix="Name one file under `lookups:`.",
                )
            self._read[name] = sheets[0]
        return self._read[name]


def _named(error: DataError, name: str) -> DataError:
    """The same error, which says of which lookup it is: its file may serve a table, too."""
    faults = [
        replace(fault, message=f"the lookup `{name}` cannot be read: {fault.message}")
        for fault in error.faults
    ]
    return DataError(faults[0].message if faults else str(error), faults)


def _left_out(file: str, row: Ragged) -> Fault:
    message = f"{row.message} Its entry is left out."
    return Fault("warning", message, file=file, line=row.line)


def _column(sheet: Sheet, name: str, heading: str) -> pd.Series:
    place = Headings(sheet.headings).place(heading)
    if place is None:
        raise refusal(
            f"the lookup `{name}` has no column `{heading}`.",
            sheet.file,
            fix="Export it with this column, or take it out of `lookups:`.",
        )
    return sheet.cells[place].str.strip()


def _holds(cells: pd.Series, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Whether each cell holds one of `texts`, in any case; ``""`` stands for an empty one."""
    folded = [text.casefold() for text in texts]
    return cells.fillna("").str.casefold().isin(folded).to_numpy(dtype=bool)


def _told_apart(entries: pd.Series) -> pd.Series:
    """Put the id behind a name that several entries share: they are different people."""
    shared = entries.duplicated(keep=False) & entries.notna()
    marked = entries + " (" + entries.index.to_series().astype("str") + ")"
    return entries.mask(shared, marked)


def _kinds(text: str) -> frozenset[str]:
    """The kinds of signs that a text is made of.

    >>> _kinds("2026-12-31") == {"0", "-"}, _kinds("005Kq1") == {"0", "a"}
    (True, True)
    """
    return frozenset(
        "0" if sign.isdigit() else "a" if sign.isalpha() else sign for sign in set(text)
    )
