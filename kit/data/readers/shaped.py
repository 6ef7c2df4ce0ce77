"""One sheet → texts of canonical columns, in the shape that fits it best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.crms import Crm
from kit.data.quality import Mask
from kit.data.readers.chosen import Rows, chosen_rows
from kit.data.readers.columns import heading_faults, shape_of, shapes
from kit.data.readers.contradictions import contradictions, kept_all_the_same
from kit.data.readers.headings import Headings
from kit.data.readers.lookups import Lookups
from kit.data.readers.moments import Moments, read_moments
from kit.data.readers.not_followed import not_followed
from kit.data.readers.recipes import Kitchen
from kit.data.readers.sequences import first_of_runs, with_previous
from kit.data.readers.sheet import Sheet
from kit.data.readers.unpivoting import unpivoted
from kit.errors import DataError, Fault
from kit.params import Settings, Source
from kit.schemas import Schema

_TEXT_TYPES = {"string", "large_string", "str", "text", "varchar", "char", "bpchar"}


@dataclass(frozen=True)
class Shaped:
    """A sheet in canonical columns.

    Attributes
    ----------
    texts
        One ``str`` column for each canonical column that the sheet has.
    origin
        Row of the sheet that each row comes from.
    headings
        Canonical column → native heading, where there is one.
    contradictions
        For each row why its cells contradict each other; missing for most.
    left_out
        Rows of the file that give no row of the table.
    source
        How the texts are to be typed: the source, completed by what the mapping knows.
    """

    sheet: Sheet
    texts: pd.DataFrame
    origin: Rows
    headings: dict[str, str]
    source: Source
    faults: tuple[Fault, ...]
    contradictions: pd.Series
    left_out: int = 0

    @property
    def lines(self) -> npt.NDArray[np.int64]:
        """Line of the file for each row."""
        return self.sheet.lines[self.origin]


@dataclass(frozen=True)
class Reading:
    """What the sources of one project share: its settings, its CRM's mapping, the lookups."""

    settings: Settings
    crm: Crm | None
    lookups: Lookups


def shaped(sheet: Sheet, schema: Schema, source: Source, reading: Reading) -> Shaped:
    """Make the canonical columns of one sheet.

    Parameters
    ----------
    sheet
        One file as text.
    schema
        The canonical table.
    source
        Declares columns, rows and values that come before the mapping's.
    reading
        The project's settings, mapping and lookups.

    Returns
    -------
    Shaped
        Whatever is wrong is in its faults.
    """
    return _Shaping(sheet, schema, source, reading).shaped()


class _Shaping:
    """The steps from one sheet to canonical columns."""

    def __init__(self, sheet: Sheet, schema: Schema, source: Source, reading: Reading) -> None:
        self.sheet, self.schema, self.reading = sheet, schema, reading
        offered = shapes(schema, source, reading.crm)
        self.shape = shape_of(Headings(sheet.headings), schema, offered)
        own, decimal = source.values, source.decimal or "."  # noqa: PD011
        self.kitchen = Kitchen(
            sheet, self.shape, schema, reading.lookups, self._sure_clock, own, decimal
        )
        is_native = self.shape is not offered[-1]
        self.source = _completed(source, reading.crm) if is_native else source
        blank = [bool(sheet.cells[place].isna().all()) for place in range(len(sheet.headings))]
        self.faults = [
            *heading_faults(self.kitchen.headings, blank, schema, source, self.shape, sheet.file)
        ]

    def shaped(self) -> Shaped:
        texts, origin = pd.DataFrame(index=pd.RangeIndex(0)), np.arange(0)
        headings: dict[str, str] = {}
        if not any(fault.severity == "error" for fault in self.faults):
            try:
                texts, origin = self._texts()
            except DataError as error:
                self.faults += error.faults
            headings = {str(name): self.kitchen.heading(str(name)) or str(name) for name in texts}
            self._say_types(headings)
            self.faults += [*not_followed(self.kitchen), *kept_all_the_same(self.kitchen)]
        left_out = len(self.sheet.cells) - len(np.unique(origin)) if headings else 0
        said = contradictions(self.kitchen).iloc[origin].reset_index(drop=True)
        faults = tuple(self.faults)
        return Shaped(self.sheet, texts, origin, headings, self.source, faults, said, left_out)

    def _texts(self) -> tuple[pd.DataFrame, Rows]:
        shape = self.shape
        names = [
            name
            for name in self.schema.names
            if name in shape.columns and self.kitchen.chosen(name)
        ]
        texts = pd.DataFrame({name: self.kitchen.text(name) for name in names})
        texts = texts.set_axis(pd.RangeIndex(len(self.sheet.cells)), axis=0)
        origin = np.arange(len(texts))
        if shape.unpivot:
            texts, origin = unpivoted(self.sheet, texts, shape.unpivot, self._named)
        texts, origin = self._chosen_rows(texts, origin, late=False)
        if shape.runs:
            texts, origin = _kept(texts, origin, first_of_runs(texts, shape.runs, self._clock))
        if shape.previous:
            texts, follows = with_previous(texts, shape.previous, self._clock)
            texts, origin = _kept(texts, origin, follows)
        texts, origin = self._chosen_rows(texts, origin, late=True)
        return texts[[name for name in self.schema.names if name in texts]], origin

    def _moments(self, texts: pd.Series) -> Moments:
        project = self.reading.settings.timezone
        return read_moments(texts, self.source.dates, self.source.timezone or project, project)

    def _clock(self, texts: pd.Series) -> pd.Series:
        return self._moments(texts).meant

    def _sure_clock(self, texts: pd.Series) -> pd.Series:
        """Without the times that came twice, or never, where clocks were set."""
        moments = self._moments(texts)
        return moments.meant.mask(moments.meant.index.isin(list(moments.changes)))

    def _named(self, column: str, text: str) -> str:
        """What a heading says of a canonical column: ids as names, words as the shape maps them."""
        named = pd.Series([text], dtype="str")
        for step in self.shape.unpivot.through.get(column, ()) if self.shape.unpivot else ():
            if self.reading.lookups.has(step):
                named = self.kitchen.resolved(named, step)
        meanings = self.shape.meanings.get(column, {})
        known = {native.casefold(): value for native, value in meanings.items()}
        return known.get(str(named.iloc[0]).casefold(), str(named.iloc[0]))

    def _chosen_rows(
        self, texts: pd.DataFrame, origin: Rows, *, late: bool
    ) -> tuple[pd.DataFrame, Rows]:
        keep, said = chosen_rows(self.kitchen, texts, origin, late=late)
        self.faults += said
        return _kept(texts, origin, keep)

    def _say_types(self, headings: dict[str, str]) -> None:
        """Numbers that a typed file holds as text are read, and said."""
        for name in headings:
            place = self.kitchen.headings.place(headings[name])
            if place is None or not self.sheet.types:
                continue
            native = self.sheet.types[place].casefold().partition("(")[0]
            if self.schema[name].kind in ("money", "number", "count") and native in _TEXT_TYPES:
                message = f"`{headings[name]}` is typed {native}; its texts are read as numbers."
                told = (self.schema.name, self.sheet.file, None, headings[name])
                self.faults.append(Fault("coerced", message, *told))


def _kept(texts: pd.DataFrame, origin: Rows, keep: Mask) -> tuple[pd.DataFrame, Rows]:
    if keep.all():
        return texts, origin
    return texts[keep].reset_index(drop=True), origin[keep]


def _completed(source: Source, crm: Crm | None) -> Source:
    """The source, with the zone and the date format that the CRM's exports have."""
    if crm is None:
        return source
    return source.model_copy(
        update={"dates": source.dates or crm.dates, "timezone": source.timezone or crm.zone}
    )
