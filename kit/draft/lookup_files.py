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
_NAMED, _LIKE = 2.0, 0.5


@dataclass(frozen=True)
class Lookup:
    """The file of a lookup, and why it is taken for that."""

    export: Export
    evidence: str


def is_called_lookup(crm: Crm, export: Export) -> bool:
    """Whether a file has the name of one of a CRM's lookups."""
    lookups = crm.lookups.items()
    return any(naming(export.names, (*one.files, name)) == 1.0 for name, one in lookups)


def find_lookups(
    crm: Crm, exports: Sequence[Export], matches: Sequence[Match]
) -> dict[str, Lookup]:
    """The likeliest file for each lookup of a CRM.

    A file with the right name needs the key; one that is called otherwise must also hold the ids
    that the other files ask for.
    """
    found: dict[str, Lookup] = {}
    asked = _asked(crm)
    single = [one for one in exports if not one.part]
    for _ in crm.lookups:
        before = len(found)
        for name, declared in crm.lookups.items():
            if name not in found:
                wanted = _ids(asked.get(name, ()), matches, found)
                best = _best(name, declared, _columns(crm, name), single, wanted)
                if best:
                    found[name] = best
        if len(found) == before:
            break
    return found


def _best(
    name: str,
    declared: Declared,
    columns: Sequence[str],
    exports: Sequence[Export],
    wanted: Sequence[tuple[str, pd.Series]],
) -> Lookup | None:
    """The file that has the key and most of what is asked of it."""
    scored = []
    for export in exports:
        if not _has(export, declared, columns):
            continue
        called = naming(export.names, (*declared.files, name))
        heading, share = _share(export, declared.key, wanted)
        if called == 1.0 or share >= _MOST:
            why = "the file is called so" if called == 1.0 else ""
            ids = f"it has {share:.0%} of the ids under `{heading}`" if share else ""
            evidence = "; ".join(filter(None, (why, ids))) or "by its headings"
            scored.append((_NAMED * (called == 1.0) + _LIKE * called + share, evidence, export))
    if not scored:
        return None
    _, evidence, export = max(scored, key=lambda one: one[0])
    return Lookup(export, evidence)


def _has(export: Export, declared: Declared, columns: Sequence[str]) -> bool:
    """Whether a file has the key, and a column that is asked for beside it."""
    has = export.places.place_is_known
    parts = [declared.joined.get(one, (one,)) for one in columns]
    return has(declared.key) and any(all(map(has, one)) for one in parts)


def _share(
    export: Export, key: str, wanted: Sequence[tuple[str, pd.Series]]
) -> tuple[str, float]:
    """The heading whose ids a file knows best, and the share of them that it knows."""
    keys = export.read(key)
    best = ("", 0.0)
    for heading, ids in wanted:
        share = float(ids.isin(keys).mean()) if keys is not None and len(ids) else 0.0
        best = max(best, (heading, share), key=lambda one: one[1])
    return best


def _columns(crm: Crm, name: str) -> list[str]:
    """Columns of a lookup that any recipe asks for."""
    steps = dict.fromkeys(step for _, way in _ways(crm) for step in way)
    return [step.partition(".")[2] for step in steps if step.partition(".")[0] == name]


def _asked(crm: Crm) -> dict[str, list[tuple[str, tuple[str, ...], str]]]:
    """Lookup → where its ids stand: under headings of exports, or in a column of a lookup."""
    asked: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
    for recipe, way in _ways(crm):
        origin = ""
        for step in way:
            name, _, column = step.partition(".")
            asked.setdefault(name, []).append((origin, tuple(recipe.names), step))
            origin = f"{name}.{column}"
    return asked


def _ids(
    asked: Sequence[tuple[str, tuple[str, ...], str]],
    matches: Sequence[Match],
    found: dict[str, Lookup],
) -> list[tuple[str, pd.Series]]:
    """The ids that a lookup is asked for, by the heading under which they stand."""
    ids = []
    for origin, headings, _ in asked:
        if origin:
            name, _, column = origin.partition(".")
            texts = found[name].export.read(column) if name in found else None
            ids += [(column, texts)] if texts is not None else []
            continue
        for match in matches:
            for heading in headings:
                texts = match.export.read(heading)
                if texts is not None and heading in match.known:
                    ids.append((heading, texts))
    return ids


def _ways(crm: Crm) -> Iterator[tuple[Recipe, tuple[str, ...]]]:
    """Every recipe that follows ids through lookups, with its steps."""

    def below(recipes: Sequence[Recipe]) -> Iterator[Recipe]:
        for recipe in recipes:
            yield recipe
            yield from below(recipe.any)

    for shapes in crm.tables.values():
        for shape in shapes:
            for recipes in shape.columns.values():
                for recipe in below(recipes):
                    if recipe.through:
                        yield recipe, recipe.through
            if shape.unpivot:
                for way in shape.unpivot.through.values():
                    yield Recipe(const="-"), way
