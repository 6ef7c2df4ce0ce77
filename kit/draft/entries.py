"""One entry of `sources:` for each table that a folder's files feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from kit.crms import Crm, Shape
from kit.data.readers.columns import shape_of
from kit.data.readers.headings import Headings
from kit.data.readers.recipes import is_usable
from kit.draft.exports import Export
from kit.draft.generic import Guided
from kit.draft.guesses import Guess, dates_of, decimal_of
from kit.draft.recognition import Match, Recognition
from kit.schemas import BY_NAME

_SHOWN = 5


@dataclass(frozen=True)
class Entry:
    """What project.yaml says of one table, and why.

    Attributes
    ----------
    exports
        The files that feed it.
    headings
        For each file canonical column → heading that it is read from.
    declared
        Keys of the entry beside `file`.
    evidence
        Sentences that stand above it as comments.
    notes
        What people should look at.
    """

    table: str
    exports: tuple[Export, ...]
    headings: tuple[Mapping[str, str], ...]
    declared: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The files, as one text."""
        return ", ".join(export.file for export in self.exports)

    def cells(self, column: str) -> Iterator[pd.Series]:
        """The filled cells of a canonical column, file by file."""
        for export, headings in zip(self.exports, self.headings, strict=True):
            place = Headings(export.headings).place(headings.get(column, ""))
            if place is not None and place >= 0:
                yield export.column(place)

    def named_cells(self, *kinds: str) -> Iterator[tuple[str, pd.Series]]:
        """Heading and filled cells of all columns of these kinds."""
        for column in BY_NAME[self.table].columns:
            if column.kind in kinds:
                for headings, cells in zip(self.headings, self.cells(column.name), strict=False):
                    yield headings.get(column.name, column.name), cells

    def instants(self, crm: Crm | None) -> Iterator[pd.Series]:
        """Cells whose clock is known: those with a zone, or of a CRM that exports in UTC."""
        is_utc = crm is not None and crm.zone == "UTC"
        for _, cells in self.named_cells("instant"):
            zoned = cells.str.contains(r"[0-9](?:Z|[+-][0-9]{2}:?[0-9]{2})$")
            yield cells if is_utc else cells[zoned.to_numpy(dtype=bool)]


def native_entries(known: Recognition) -> Iterator[Entry]:
    """Entries for the files that a mapping, or the canonical headings, explain."""
    feeding: dict[str, list[Match]] = {}
    for match in known.matches:
        for table in match.tables:
            feeding.setdefault(table, []).append(match)
    for table, matches in feeding.items():
        # A table that people keep under the kit's own headings says more than the CRM's.
        kept = [match for match in matches if match.is_plain] or matches
        entry = _with_guesses(_native_entry(table, kept, known.crm), known.crm)
        passed = [match.export.file for match in matches if match not in kept]
        said = f"{table}: {entry.file} is read, not {', '.join(passed)}."
        yield replace(entry, notes=(*entry.notes, said)) if passed else entry


def guided_entry(one: Guided) -> Entry:
    """The entry of a file that no mapping explains."""
    declared: dict[str, object] = {**_reading(one.export)}
    columns = {name: native for name, native in one.columns.items() if name != native}
    for key, value in (
        ("columns", columns),
        ("constants", dict(one.constants)),
        ("values", {name: dict(inner) for name, inner in one.meanings.items()}),
    ):
        if value:
            declared[key] = value
    file = one.export.file
    notes = tuple(f"{file} ({one.table}): {end}." for end in one.open_ends)
    entry = Entry(
        one.table,
        (one.export,),
        (one.columns,),
        declared,
        (one.evidence, *one.export.evidence),
        notes,
    )
    return _with_guesses(entry, None)


def _native_entry(table: str, matches: list[Match], crm: Crm | None) -> Entry:
    exports = tuple(match.export for match in matches)
    offered = crm.tables.get(table, ()) if crm else ()
    headings = tuple(_native_columns(export, table, offered) for export in exports)
    evidence = [f"{match.object}: {match.evidence}" for match in matches]
    evidence += [why for export in exports for why in export.evidence]
    doubtful = dict.fromkeys(name for match in matches for name in match.unverified.get(table, ()))
    notes = []
    if doubtful:
        names = [f"`{name}`" for name in doubtful]
        evidence.append(f"from general knowledge, not seen in any export: {', '.join(names)}")
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        listed = ", ".join(names[:_SHOWN]) + more
        notes.append(f"{table}: the mapping takes {listed} from general knowledge.")
    return Entry(table, exports, headings, _reading(exports[0]), tuple(evidence), tuple(notes))


def _native_columns(export: Export, table: str, offered: tuple[Shape, ...]) -> dict[str, str]:
    """Canonical column → heading that it is read from, in the shape that fits the file."""
    schema, headings = BY_NAME[table], Headings(export.headings)
    canonical = Shape.model_validate({"columns": {name: name for name in schema.names}})
    shape = shape_of(headings, schema, (*offered, canonical))
    found = {}
    for name, recipes in shape.columns.items():
        recipe = next((one for one in recipes if is_usable(one, headings)), None)
        spoken = [headings.place(one) for one in recipe.headings] if recipe else []
        place = next((one for one in spoken if one is not None), None)
        if place is not None:
            found[name] = headings.names[place]
    return found


def _reading(export: Export) -> dict[str, object]:
    """How the file is read, as keys of project.yaml."""
    keys = ("encoding", "separator", "sheet", "query")
    return {key: getattr(export.source, key) for key in keys if getattr(export.source, key)}


def _with_guesses(entry: Entry, crm: Crm | None) -> Entry:
    """The entry with what its cells tell of dates and decimals."""
    declared, evidence, notes = dict(entry.declared), [*entry.evidence], [*entry.notes]
    usual = crm.dates if crm else ""
    guesses: dict[str, Guess | None] = {
        "dates": dates_of(entry.named_cells("instant", "date")),
        "decimal": decimal_of(entry.named_cells("money")),
    }
    for key, guess in guesses.items():
        if guess is None:
            continue
        evidence.append(guess.evidence)
        if guess.value and guess.value != usual:
            declared[key] = guess.value
        if not guess.is_sure:
            notes.append(f"{entry.file}: {guess.evidence}.")
    if guesses["dates"] is None and any(len(cells) for _, cells in entry.named_cells("instant")):
        notes.append(f"{entry.file}: no format reads all its dates; declare `dates:`.")
    return replace(entry, declared=declared, evidence=tuple(evidence), notes=tuple(notes))
