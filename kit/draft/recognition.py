"""Which CRM a folder of exports comes from, and which native object each file holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kit import crms
from kit.crms import Crm, Shape
from kit.data.readers.columns import made_columns
from kit.data.readers.headings import Headings
from kit.draft.exports import Export
from kit.schemas import BY_NAME, TABLES

LEAST = 3
"""Headings that must be known before a file counts as recognised."""
_SHOWN = 6
_NAME_BONUS = 2.5


@dataclass(frozen=True)
class Match:
    """A file that holds a native object, and the tables that it feeds.

    Attributes
    ----------
    known
        Headings of the file that the object's shapes speak of.
    unverified
        Those among them that nobody has seen in an export of the CRM.
    """

    export: Export
    object: str
    tables: tuple[str, ...]
    known: tuple[str, ...]
    unverified: tuple[str, ...] = ()
    by_name: bool = False

    @property
    def merit(self) -> float:
        """How much speaks for it."""
        named = len(self.known) + len(self.known) / max(len(self.export.headings), 1)
        return named + _NAME_BONUS * self.by_name if self.tables else 0.0

    @property
    def evidence(self) -> str:
        """Why the file is taken for this object, as a sentence."""
        listed = ", ".join(f"`{name}`" for name in self.known[:_SHOWN])
        more = f" and {len(self.known) - _SHOWN} more" if len(self.known) > _SHOWN else ""
        of = f"{len(self.known)} of {len(self.export.headings)} headings are known: {listed}{more}"
        return f"{of}; the file is called so, too" if self.by_name else of


@dataclass(frozen=True)
class Recognition:
    """What a folder's files are.

    Attributes
    ----------
    crm
        The CRM whose exports fit most of them; None where the canonical headings do.
    matches
        Files that feed tables.
    lookups
        Name of a lookup → the file that holds it.
    unknown
        Files that no shape fits.
    """

    crm: Crm | None
    matches: tuple[Match, ...]
    lookups: dict[str, Export]
    unknown: tuple[Export, ...]


def recognise(exports: Sequence[Export]) -> Recognition:
    """Find the CRM that explains most headings of all files together."""
    plain = [_best(export, _canonical()) for export in exports]
    candidates = [(name, _explained(crms.find(name), exports, plain)) for name in crms.NAMES]
    name, merit = max(candidates, key=lambda one: one[1], default=("", 0.0))
    crm = crms.find(name) if merit > 0 else None
    matches, lookups, unknown = [], _lookups(crm, exports), []
    for export, own in zip(exports, plain, strict=True):
        native = _best(export, _objects(crm)) if crm else None
        best = max((one for one in (native, own) if one), key=lambda one: one.merit, default=None)
        if best and best.merit >= LEAST and not (best is own and _has_foreign(best)):
            matches.append(best)
        elif export not in lookups.values():
            unknown.append(export)
    return Recognition(crm, tuple(matches), lookups, tuple(unknown))


def _explained(crm: Crm, exports: Sequence[Export], plain: Sequence[Match | None]) -> float:
    """By how much a CRM explains the files better than the canonical headings do."""
    gain = 0.0
    for export, own in zip(exports, plain, strict=True):
        native = _best(export, _objects(crm))
        if native and native.merit >= LEAST:
            gain += max(native.merit - (own.merit if own else 0.0), 0.0)
    return gain


def _canonical() -> dict[str, list[tuple[str, Shape]]]:
    """Each canonical table as an object of its own, under its own headings."""
    return {
        schema.name: [
            (
                schema.name,
                Shape.model_validate(
                    {
                        "object": schema.name,
                        "files": schema.name,
                        "columns": {name: name for name in schema.names},
                    }
                ),
            )
        ]
        for schema in TABLES
    }


def _objects(crm: Crm) -> dict[str, list[tuple[str, Shape]]]:
    """Native objects of a CRM → (table, shape) pairs that they feed."""
    found: dict[str, list[tuple[str, Shape]]] = defaultdict(list)
    for table, shapes in crm.tables.items():
        for shape in shapes:
            found[shape.object].append((table, shape))
    return found


def _best(export: Export, objects: dict[str, list[tuple[str, Shape]]]) -> Match | None:
    found = [_match(export, name, pairs) for name, pairs in objects.items()]
    return max(found, key=lambda one: one.merit, default=None)


def _match(export: Export, name: str, pairs: Iterable[tuple[str, Shape]]) -> Match:
    """What one object's shapes make of a file."""
    headings = Headings(export.headings)
    tables: dict[str, None] = {}
    spoken: set[str] = set()
    doubtful: set[str] = set()
    by_name = False
    for table, shape in pairs:
        made = made_columns(shape, headings)
        whole = set(BY_NAME[table].required) <= made
        if not whole or not all(headings.has(names) for names in shape.needs):
            continue
        tables[table] = None
        spoken |= set(_spoken(shape, headings))
        doubtful |= {one.casefold() for one in shape.unverified}
        by_name |= export.stem in {file.casefold() for file in shape.files}
    known = tuple(name for name in export.headings if name in spoken)
    unverified = tuple(name for name in known if name.casefold() in doubtful)
    return Match(export, name, tuple(tables), known, unverified, by_name)


def _spoken(shape: Shape, headings: Headings) -> Iterable[str]:
    """Headings of the file that a shape reads or looks at."""
    names = [name for several in shape.columns.values() for one in several for name in one.headings]
    names += [*shape.rows, *shape.without, *(name for group in shape.needs for name in group)]
    for name in names:
        place = headings.place(name)
        if place is not None and place >= 0:
            yield headings.names[place]
    if shape.unpivot:
        pattern = re.compile(shape.unpivot.headings)
        yield from (name for name in headings.names if pattern.fullmatch(name))


def _has_foreign(match: Match) -> bool:
    """Whether a file that is canonical by some headings has others, which words may explain."""
    return len(match.known) < sum(map(bool, match.export.headings))


def _lookups(crm: Crm | None, exports: Sequence[Export]) -> dict[str, Export]:
    """The files that hold a CRM's lookups: called so, and with the key among their headings."""
    found: dict[str, Export] = {}
    for name, lookup in (crm.lookups if crm else {}).items():
        called = {file.casefold() for file in (*lookup.files, name)}
        for export in exports:
            wanted = [lookup.key, *([lookup.label] if lookup.label else [])]
            headings = Headings(export.headings)
            if export.stem in called and all(map(headings.place_is_known, wanted)):
                found.setdefault(name, export)
    return found
