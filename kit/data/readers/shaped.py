"""One sheet → texts of canonical columns, in the shape that fits it best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.crms import Crm, Previous, Runs
from kit.data.readers.columns import heading_faults, shape_of, shapes
from kit.data.readers.headings import Headings
from kit.data.readers.lookups import Lookups
from kit.data.readers.moments import read_moments
from kit.data.readers.parsed import distinct, spread
from kit.data.readers.recipes import Kitchen, is_one_of
from kit.data.readers.sheet import Sheet
from kit.errors import DataError, Fault
from kit.params import Settings, Source
from kit.schemas import Schema

_SHOWN = 20
_TEXT_TYPES = {"string", "large_string", "str", "text", "varchar", "char", "bpchar"}
Rows = npt.NDArray[np.intp]


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
    source
        How the texts are to be typed: the source, completed by what the mapping knows.
    """

    sheet: Sheet
    texts: pd.DataFrame
    origin: Rows
    headings: dict[str, str]
    source: Source
    faults: tuple[Fault, ...]

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
        self.kitchen = Kitchen(sheet, self.shape, schema, reading.lookups, source.values)
        is_native = self.shape is not offered[-1]
        self.source = _completed(source, reading.crm) if is_native else source
        blank = [bool(sheet.cells[place].isna().all()) for place in range(len(sheet.headings))]
        self.faults = [
            *heading_faults(self.kitchen.headings, blank, schema, source, self.shape, sheet.file)
        ]

    def shaped(self) -> Shaped:
        texts, origin = self._empty(), np.arange(0)
        headings: dict[str, str] = {}
        if not any(fault.severity == "error" for fault in self.faults):
            try:
                texts, origin = self._texts()
            except DataError as error:
                self.faults += error.faults
            headings = {str(name): self.kitchen.heading(str(name)) or str(name) for name in texts}
            self._say_types(headings)
            self._say_lookups()
        return Shaped(self.sheet, texts, origin, headings, self.source, tuple(self.faults))

    def _empty(self) -> pd.DataFrame:
        return pd.DataFrame(index=pd.RangeIndex(0))

    def _texts(self) -> tuple[pd.DataFrame, Rows]:
        names = [
            name
            for name in self.schema.names
            if name in self.shape.columns and self.kitchen.chosen(name)
        ]
        texts = pd.DataFrame({name: self.kitchen.text(name) for name in names})
        texts = texts.set_axis(pd.RangeIndex(len(self.sheet.cells)), axis=0)
        origin = np.arange(len(texts))
        if self.shape.unpivot:
            texts, origin = self._unpivoted(texts)
        keep = self._kept(texts, origin)
        if not keep.all():
            texts, origin = texts[keep].reset_index(drop=True), origin[keep]
        if self.shape.runs:
            first = self._first_of_runs(texts, self.shape.runs)
            texts, origin = texts[first].reset_index(drop=True), origin[first]
        if self.shape.previous:
            texts, origin = self._with_previous(texts, origin, self.shape.previous)
        ordered = [name for name in self.schema.names if name in texts]
        return texts[ordered], origin

    def _unpivoted(self, texts: pd.DataFrame) -> tuple[pd.DataFrame, Rows]:
        """One row for each filled cell of the columns that hold the time of a stage."""
        assert self.shape.unpivot is not None  # noqa: S101 (the caller asked)
        pattern, into = re.compile(self.shape.unpivot.headings), self.shape.unpivot.into
        pieces, origins = [], []
        for place, heading in enumerate(self.sheet.headings):
            found = pattern.fullmatch(heading)
            if not found:
                continue
            cells = self.sheet.cells[place].set_axis(texts.index)
            rows = cells.notna().to_numpy()
            said = self._said_by(found)
            pieces.append(texts[rows].assign(**{into: cells[rows]}, **said))
            origins.append(np.flatnonzero(rows))
        if not pieces:
            return texts, np.arange(len(texts))
        origin = np.concatenate(origins)
        order = np.argsort(origin, kind="stable")
        whole = pd.concat(pieces, ignore_index=True).astype("str")
        whole = self._with_stage_values(whole)
        return whole.iloc[order].reset_index(drop=True), origin[order]

    def _said_by(self, heading: re.Match[str]) -> dict[str, str]:
        """Canonical columns that a heading's named groups fill, ids among them as names."""
        assert self.shape.unpivot is not None  # noqa: S101 (the caller unpivots)
        said = {}
        for name, text in heading.groupdict().items():
            if name not in self.schema.names or text is None:
                continue
            named = pd.Series([text], dtype="str")
            for step in self.shape.unpivot.through.get(name, ()):
                if self.reading.lookups.has(step):
                    named = self.kitchen.resolved(named, step)
            said[name] = str(named.iloc[0])
        return said

    def _with_stage_values(self, texts: pd.DataFrame) -> pd.DataFrame:
        """Names that come from headings mean what the shape's `values` say, as cells do."""
        assert self.shape.unpivot is not None  # noqa: S101 (the caller unpivots)
        for column in re.compile(self.shape.unpivot.headings).groupindex:
            meanings = self.shape.meanings.get(column, {})
            mapping = {text.casefold(): value for text, value in meanings.items()}
            if mapping and column in texts:
                meant = texts[column].str.casefold().map(mapping)
                texts = texts.assign(**{column: meant.fillna(texts[column])})
        return texts

    def _kept(self, texts: pd.DataFrame, origin: Rows) -> npt.NDArray[np.bool_]:
        """Rows that the shape reads; those that it leaves out are counted and said."""
        keep = np.ones(len(texts), dtype=bool)
        for wanted, conditions in ((True, self.shape.rows), (False, self.shape.without)):
            for column, values in conditions.items():
                holds = self._holds(column, values, texts, origin)
                if holds is None:
                    continue
                out = keep & (holds != wanted)
                keep &= ~out
                if out.any():
                    self._say_left_out(column, values, wanted, out, origin)
        return keep

    def _holds(
        self, column: str, values: Sequence[str], texts: pd.DataFrame, origin: Rows
    ) -> npt.NDArray[np.bool_] | None:
        place = self.kitchen.headings.place(column)
        if place is not None:
            return is_one_of(self.sheet.cells[place], values).to_numpy()[origin]
        if column in texts:
            return is_one_of(texts[column], values).to_numpy()
        return None

    def _say_left_out(
        self, column: str, values: Sequence[str], wanted: bool, out: Rows, origin: Rows
    ) -> None:
        listed = ", ".join(f"`{value}`" for value in values)
        holds = "none of" if wanted else "one of"
        message = f"{int(out.sum())} rows are left out: `{column}` holds {holds} {listed}."
        line = int(self.sheet.lines[origin[int(np.argmax(out))]])
        self.faults.append(
            Fault("warning", message, self.schema.name, self.sheet.file, line, column)
        )

    def _first_of_runs(self, texts: pd.DataFrame, runs: Runs) -> npt.NDArray[np.bool_]:
        of, order = self._in_order(texts, runs.of, runs.by)
        kept = texts[runs.keep].fillna("").to_numpy()[order]
        again = np.zeros(len(texts), dtype=bool)
        again[1:] = (of[order][1:] == of[order][:-1]) & (kept[1:] == kept[:-1])
        first = np.ones(len(texts), dtype=bool)
        first[order] = ~again
        return first

    def _with_previous(
        self, texts: pd.DataFrame, origin: Rows, previous: Previous
    ) -> tuple[pd.DataFrame, Rows]:
        """Each row with the value of the row before it, in time; how things began is left out."""
        of, order = self._in_order(texts, previous.of, previous.by)
        follows = np.zeros(len(texts), dtype=bool)
        follows[order[1:]] = of[order][1:] == of[order][:-1]
        before = texts[previous.value].iloc[order].shift().set_axis(texts.index[order])
        with_old = texts.assign(**{previous.into: before.reindex(texts.index).astype("str")})
        return with_old[follows].reset_index(drop=True), origin[follows]

    def _in_order(
        self, texts: pd.DataFrame, names: Sequence[str], by: str
    ) -> tuple[npt.NDArray[np.integer], Rows]:
        """Number of the record that each row is of, and the order of rows by record and time."""
        codes, uniques = distinct(texts[by].str.strip())
        project = self.reading.settings.timezone
        zone = self.source.timezone or project
        at = spread(read_moments(uniques, self.source.dates, zone, project).meant, codes)
        of = texts.groupby(list(names), dropna=False, sort=False).ngroup().to_numpy()
        first = at.fillna(pd.Timestamp(0, tz="UTC"))
        return of, np.lexsort((np.arange(len(texts)), first, of))

    def _say_types(self, headings: dict[str, str]) -> None:
        """Numbers that a typed file holds as text are read, and said."""
        for name in headings:
            place = self.kitchen.headings.place(headings[name])
            if place is None or not self.sheet.types:
                continue
            native = self.sheet.types[place].casefold().partition("(")[0]
            if self.schema[name].kind in ("money", "number", "count") and native in _TEXT_TYPES:
                message = f"`{headings[name]}` is typed {native}; its texts are read as numbers."
                self.faults.append(
                    Fault(
                        "coerced", message, self.schema.name, self.sheet.file, column=headings[name]
                    )
                )

    def _say_lookups(self) -> None:
        for step, count in sorted(self.kitchen.unresolved.items()):
            name = step.partition(".")[0]
            if self.reading.lookups.has(step):
                message = f"{count} cells hold ids that the lookup `{name}` does not list."
                fix = f"Export `{name}` again, with its inactive entries."
            else:
                message = f"{count} cells hold ids of `{name}`, which stay as they are."
                fix = f"Say where their names are: `lookups: {{{name}: …}}` in project.yaml."
            self.faults.append(
                Fault("warning", message, self.schema.name, self.sheet.file, fix=fix)
            )
        for column, listed in sorted(self.kitchen.swallowed.items()):
            more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
            message = f"values that the mapping does not name: {', '.join(listed[:_SHOWN])}{more}."
            fix = f"Say what they mean under `values: {{{column}: …}}` of the source."
            heading = self.kitchen.heading(column) or column
            self.faults.append(
                Fault(
                    "warning", message, self.schema.name, self.sheet.file, column=heading, fix=fix
                )
            )


def _completed(source: Source, crm: Crm | None) -> Source:
    """The source, with the zone and the date format that the CRM's exports have."""
    if crm is None:
        return source
    return source.model_copy(
        update={"dates": source.dates or crm.dates, "timezone": source.timezone or crm.zone}
    )
