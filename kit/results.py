"""What a notebook page is made of, and how it travels.

A cell shows one result. Its MIME bundle carries the result in full under `MIME`; publisher,
index and digest read that and nothing else. The wire form has sorted keys, floats rounded to
`SIGNIFICANT` digits, no time of making, no path and no random id, so that the same inputs give the
same bytes. All text in a result is plain text in the page's language; escaping is the
reader's job. No pandas here: a page is planned and published without it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

MIME = "application/vnd.kit.result.v1+json"
SIGNIFICANT = 10

Tone = Literal["good", "bad", "neutral"]
Align = Literal["text", "number"]


@dataclass(frozen=True)
class Headline:
    """One tile: a KPI's newest value with its interval, its change and its recent course.

    Attributes
    ----------
    kpi
        Name in the catalogue; empty for a figure that is none.
    value
        The number itself, None where undefined; `text` is the same, formatted.
    low, high, n
        Interval at the report's level and the number of records; None where there is none.
    interval
        The interval as text, empty where there is none.
    period
        What the value refers to, as text ("Q4 2017", "as of 31 December 2017").
    change
        Sentence on the change since the previous period, empty where none can be said.
    tone
        Whether the change is for the better; neutral unless the data support a change.
    spark
        Values of the last periods, oldest first, for the sparkline; None leaves a gap.
    mark
        Mark of the KPI frame (``partial``, ``thin`` …) or empty.
    definition
        One sentence from the catalogue.
    """

    kpi: str
    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    interval: str = ""
    n: int | None = None
    period: str = ""
    change: str = ""
    tone: Tone = "neutral"
    spark: tuple[float | None, ...] = ()
    mark: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Finding:
    """A statement that the data support, and what to do about it.

    `rule` is the id of the rule in `kit.advice`, `evidence` its numbers as (label, text) pairs.
    """

    rule: str
    text: str
    severity: Literal["info", "watch", "act"] = "info"
    action: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Column:
    """Heading of a table column; numbers are set right-aligned."""

    label: str
    align: Align = "text"
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """One formatted cell, with the number behind it where there is one."""

    text: str
    value: float | None = None
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """A display table: formatted cells under labelled columns; `left_out` rows are not shown."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0
    note: str = ""
    kpi: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart as page SVG, the finding it shows as `alt`, and the drawn points as a table.

    `width` and `height` are the design size in CSS pixels.
    """

    title: str
    svg: str
    alt: str
    width: int
    height: int
    data: Table | None = None
    kpi: str = ""


@dataclass(frozen=True)
class Notice:
    """What the reader must know about the page itself: a missing table, a limit of the data."""

    text: str
    kind: Literal["missing", "limit", "demo", "note"] = "note"
    fix: str = ""


Result = Headline | Finding | Table | Figure | Notice
_KINDS: dict[str, type] = {
    "headline": Headline,
    "finding": Finding,
    "table": Table,
    "figure": Figure,
    "notice": Notice,
}


def to_wire(result: Result) -> dict[str, Any]:
    """The result as JSON-ready data with sorted keys and rounded floats.

    >>> to_wire(Notice("No quotes."))
    {'fix': '', 'kind': 'note', 'result': 'notice', 'text': 'No quotes.'}
    """
    kind = next(name for name, cls in _KINDS.items() if isinstance(result, cls))
    return _settle({**asdict(result), "result": kind})


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
    if isinstance(value, dict):
        return {key: _settle(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [_settle(item) for item in value]
    if isinstance(value, float):
        rounded = float(f"{value:.{SIGNIFICANT}g}")
        if rounded != rounded or rounded in (float("inf"), float("-inf")):
            raise ValueError("A result must not hold NaN or infinity; use None.")
        return rounded + 0.0
    return value


def _thaw(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    if kind == "headline":
        fields["spark"] = tuple(fields["spark"])
    elif kind == "finding":
        fields["evidence"] = tuple((label, text) for label, text in fields["evidence"])
    elif kind == "table":
        fields["columns"] = tuple(Column(**column) for column in fields["columns"])
        fields["rows"] = tuple(tuple(Cell(**cell) for cell in row) for row in fields["rows"])
    elif kind == "figure" and fields["data"] is not None:
        fields["data"] = Table(**_thaw("table", dict(fields["data"])))
    return fields
