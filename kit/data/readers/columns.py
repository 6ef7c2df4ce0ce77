"""Which heading of a file is which canonical column.

A source names the headings that differ (`columns:`); any other column has its canonical name,
in any case. Whatever does not fit is said at once, with the likeliest heading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kit.errors import Fault, Severity, suggestion
from kit.params import Source
from kit.schemas import Schema


@dataclass(frozen=True)
class Match:
    """Columns found in one file.

    Attributes
    ----------
    positions
        Canonical column → position in the file; several may read the same one.
    headings
        Canonical column → heading as it stands in the file.
    """

    positions: dict[str, int]
    headings: dict[str, str]
    faults: tuple[Fault, ...]


def expected_headings(schema: Schema, source: Source) -> tuple[str, ...]:
    """Headings that the file must have: the declared ones, and required columns' own names."""
    undeclared = (name for name in schema.required if name not in source.columns)
    return tuple(dict.fromkeys((*source.columns.values(), *undeclared)))


def match(
    headings: Sequence[str], blank: Sequence[bool], schema: Schema, source: Source, file: str
) -> Match:
    """Find every canonical column among the headings of a file.

    Parameters
    ----------
    headings
        As they stand in the file, trimmed.
    blank
        For each column whether all its cells are empty; such a one needs no heading.
    """
    folded = {heading.casefold(): place for place, heading in reversed(list(enumerate(headings)))}
    positions: dict[str, int] = {}
    for name in schema.names:
        if name in source.columns:
            if source.columns[name] in headings:
                positions[name] = headings.index(source.columns[name])
        elif name in folded:
            positions[name] = folded[name]
    faults = _Faults(schema.name, file)
    faults.missing(headings, positions, schema, source)
    faults.twice(headings, positions)
    faults.nameless(headings, blank)
    faults.unknown(headings, positions)
    found = {name: headings[place] for name, place in positions.items()}
    return Match(positions, found, tuple(faults.found))


class _Faults:
    """What is wrong with the headings of one file."""

    def __init__(self, table: str, file: str) -> None:
        self.table, self.file = table, file
        self.found: list[Fault] = []

    def missing(
        self, headings: Sequence[str], positions: dict[str, int], schema: Schema, source: Source
    ) -> None:
        lacking = [
            name
            for name in schema.names
            if name not in positions and (name in source.columns or name in schema.required)
        ]
        if not positions and len(lacking) > 1:
            known = ", ".join(f"`{heading}`" for heading in headings)
            message = (
                "none of the expected headings is there; the header line may be missing. "
                f"Found: {known}."
            )
            self._add("error", message, fix="Add the header line, or map `columns:`.")
        free = [
            heading for place, heading in enumerate(headings) if place not in positions.values()
        ]
        for name in lacking:
            native = source.columns.get(name, name)
            message = (
                f"column `{native}` is missing. {suggestion(native, [one for one in free if one])}"
            )
            fix = f"Say which heading holds it: `columns: {{{name}: …}}`."
            self._add("error", message.rstrip(), column=native, fix=fix)

    def twice(self, headings: Sequence[str], positions: dict[str, int]) -> None:
        counts = Counter(heading.casefold() for heading in headings if heading)
        for place in dict.fromkeys(positions.values()):
            if counts[headings[place].casefold()] > 1:
                message = (
                    f"two columns are called `{headings[place]}`: the heading stands there twice."
                )
                self._add("error", message, column=headings[place], fix="Rename or remove one.")

    def nameless(self, headings: Sequence[str], blank: Sequence[bool]) -> None:
        for place, heading in enumerate(headings):
            if not heading and not blank[place]:
                message = f"column {place + 1} has values but no heading."
                self._add("error", message, fix="Give it a heading, or remove it.")

    def unknown(self, headings: Sequence[str], positions: dict[str, int]) -> None:
        used = {headings[place] for place in positions.values()}
        others = [heading for heading in dict.fromkeys(headings) if heading and heading not in used]
        if others and positions:
            listed = ", ".join(f"`{heading}`" for heading in others)
            self._add("warning", f"columns that are not read: {listed}.")

    def _add(self, severity: Severity, message: str, *, column: str = "", fix: str = "") -> None:
        fault = Fault(severity, message, self.table, self.file, column=column, fix=fix)
        self.found.append(fault)
