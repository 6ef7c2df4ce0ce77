"""A guided draft for the export of a tool that no mapping knows: the closest canonical names.

Two things speak for a column: its heading, in the words people use, and what its cells hold. A
draft that is wrong somewhere is still quicker to mend than an empty page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from kit.draft.exports import Export
from kit.draft.guesses import is_amount, is_time
from kit.schemas import TABLES, Column, Schema

_LEAST = 0.62
_LOG_COSTS = 5
"""What a table of records loses where the file is a log of events, or a text with one column."""
_HOLDS = {
    "instant": ("time",),
    "date": ("time",),
    "money": ("amount",),
    "number": ("amount",),
    "count": ("amount",),
    "id": ("text", "amount"),
}
"""What the cells of a column may hold, by its kind; text unless said."""
_CLOSED = {
    "won": ("won", "closed won", "signed", "ganada", "ganado", "vinta", "vinto", "guanyada"),
    "lost": ("lost", "closed lost", "perdida", "perdido", "persa", "perso", "perduda"),
}


@dataclass(frozen=True)
class Guided:
    """The closest canonical table of one file.

    Attributes
    ----------
    table
        Its canonical name; empty where the file resembles none.
    columns
        Canonical column → heading.
    meanings
        Canonical column → {native: canonical}.
    constants
        Canonical column → the one thing it can be.
    open_ends
        What people have to decide, as sentences.
    evidence
        Why it is taken for this table.
    """

    export: Export
    table: str
    columns: Mapping[str, str]
    meanings: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str]
    open_ends: tuple[str, ...]
    evidence: str
    merit: float


def guide(export: Export) -> Guided:
    """The closest canonical table, its columns and what is left to decide."""
    held = {place: _held(export, place) for place in range(len(export.headings))}
    return max((_guided(export, schema, held) for schema in TABLES), key=lambda one: one.merit)


def _guided(export: Export, schema: Schema, held: Mapping[int, str]) -> Guided:
    chosen = _columns(export, schema, held)
    columns = {name: export.headings[place] for name, (place, _) in chosen.items()}
    values = _outcomes(export, schema, columns)
    ends: list[str] = []
    constants = {}
    if schema.name == "orders" and "kind" not in columns:
        constants["kind"] = "sale"
    if len(schema.key) == 1 and schema.key[0] not in columns and schema.name == "orders":
        columns[schema.key[0]] = "(line)"
        ends.append("no column names an order: the number of its line does")
    for name in schema.required:
        if name not in columns and name not in constants:
            ends.append(f"`{name}` ({schema[name].kind}) has no column yet")
    log = _repeated(export, schema, columns)
    ends += log
    called = _closeness(export.stem, _words()["tables"].get(schema.name, [schema.name]))
    required = [name for name in schema.required if name in columns]
    merit = (
        sum(likeness for _, likeness in chosen.values())
        + 2 * called
        + len(required)
        - 2 * (len(schema.required) - len(required) - len(constants))
        - _LOG_COSTS * len(log)
        - _LOG_COSTS * (len(export.headings) < 2)
    )
    listed = ", ".join(f"`{heading}` as `{name}`" for name, heading in columns.items())
    evidence = f"closest by its headings: {listed}" if columns else "nothing in it is known"
    return Guided(export, schema.name, columns, values, constants, tuple(ends), evidence, merit)


def _columns(
    export: Export, schema: Schema, held: Mapping[int, str]
) -> dict[str, tuple[int, float]]:
    """Canonical column → position and likeness; the likeliest pairs first, no heading twice."""
    pairs = [
        (_likeness(export.headings[place], column, kind), column.name, place)
        for column in schema.columns
        for place, kind in held.items()
    ]
    chosen: dict[str, tuple[int, float]] = {}
    taken: set[int] = set()
    for likeness, name, place in sorted(pairs, key=lambda pair: (-pair[0], pair[2])):
        if likeness >= _LEAST and name not in chosen and place not in taken:
            chosen[name] = (place, likeness)
            taken.add(place)
    if schema.name == "opportunities" and "stage" in chosen and "status" not in chosen:
        chosen["status"] = (chosen["stage"][0], 0.0)  # one heading may serve two columns
    return chosen


def _likeness(heading: str, column: Column, held: str) -> float:
    """How well a heading and what its cells hold fit a canonical column, from 0 to 1."""
    if held not in (*_HOLDS.get(column.kind, ("text",)), "empty"):
        return 0.0
    if column.kind == "id" and held == "amount" and "number of" in _bare(heading):
        return 0.0  # a count, not a number that names something
    words = _words()["columns"].get(column.name, [])
    return _closeness(heading, [column.name.replace("_", " "), *words])


def _closeness(text: str, words: Iterable[str]) -> float:
    """1 for the same words, less for similar ones; an earlier word of the list counts more."""
    bare = _bare(text)
    best = 0.0
    for rank, word in enumerate(words):
        other = _bare(word)
        same = 1.0 if bare == other else SequenceMatcher(None, bare, other).ratio()
        if same < 1.0 and other in bare.split():
            same = max(same, 0.75)
        best = max(best, same - 0.004 * rank)
    return best


def _bare(text: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def _held(export: Export, place: int) -> str:
    cells = export.column(place)
    if not len(cells):
        return "empty"
    if is_time(cells):
        return "time"
    return "amount" if is_amount(cells) else "text"


def _outcomes(
    export: Export, schema: Schema, columns: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """What the words of a status column mean: won and lost by name, the rest is open."""
    if schema.name != "opportunities" or "status" not in columns:
        return {}
    place = export.headings.index(columns["status"])
    said = export.column(place).drop_duplicates()
    meant = {
        text: value
        for text in said
        for value, words in _CLOSED.items()
        if _bare(text) in map(_bare, words)
    }
    return {"status": {**meant, "*": "open"}} if meant else {}


def _repeated(export: Export, schema: Schema, columns: Mapping[str, str]) -> list[str]:
    """A key that repeats tells that the file is a log of events, not a list of records."""
    (key, *more) = schema.key
    if more or key not in columns or columns[key] == "(line)":
        return []
    ids = export.column(export.headings.index(columns[key]))
    if not len(ids) or ids.is_unique:
        return []
    each = len(ids) / ids.nunique()
    return [
        f"`{columns[key]}` repeats {each:.1f} times: the file is a log of events, not one row per "
        f"{key.removesuffix('_id')}. Make one row each first, or read it as `stage_history`"
    ]


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name("words.yaml")
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
