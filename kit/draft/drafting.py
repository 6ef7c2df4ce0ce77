"""From a folder of exports to the text of its first project.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kit import catalogue, files
from kit.draft.entries import Entry, guided_entry, native_entries
from kit.draft.exports import find_exports
from kit.draft.generic import guide
from kit.draft.guesses import Guess, most_common, zone_of
from kit.draft.layout import project_text
from kit.draft.recognition import Recognition, recognise
from kit.errors import Fault, ParamError
from kit.params import PROJECT_FILE
from kit.schemas import TABLES


@dataclass(frozen=True)
class Draft:
    """What `draft` found in a folder.

    Attributes
    ----------
    crm
        Name of the CRM that the exports come from; empty where no mapping fits.
    entries
        One for each canonical table that can be read.
    lookups
        Name of a lookup → its file.
    missing
        Canonical table that no file holds → names of the KPIs it would add.
    notes
        What people should look at, as sentences.
    faults
        Files that could not be read.
    text
        Of project.yaml.
    """

    crm: str
    entries: tuple[Entry, ...]
    lookups: Mapping[str, str]
    missing: Mapping[str, list[str]]
    notes: tuple[str, ...]
    faults: tuple[Fault, ...]
    text: str


def draft(folder: Path) -> Draft:
    """Recognise the exports in a folder and draft the settings that read them.

    Parameters
    ----------
    folder
        Searched with all folders in it; nothing is written.

    Raises
    ------
    ParamError
        If it is no folder, or holds nothing that could be a table.
    """
    if not folder.is_dir():
        raise ParamError(f"{folder}: there is no such folder.")
    found = find_exports(folder)
    if not found.exports:
        reasons = "\n".join(str(fault) for fault in found.faults)
        raise ParamError(f"{folder}: no file in it can be read as a table.\n{reasons}".rstrip())
    known = recognise(found.exports)
    entries, notes = _entries(known)
    zone = zone_of(cells for entry in entries for cells in entry.instants(known.crm))
    currency = _currency(entries)
    text = project_text(folder.resolve().name, currency, zone, known, entries, notes)
    return Draft(
        crm=known.crm.name if known.crm else "",
        entries=tuple(entries),
        lookups={name: export.file for name, export in known.lookups.items()},
        missing=_missing(entries),
        notes=tuple(notes),
        faults=found.faults,
        text=text,
    )


def write(folder: Path, drafted: Draft) -> Path:
    """Put the draft in place as params/project.yaml, which must not be there yet.

    Raises
    ------
    ParamError
        If it is; it is never overwritten.
    """
    path = folder / PROJECT_FILE
    if path.exists():
        raise ParamError(
            f"{PROJECT_FILE} is there already and is not overwritten. Move it away to draft anew, "
            "or compare it with what `kit init --dry-run` prints."
        )
    files.make_folder(path.parent)
    files.write_atomic(path, drafted.text)
    return path


def _entries(known: Recognition) -> tuple[list[Entry], list[str]]:
    """Entries of `sources:` in the schemas' order, and what people should look at."""
    entries = {entry.table: entry for entry in native_entries(known)}
    notes = [note for entry in entries.values() for note in entry.notes]
    guided = sorted(map(guide, known.unknown), key=lambda one: -one.merit)
    for one in guided:
        if one.merit <= 0 or one.table in entries:
            reason = "it resembles no table" if one.merit <= 0 else f"`{one.table}` has a file"
            notes.append(f"{one.export.file} is not used: {reason}.")
            continue
        entries[one.table] = guided_entry(one)
        notes += entries[one.table].notes
    ordered = [entries[schema.name] for schema in TABLES if schema.name in entries]
    return ordered, notes


def _currency(entries: Iterable[Entry]) -> Guess:
    """The project's currency: the one that most amounts are in."""
    seen = [cells for entry in entries for cells in entry.cells("currency")]
    code = most_common([cells[cells.str.fullmatch("[A-Za-z]{3}")] for cells in seen]).upper()
    if code:
        return Guess(code, f"most amounts are in {code}")
    return Guess("EUR", "no export names a currency: check", is_sure=False)


def _missing(entries: Iterable[Entry]) -> dict[str, list[str]]:
    there = {entry.table for entry in entries}
    return {
        schema.name: [kpi.name for kpi in catalogue.KPIS if schema.name in kpi.tables]
        for schema in TABLES
        if schema.name not in there
    }
