"""Entries for the files that a CRM's mapping, or the kit's own headings, explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kit.crms import Crm, Recipe, Shape
from kit.data.readers.columns import shape_of
from kit.data.readers.headings import Headings
from kit.data.readers.recipes import is_usable
from kit.draft.entries import Entry, with_guesses
from kit.draft.exports import Export
from kit.draft.matching import Match
from kit.draft.pieces import Piece, together
from kit.draft.recognition import Recognition
from kit.schemas import BY_NAME


def native_entries(known: Recognition) -> Iterator[tuple[Entry, list[str]]]:
    """Entries with the files that could feed them and are not read, as sentences."""
    feeding: dict[str, list[Match]] = {}
    for match in known.matches:
        for table in match.tables:
            feeding.setdefault(table, []).append(match)
    for table, matches in feeding.items():
        # A table that people keep under the kit's own headings says more than the CRM's.
        kept = [match for match in matches if match.is_canonical] or matches
        notes = [
            f"{match.export.label} is not used for `{table}`: {kept[0].export.label} has it under "
            "the kit's own headings."
            for match in matches
            if match not in kept and match.tables == (table,)
        ]
        pieces, more = together(table, [_piece(match, table, known.crm) for match in kept])
        used = [match for match in kept if match.export in [piece.export for piece in pieces]]
        yield _entry(table, pieces, used, known.crm), notes + more


def _entry(table: str, pieces: list[Piece], matches: Sequence[Match], crm: Crm | None) -> Entry:
    is_native = crm is not None and not any(match.is_canonical for match in matches)
    doubtful = dict.fromkeys(name for match in matches for name in match.unverified)
    return with_guesses(
        Entry(
            table,
            tuple(pieces),
            evidence=tuple(dict.fromkeys(f"{one.object}: {one.evidence}" for one in matches)),
            unverified=tuple(doubtful),
            has_utc=is_native and crm is not None and crm.zone == "UTC",
            usual_dates=crm.dates if is_native and crm else "",
        )
    )


def _piece(match: Match, table: str, crm: Crm | None) -> Piece:
    offered = crm.tables.get(table, ()) if crm and not match.is_canonical else ()
    objects = [shape.object for shape in offered]
    rank = objects.index(match.object) if match.object in objects else 0
    return Piece(match.export, match.object, _columns(match.export, table, offered), rank)


def _columns(export: Export, table: str, offered: tuple[Shape, ...]) -> dict[str, tuple[str, ...]]:
    """Canonical column → headings whose cells it takes as they are, in the shape that fits."""
    schema = BY_NAME[table]
    canonical = Shape.model_validate({"columns": {name: name for name in schema.names}})
    shape = shape_of(export.places, schema, (*offered, canonical))
    found = {}
    for name, recipes in shape.columns.items():
        recipe = next((one for one in recipes if is_usable(one, export.places)), None)
        headings = tuple(_taken(recipe, export.places)) if recipe else ()
        if headings:
            found[name] = headings
    return found


def _taken(recipe: Recipe, headings: Headings) -> Iterator[str]:
    """Headings whose cells a recipe takes as they are."""
    if recipe.through or recipe.pattern or recipe.minutes:
        return
    for one in recipe.any:
        yield from _taken(one, headings)
    place = headings.first(recipe.names)
    if place is not None and place >= 0:
        yield headings.names[place]
