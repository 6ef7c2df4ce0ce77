"""A guided draft for the export of a tool that no mapping knows: the closest canonical names.

Two things speak for a column: its heading, in the words people use, and what its cells hold. A
draft that is wrong somewhere is still quicker to mend than an empty page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.data.readers.headings import LINE, folded
from kit.draft.amounts import is_amount
from kit.draft.dates import counted_time, is_time
from kit.draft.exports import Export
from kit.draft.meanings import meanings_of
from kit.draft.vocabulary import LEAST, likeness, plain, words_of, words_of_table
from kit.schemas import TABLES, Column, Schema

_LOG_COSTS = 5
_HOLDS = {
    "instant": ("time", "counted"),
    "date": ("time", "counted"),
    "money": ("amount",),
    "number": ("amount",),
    "count": ("amount",),
    "id": ("text", "amount", "counted"),
}
"""What the cells of a column may hold, by its kind; text unless said."""
_NUMBERED_BY_LINE = ("orders", "activities")
_STANDS_IN = {
    "opportunities": (("status", "stage"), ("stage", "status")),
    "accounts": (("name", "account_id"),),
    "owners": (("team", "manager"), ("team", "region")),
}
"""Columns for which the heading of another one may be read, too."""


@dataclass(frozen=True)
class Guided:
    """The closest canonical table of one file.

    Attributes
    ----------
    columns
        Canonical column → heading.
    values
        Canonical column → {native: canonical}.
    constants
        Canonical column → the one thing it can be.
    lacking
        What keeps it from being loaded, as sentences.
    checks
        What people should look at, as sentences.
    repeats
        Heading of a key of which the rows hold each text several times; empty where none does.
    """

    export: Export
    table: str
    columns: Mapping[str, str]
    likeness: float
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    repeats: str = ""
    missed: int = 0

    @property
    def closeness(self) -> float:
        """How much speaks for the table, whether the file is a log or not."""
        return self.likeness + len(self.columns) / 10 - 2 * self.missed

    @property
    def merit(self) -> float:
        """How much speaks for it; a list of records with repeated keys is none."""
        return self.closeness - _LOG_COSTS * bool(self.repeats)

    @property
    def evidence(self) -> str:
        """Why it is taken for this table."""
        listed = ", ".join(f"`{heading}` as `{name}`" for name, heading in self.columns.items())
        return f"closest by its headings: {listed}"


def guides(export: Export) -> list[Guided]:
    """What each canonical table could take from a file, the closest first; may be none."""
    held = {place: _held(export, place) for place in _usable(export)}
    found = [_guided(export, schema, held) for schema in TABLES]
    return sorted((one for one in found if one.closeness > 0), key=lambda one: -one.merit)


def _usable(export: Export) -> list[int]:
    """Columns with a heading of their own; of two that are called the same none is meant."""
    counts = Counter(folded(name) for name in export.headings)
    return [
        place
        for place, name in enumerate(export.headings)
        if folded(name) and counts[folded(name)] == 1 and folded(name) != LINE
    ]


def _guided(export: Export, schema: Schema, held: Mapping[int, str]) -> Guided:
    chosen = _columns(export, schema, held)
    columns = {name: export.headings[place] for name, (place, _) in chosen.items()}
    checks = _stand_in(schema, columns)
    constants = {}
    if schema.name == "orders" and "kind" not in columns:
        constants["kind"] = "sale"
        checks.append("every row counts as a sale: `kind` is no column of it")
    if schema.name in _NUMBERED_BY_LINE and schema.key[0] not in columns and len(columns) > 1:
        columns[schema.key[0]] = LINE
        checks.append(f"nothing names a row: the number of its line is its `{schema.key[0]}`")
    values, unclear, doubts = meanings_of(export, schema, columns)
    missing = [one for one in schema.required if one not in columns and one not in constants]
    lacking = [f"`{one}` ({schema[one].kind}) has no column yet" for one in missing]
    lacking += _numbers_for_times(export, schema, chosen, held)
    called = max(likeness(name, words_of_table(schema.name)) for name in export.names)
    alike = sum(score for _, score in chosen.values()) + 2 * called
    alike += sum(1 for name in schema.required if name in columns)
    return Guided(
        export, schema.name, columns, alike * bool(chosen), values, constants,
        (*lacking, *unclear), (*checks, *doubts), _repeats(export, schema, columns), len(missing),
    )  # fmt: skip


def _numbers_for_times(
    export: Export,
    schema: Schema,
    chosen: Mapping[str, tuple[int, float]],
    held: Mapping[int, str],
) -> list[str]:
    """Times that are counted since some day: nothing that can be declared reads them."""
    places = {
        place
        for name, (place, _) in chosen.items()
        if held[place] == "counted" and schema[name].kind in ("instant", "date")
    }
    return [
        f"times under `{export.headings[place]}` are {counted_time(export.column(place))}: "
        "export them as dates"
        for place in sorted(places)
    ]


def _columns(
    export: Export, schema: Schema, held: Mapping[int, str]
) -> dict[str, tuple[int, float]]:
    """Canonical column → position and likeness; the likeliest pairs first, no heading twice."""
    pairs = [
        (_likeness(export, place, column, schema.name, kind), column.name, place)
        for column in schema.columns
        for place, kind in held.items()
    ]
    chosen: dict[str, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, name, place in sorted(pairs, key=lambda pair: (-pair[0], pair[2])):
        if score >= LEAST and name not in chosen and place not in taken:
            chosen[name] = (place, score)
            taken.add(place)
    return {name: chosen[name] for name in schema.names if name in chosen}


def _likeness(export: Export, place: int, column: Column, table: str, held: str) -> float:
    """How well a heading and what its cells hold fit a canonical column, from 0 to 1."""
    if held not in (*_HOLDS.get(column.kind, ("text",)), "empty"):
        return 0.0
    heading = export.headings[place]
    if column.kind == "id" and held == "amount" and "number of" in plain(heading):
        return 0.0  # a count, not a number that names something
    if column.kind == "flag" and export.distinct and export.distinct[place] > 2:
        return 0.0
    return likeness(heading, words_of(column.name, table))


def _held(export: Export, place: int) -> str:
    texts = export.column(place)
    if not len(texts):
        return "empty"
    if is_time(texts):
        return "time"
    if counted_time(texts):
        return "counted"
    return "amount" if is_amount(texts) else "text"


def _stand_in(schema: Schema, columns: dict[str, str]) -> list[str]:
    """Let the heading of one column serve another that has none; what is only likely is said."""
    checks = []
    for name, other in _STANDS_IN.get(schema.name, ()):
        if name in columns or other not in columns:
            continue
        columns[name] = columns[other]
        if name == "team":
            checks.append(
                f"`team` is read from `{columns[other]}`: those with the same count as a team"
            )
    return checks


def _repeats(export: Export, schema: Schema, columns: Mapping[str, str]) -> str:
    """The key's heading, where it repeats: the file is a log of events, not a list of records."""
    heading = columns.get(schema.key[0], LINE)
    place = export.places.place(heading)
    if len(schema.key) > 1 or place is None or place < 0 or not export.rows:
        return ""
    return heading if export.distinct[place] < 0.98 * len(export.filled(place)) else ""
