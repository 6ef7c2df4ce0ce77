"""The files that only give names to ids, found by their names, their headings and their ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from kit.crms import Crm, Recipe
from kit.crms import Lookup as Declared
from kit.draft.exports import Export
from kit.draft.matching import Match
from kit.draft.names import naming

_MOST = 0.5
_LONG = 4
_NAMED, _LIKE = 2.0, 0.5


@dataclass(frozen=True)
class Lookup:
    """The file of a lookup, and why it is taken for that."""

    export: Export
    evidence: str


@dataclass(frozen=True)
class _Asked:
    """Where the ids of a lookup stand: in files of an object, or in a column of a lookup."""

    object: str = ""
    headings: tuple[str, ...] = ()
    lookup: str = ""
    column: str = ""


def called_lookup(crm: Crm, export: Export) -> str:
    """Name of the lookup that a file is called like; empty where there is none."""
    lookups = crm.lookups.items()
    called = (name for name, one in lookups if naming(export.names, (*one.files, name)) == 1.0)
    return next(called, "")


def find_lookups(
    crm: Crm, exports: Sequence[Export], matches: Sequence[Match]
) -> dict[str, Lookup]:
    """The likeliest file for each lookup of a CRM.

    A file with the right name needs the key, and a column that is asked for; one that is called
    otherwise must also hold ids that the other files ask for, most of them unless its headings
    are known to be those of the object.
    """
    found: dict[str, Lookup] = {}
    single = [one for one in exports if not one.part]
    for _ in crm.lookups:  # one that is found may be what leads to the next
        before = len(found)
        for name in [one for one in crm.lookups if one not in found]:
            fitting = [_fit(crm, name, one, matches, found) for one in single]
            best = max((one for one in fitting if one), key=lambda one: one[0], default=None)
            if best:
                found[name] = best[1]
        if len(found) == before:
            break
    return {name: found[name] for name in crm.lookups if name in found}


def _fit(
    crm: Crm, name: str, export: Export, matches: Sequence[Match], found: dict[str, Lookup]
) -> tuple[float, Lookup] | None:
    """How well a file fits as a lookup, and why; None where it does not."""
    declared = crm.lookups[name]
    if not _has(export, declared, [column for one, column in _steps(crm) if one == name]):
        return None
    usual = (*declared.files, name)
    called = naming(export.names, usual)
    is_named = called == 1.0
    wanted = [one for one in _ids(crm, name, matches, found) if one[0] is not export]
    heading, share = _share(export, declared.key, wanted)
    objects = [match.object for match in matches if match.export is export]
    is_known = naming(objects, usual) == 1.0 and (share > 0 or not wanted)
    if not (is_named or is_known or (share >= _MOST and _is_unique(export, declared.key))):
        return None
    why = "the file name fits" if is_named else "its headings fit"
    # A small share comes of a column that holds other texts, too: it says nothing of the file.
    ids = f"; it has {share:.0%} of the ids under `{heading}`" * (share >= _MOST)
    return _NAMED * is_named + is_known + _LIKE * called + share, Lookup(export, why + ids)


def _has(export: Export, declared: Declared, columns: Sequence[str]) -> bool:
    """Whether a file has the key, and a column that is asked for beside it."""
    has = export.places.place_is_known
    parts = [declared.joined.get(one, (one,)) for one in columns]
    return has(declared.key) and any(all(map(has, one)) for one in parts)


def _is_unique(export: Export, key: str) -> bool:
    place = export.places.place(key)
    return place is not None and export.distinct[place] == export.rows


def _share(
    export: Export, key: str, wanted: Sequence[tuple[Export, str, pd.Series]]
) -> tuple[str, float]:
    """The heading whose ids a file knows best, and the share of them that it knows.

    Short numbers name something in every file, so that they tell nothing.
    """
    keys = export.read(key)
    best = ("", 0.0)
    for _, heading, ids in wanted:
        if keys is not None and len(ids) and ids.str.len().mean() >= _LONG:
            share = float(ids.isin(keys).mean())
            best = max(best, (heading, share), key=lambda one: one[1])
    return best


def _ids(
    crm: Crm, name: str, matches: Sequence[Match], found: dict[str, Lookup]
) -> list[tuple[Export, str, pd.Series]]:
    """The ids that a lookup is asked for, with the file and the heading under which they stand."""
    ids = []
    for asked in _asked(crm, name):
        if asked.lookup:
            files = [found[asked.lookup].export] if asked.lookup in found else []
        else:
            files = [match.export for match in matches if match.object == asked.object]
        for export in files:
            for heading in asked.headings or (asked.column,):
                texts = export.read(heading)
                ids += [(export, heading, texts)] if texts is not None else []
    return ids


def _asked(crm: Crm, name: str) -> Iterator[_Asked]:
    """Where the ids of one lookup stand."""
    for place, headings, way in _ways(crm):
        before = _Asked(place, headings)
        for step in way:
            lookup, _, column = step.partition(".")
            if lookup == name and (before.headings or before.lookup):
                yield before
            before = _Asked(lookup=lookup, column=column)


def _steps(crm: Crm) -> Iterator[tuple[str, str]]:
    """Every lookup and column that any recipe asks for."""
    for _, _, way in _ways(crm):
        for step in way:
            lookup, _, column = step.partition(".")
            yield lookup, column


def _ways(crm: Crm) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Object, headings and steps of every recipe that follows ids through lookups."""
    for shapes in crm.tables.values():
        for shape in shapes:
            recipes = [one for some in shape.columns.values() for one in _below(some)]
            yield from ((shape.object, one.names, one.through) for one in recipes if one.through)
            ways = shape.unpivot.through.values() if shape.unpivot else ()
            yield from ((shape.object, (), way) for way in ways)


def _below(recipes: Sequence[Recipe]) -> Iterator[Recipe]:
    for recipe in recipes:
        yield recipe
        yield from _below(recipe.any)
