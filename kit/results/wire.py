"""The form in which results travel: in a cell's output, in the ledger, from process to process."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from kit.results.batch import Card, Cards, Course, Fact
from kit.results.kinds import Cell, Column, Figure, Finding, Headline, Notice, Table

MIME = "application/vnd.kit.result.v1+json"
INDEX_MIME = "application/vnd.kit.index.v1+json"
"""The same result in the words of the index, where the page is in another language."""
SIGNIFICANT = 12

Result = Headline | Finding | Table | Figure | Notice | Cards
_KINDS: dict[str, type] = {
    "headline": Headline,
    "finding": Finding,
    "table": Table,
    "figure": Figure,
    "notice": Notice,
    "cards": Cards,
}
_FACTS = ("about", "facts")
_WHERE_GIVEN = ("bounds", "bounded", "unit", "rest", "row_units")
"""Fields that most cells and tables lack; they travel only where there is something to say."""


def to_wire(result: Result) -> dict[str, Any]:
    """The result as JSON-ready data with sorted keys and rounded floats.

    >>> to_wire(Notice("No quotes."))
    {'fix': '', 'kind': 'note', 'result': 'notice', 'text': 'No quotes.'}
    """
    kind = next(name for name, cls in _KINDS.items() if isinstance(result, cls))
    wire = {**_settle(result), "result": kind}
    return {name: wire[name] for name in sorted(wire)}


def from_wire(wire: dict[str, Any]) -> Result:
    """The result that `to_wire` wrote.

    Raises
    ------
    ValueError
        If `wire` is not of this version's form.
    """
    fields = dict(wire)
    kind = fields.pop("result", None)
    if kind not in _KINDS:
        raise ValueError(f"Not a result of this version: {kind!r}")
    try:
        return _KINDS[kind](**_thaw(kind, fields))
    except (TypeError, KeyError) as error:
        raise ValueError(f"Not a {kind} of this version: {error}") from error


def canonical(wire: dict[str, Any]) -> str:
    """The wire form as text: the same result always gives the same characters."""
    return json.dumps(
        wire, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def _settle(value: Any) -> Any:
    """Sort keys, round floats, turn tuples into lists; NaN and infinity have no place here."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        rounded = float(f"{value:.{SIGNIFICANT}g}")
        if rounded != rounded or rounded in (float("inf"), float("-inf")):
            raise ValueError("A result must not hold NaN or infinity; use None.")
        return rounded + 0.0
    if isinstance(value, (list, tuple)):
        return [_settle(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        given = ((name, getattr(value, name)) for name in _names(type(value)))
        return {
            name: one if type(one) is str else _settle(one)  # as most of them are
            for name, one in given
            if one or name not in _WHERE_GIVEN
        }
    return value


@cache
def _names(cls: type[Any]) -> tuple[str, ...]:
    """Names of the fields of a part of a result, in the order in which they travel."""
    return tuple(sorted(field.name for field in fields(cls)))


def _thaw(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    if kind == "headline":
        fields["spark"] = tuple(fields["spark"])
    elif kind == "finding":
        fields["evidence"] = tuple((label, text) for label, text in fields["evidence"])
    elif kind == "table":
        fields["columns"] = tuple(Column(**column) for column in fields["columns"])
        fields["rows"] = tuple(tuple(map(_cell, row)) for row in fields["rows"])
        fields["rest"] = tuple(map(tuple, fields.get("rest", ())))
        fields["row_units"] = tuple(fields.get("row_units", ()))
    elif kind == "figure" and fields["data"] is not None:
        fields["data"] = Table(**_thaw("table", dict(fields["data"])))
    elif kind == "cards":
        fields["columns"] = tuple(Column(**column) for column in fields["columns"])
        fields["cards"] = tuple(Card(**_thaw("card", dict(card))) for card in fields["cards"])
    elif kind == "card":
        fields |= {name: tuple(Fact(**fact) for fact in fields[name]) for name in _FACTS}
        fields["tables"] = tuple(Table(**_thaw("table", dict(one))) for one in fields["tables"])
        fields["row"] = tuple(map(_cell, fields["row"]))
        fields["course"] = fields["course"] and Course(**_thaw("course", dict(fields["course"])))
    elif kind == "course":
        fields["values"] = tuple(fields["values"])
        fields["ticks"] = tuple((place, text) for place, text in fields["ticks"])
    return fields


def _cell(fields: dict[str, Any]) -> Cell:
    bounds = fields.get("bounds")
    return Cell(**{**fields, "bounds": (bounds[0], bounds[1])}) if bounds else Cell(**fields)
