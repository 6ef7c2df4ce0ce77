"""The parts of a page that a notebook shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "neutral"]
Align = Literal["text", "number"]
Plain = str | float | None
"""A value in a download: text, a number (of a date its ordinal day), or nothing."""


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
    """Heading of a table column; numbers are set right-aligned.

    `unit` is that of its values (count, money, ratio, points, days, hours, number, flag, date), for
    downloads; empty for text, and where rows differ. `bounded` says that its cells have intervals.
    """

    label: str
    align: Align = "text"
    note: str = ""
    unit: str = ""
    bounded: bool = False


@dataclass(frozen=True)
class Cell:
    """One formatted cell, with the number behind it where there is one.

    The value of a date is its ordinal day; `bounds` are the ends of the value's interval.
    """

    text: str
    value: float | None = None
    mark: str = ""
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True)
class Table:
    """A display table: formatted cells under labelled columns; `left_out` rows are not shown.

    Attributes
    ----------
    rest
        The rows that are not shown, for downloads: a value for each column, after it both bounds
        where the column has them, and at the end the row's marks, parted by spaces.
    row_units
        Where rows differ: the unit of the values of each, those of `rest` included, in columns that
        have none of their own.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0
    note: str = ""
    kpi: str = ""
    rest: tuple[tuple[Plain, ...], ...] = ()
    row_units: tuple[str, ...] = ()


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
