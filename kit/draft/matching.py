"""How well a file fits the objects of a CRM, or the kit's own tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from kit import crms
from kit.crms import Shape
from kit.data.readers.columns import made_columns
from kit.data.readers.headings import Headings, folded
from kit.draft.exports import Export
from kit.draft.names import naming
from kit.schemas import BY_NAME, TABLES

LEAST = 3
"""Headings that must be known before a file counts as recognised."""
TELLING = 1.2
"""Weight of the known headings from which a file is recognised whatever it is called."""
_NAMED = 2.5
_CLEARLY = 1.5
_SHOWN = 6

Objects = Mapping[str, tuple[tuple[str, Shape], ...]]


@dataclass(frozen=True)
class Match:
    """A file that holds a native object, and the tables that it feeds.

    Attributes
    ----------
    object
        The CRM's name for it; a table's name where the headings are the kit's own.
    known
        Headings of the file that the object's shapes speak of.
    weight
        The same, each counted by how few objects have it.
    unverified
        Those among them that nobody has seen in an export of the CRM.
    called
        How well the file's name fits, from 0 to 1.
    is_canonical
        Whether the headings are the kit's own.
    """

    export: Export
    object: str
    tables: tuple[str, ...]
    known: tuple[str, ...]
    weight: float = 0.0
    unverified: tuple[str, ...] = ()
    called: float = 0.0
    is_canonical: bool = False

    @property
    def merit(self) -> float:
        """How much speaks for it."""
        share = len(self.known) / max(len(self.export.headings), 1)
        return len(self.known) + self.weight + share + _NAMED * self.called if self.tables else 0.0

    @property
    def is_named(self) -> bool:
        """Whether the file is called like the object."""
        return self.called == 1.0

    @property
    def is_telling(self) -> bool:
        """Whether the headings say it, or some of them and the name."""
        return bool(self.tables) and (
            self.is_named or (len(self.known) >= LEAST and self.weight >= TELLING)
        )

    @property
    def evidence(self) -> str:
        """Why the file is taken for this object, as a sentence."""
        listed = ", ".join(f"`{name}`" for name in self.known[:_SHOWN])
        more = f" and {len(self.known) - _SHOWN} more" if len(self.known) > _SHOWN else ""
        of = f"{len(self.known)} of {len(self.export.headings)} headings are known: {listed}{more}"
        return f"{of}; the file name fits" if self.is_named else of


@dataclass(frozen=True)
class Kinds:
    """The objects of one CRM, and how many of them have each heading."""

    objects: Objects
    shared: Counter[str] = field(default_factory=Counter)
    are_canonical: bool = False

    def matches(self, export: Export) -> list[Match]:
        """What each object makes of a file, the likeliest first."""
        found = [
            replace(_match(export, name, pairs, self.shared), is_canonical=self.are_canonical)
            for name, pairs in self.objects.items()
        ]
        return sorted((one for one in found if one.tables), key=lambda one: -one.merit)

    def best(self, export: Export) -> Match | None:
        """The object that a file holds: the one it is called like, else the likeliest."""
        found = self.matches(export)
        named = [one for one in found if one.is_named and len(one.known) > 1]
        clear = [one for one in found if one.is_telling or _stands_out(one, found)]
        return next(iter([*named, *clear]), None)


@cache
def kinds_of(name: str) -> Kinds:
    """The native objects of a CRM, each with the tables that it feeds."""
    crm = crms.find(name)
    objects: dict[str, list[tuple[str, Shape]]] = defaultdict(list)
    for table, shapes in crm.tables.items():
        for shape in shapes:
            objects[shape.object].append((table, shape))
    shared: Counter[str] = Counter()
    for pairs in objects.values():
        shared.update({folded(name) for _, shape in pairs for name in _said(shape)})
    return Kinds({one: tuple(pairs) for one, pairs in objects.items()}, shared)


@cache
def canonical_kinds() -> Kinds:
    """Each canonical table as an object of its own, under its own headings."""
    objects = {
        schema.name: (
            (
                schema.name,
                Shape.model_validate(
                    {
                        "object": schema.name,
                        "files": schema.name,
                        "columns": {name: name for name in schema.names},
                    }
                ),
            ),
        )
        for schema in TABLES
    }
    shared = Counter(name for schema in TABLES for name in schema.names)
    return Kinds(objects, shared, are_canonical=True)


def _stands_out(match: Match, found: list[Match]) -> bool:
    """Whether common headings fit one object clearly better than any other."""
    others = [one.merit for one in found if one is not match]
    return len(match.known) > LEAST and match.merit > _CLEARLY * max(others, default=0.0)


def _match(
    export: Export, name: str, pairs: Iterable[tuple[str, Shape]], shared: Mapping[str, int]
) -> Match:
    """What one object's shapes make of a file."""
    tables: dict[str, None] = {}
    spoken: set[str] = set()
    doubtful: set[str] = set()
    called = 0.0
    for table, shape in pairs:
        made = made_columns(shape, export.places)
        called = max(called, naming(export.names, (*shape.files, shape.object)))
        if not set(BY_NAME[table].required) <= made:
            continue
        if not all(export.places.has(names) for names in shape.needs):
            continue
        tables[table] = None
        spoken |= set(_spoken(shape, export.places))
        doubtful |= {folded(one) for one in shape.unverified}
    known = tuple(one for one in export.headings if one in spoken)
    weight = sum(1 / max(shared.get(folded(one), 1), 1) for one in known)
    unverified = tuple(one for one in known if folded(one) in doubtful)
    return Match(export, name, tuple(tables), known, weight, unverified, called)


def _said(shape: Shape) -> Iterator[str]:
    """Headings that a shape speaks of."""
    yield from (name for some in shape.columns.values() for one in some for name in one.headings)
    yield from (*shape.rows, *shape.without, *(name for group in shape.needs for name in group))


def _spoken(shape: Shape, headings: Headings) -> Iterator[str]:
    """Headings of the file that a shape reads or looks at."""
    for name in _said(shape):
        place = headings.place(name)
        if place is not None and place >= 0:
            yield headings.names[place]
    if shape.unpivot:
        pattern = re.compile(shape.unpivot.headings)
        yield from (name for name in headings.names if pattern.fullmatch(name))
