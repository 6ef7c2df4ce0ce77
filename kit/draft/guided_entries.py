"""Entries for the files that no mapping explains: the closest table, and what is left to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kit.draft.entries import Entry, with_guesses
from kit.draft.event_logs import Log, log_of
from kit.draft.exports import Export
from kit.draft.generic import Guided, guides
from kit.draft.pieces import Piece, together

_LEAST_COLUMNS = 2


def guided_entries(
    unknown: Sequence[Export], taken: Collection[str]
) -> tuple[list[Entry], list[str]]:
    """Entries for tables that are not `taken`, and why other files are not used, as sentences."""
    notes: list[str] = []
    feeding: dict[str, list[tuple[Guided, Log | None]]] = {}
    for export in unknown:
        closest = guides(export)
        found = [one for one in closest if one.merit > 0]
        chosen = next((one for one in found if one.table not in taken), None)
        if not found or len(found[0].columns) < _LEAST_COLUMNS:
            notes.append(f"{export.label} is not used: it resembles no table.")
        elif chosen is None or chosen is not found[0]:
            notes.append(
                f"{export.label} is not used: `{found[0].table}`, the closest table, has a file."
            )
        else:
            feeding.setdefault(chosen.table, []).append((chosen, log_of(closest)))
    entries = []
    for table, some in feeding.items():
        entry, passed = _entry(table, some)
        entries.append(entry)
        notes += passed
    return entries, notes


def _entry(table: str, some: list[tuple[Guided, Log | None]]) -> tuple[Entry, list[str]]:
    """The entry of the file that fits best, with others that have the same headings."""
    best, log = max(some, key=lambda pair: pair[0].merit)
    alike = [one for one, _ in some if one.columns == best.columns]
    notes = [
        f"{one.export.label} is not used: `{table}` is read from {best.export.label}, which has "
        "other headings."
        for one, _ in some
        if one not in alike
    ]
    pieces = [Piece(one.export, table, _headings(one)) for one in alike]
    kept, more = together(table, sorted(pieces, key=lambda one: one.export is not best.export))
    entry = Entry(
        table,
        tuple(kept),
        declared=_declared(best),
        evidence=(best.evidence,),
        checks=(*best.checks, *(log.said if log else ())),
        lacking=best.lacking,
        recipe=log.recipe if log else (),
    )
    return with_guesses(entry), notes + more


def _headings(one: Guided) -> dict[str, tuple[str, ...]]:
    return {name: (heading,) for name, heading in one.columns.items()}


def _declared(one: Guided) -> dict[str, dict[str, object]]:
    columns = {name: native for name, native in one.columns.items() if name != native}
    groups: Iterable[tuple[str, dict[str, object]]] = (
        ("columns", dict(columns)),
        ("constants", dict(one.constants)),
        ("values", {name: dict(inner) for name, inner in one.values.items()}),
    )
    return {key: value for key, value in groups if value}
