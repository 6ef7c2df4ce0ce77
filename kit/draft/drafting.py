"""From a folder of exports to the text of its first project.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit import catalogue, files
from kit.draft.amounts import currency_of
from kit.draft.clocks import zone_by_joining
from kit.draft.entries import Entry, settled
from kit.draft.exports import files_below
from kit.draft.guesses import Guess
from kit.draft.guided_entries import guided_entries
from kit.draft.layout import project_text
from kit.draft.native_entries import native_entries
from kit.draft.opening import find_exports
from kit.draft.recognition import Recognition, recognise
from kit.draft.zones import zone_of
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
        One for each canonical table that can be read, or that lacks little.
    lookups
        Name of a lookup → its file.
    missing
        Canonical table that no file holds → names of the KPIs it would add.
    notes
        What people should know of other files, as sentences.
    checks
        What people should decide or look at, as sentences.
    evidence
        What currency and time zone are known from, as sentences.
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
    checks: tuple[str, ...]
    evidence: tuple[str, ...]
    faults: tuple[Fault, ...]
    text: str


def draft(folder: Path, tell: Callable[[str], None] | None = None) -> Draft:
    """Recognise the exports in a folder and draft the settings that read them.

    Parameters
    ----------
    folder
        Searched with all folders in it; nothing is written.
    tell
        Gets a line on how far it has come, where there are very many files.

    Raises
    ------
    ParamError
        If it is no folder, or holds nothing that could be a table.
    """
    if not folder.is_dir():
        raise ParamError(f"{folder}: there is no such folder.")
    found = find_exports(folder, tell)
    known = recognise(found.exports)
    entries, passed = _entries(known)
    if not entries:
        raise ParamError(_nothing(folder, found.faults, (*found.notes, *passed)))
    notes = (*found.notes, *known.notes, *passed, *_unread_lookups(known))
    zone = zone_by_joining(entries) or zone_of(
        texts for entry in entries for texts in entry.instants()
    )
    currency = _currency(entries)
    there = [path.relative_to(folder).as_posix() for path in files_below(folder)]
    name = folder.resolve().name.encode("utf-8", "replace").decode()
    return Draft(
        crm=known.crm.name if known.crm else "",
        entries=tuple(entries),
        lookups={one: lookup.export.file for one, lookup in known.lookups.items()},
        missing=_missing(entries),
        notes=notes,
        checks=(*_general(currency, zone, are_sure=False), *_checks(entries)),
        evidence=tuple(_general(currency, zone, are_sure=True)),
        faults=found.faults,
        text=project_text(name, currency, zone, known, entries, notes, there),
    )


def write(folder: Path, drafted: Draft) -> Path:
    """Put the draft in place as params/project.yaml, which must not be there yet.

    Raises
    ------
    ParamError
        If it is; it is never overwritten.
    """
    refuse_existing(folder)
    path = folder / PROJECT_FILE
    files.make_folder(path.parent)
    files.write_atomic(path, drafted.text)
    return path


def refuse_existing(folder: Path) -> None:
    """Refuse a folder that is a project already.

    Raises
    ------
    ParamError
        If params/project.yaml is there.
    """
    if (folder / PROJECT_FILE).exists():
        raise ParamError(
            f"{folder / PROJECT_FILE} is there already and is not overwritten. Move it away to "
            "draft anew, or compare it with what `kit init --dry-run` prints."
        )


def _entries(known: Recognition) -> tuple[list[Entry], list[str]]:
    """Entries of `sources:` in the schemas' order, and why other files are not used."""
    found: dict[str, Entry] = {}
    notes: list[str] = []
    for entry, passed in native_entries(known):
        found[entry.table] = entry
        notes += passed
    guided, passed = guided_entries(known.unknown, found)
    found |= {entry.table: entry for entry in guided}
    ordered = [found[schema.name] for schema in TABLES if schema.name in found]
    return settled(ordered), notes + passed


def _currency(entries: Sequence[Entry]) -> Guess:
    rates = [entry for entry in entries if entry.table == "fx_rates"]
    others = [entry for entry in entries if entry not in rates]
    return currency_of(
        [cells for entry in others for cells in entry.cells("currency")],
        [pair for entry in others for pair in entry.texts("money")],
        [cells.drop_duplicates() for entry in rates for cells in entry.cells("currency")],
    )


def _nothing(folder: Path, faults: Sequence[Fault], notes: Sequence[str]) -> str:
    reasons = "".join(f"\n  {one}" for one in (*faults, *notes))
    said = f"{folder}: no file in it can be read as a table of a CRM.{reasons}"
    return f"{said}\nPut the exports of the CRM there, as CSV or Excel files."


def _unread_lookups(known: Recognition) -> list[str]:
    """Lookups are read as they come: what would have to be declared cannot be."""
    return [
        f"{lookup.export.label} names ids, and is in {lookup.export.source.encoding}: save it as "
        "UTF-8, because lookups are read as such."
        for lookup in known.lookups.values()
        if lookup.export.source.encoding
    ]


def _general(currency: Guess, zone: Guess, *, are_sure: bool) -> list[str]:
    """What is known, or guessed, for the project as a whole."""
    guesses = ((f"currency {currency.value}", currency), (f"time zone {zone.value}", zone))
    return [f"{key}: {guess.evidence}" for key, guess in guesses if guess.is_sure == are_sure]


def _checks(entries: Iterable[Entry]) -> list[str]:
    lines = []
    for entry in entries:
        lines += [f"{entry.table} cannot be loaded yet: {why}" for why in entry.lacking]
        lines += [f"{entry.table}: {why}" for why in entry.all_checks]
    return lines


def _missing(entries: Iterable[Entry]) -> dict[str, list[str]]:
    there = {entry.table for entry in entries}
    return {
        schema.name: [kpi.name for kpi in catalogue.KPIS if schema.name in kpi.tables]
        for schema in TABLES
        if schema.name not in there
    }
