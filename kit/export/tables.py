"""The three tables of an export, each with the same first columns: which edition, whose row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from kit import catalogue
from kit.compute import Opened, compute
from kit.publisher import PageResults
from kit.results import Finding
from kit.tables.tidy import FIXED
from kit.units import Unit

_WHOSE = {
    "edition": ("text", "Id of the edition of the site that the row belongs to."),
    "as_of": ("date", "Last day that counts in the data."),
    "unit": ("text", "Key of the unit: `region/team`, `region`, or empty for the company."),
    "region": ("text", "Region of the unit; empty for the company."),
    "team": ("text", "Team of the unit; empty for the company and for regions."),
}
_VALUES = {
    "value": ("number", "The figure in its unit; empty where it is undefined or withheld."),
    "low": ("number", "Lower end of its interval, where it has one."),
    "high": ("number", "Upper end of its interval, where it has one."),
    "n": ("count", "Records behind it."),
    "mark": ("text", "How to read it: `partial`, `thin`, `suppressed` …; mostly empty."),
}
COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "kpis": {
        **_WHOSE,
        "kpi": ("text", "Name of the KPI in the catalogue."),
        "measure": ("text", "Which of its statistics; `value` where it has one."),
        "period": ("date", "First day of the period."),
        "dimension": ("text", "What the KPI is split by of itself, such as `stage`; else empty."),
        "member": ("text", "The member of `dimension` that the row is about."),
        "dimension_2": ("text", "A second dimension, of the few KPIs that have one."),
        "member_2": ("text", "The member of `dimension_2`."),
        **_VALUES,
    },
    "forecasts": {
        **_WHOSE,
        "measure": ("text", "`value` the forecast bookings, and what stands beside them."),
        "period": ("date", "First day of the month that is forecast."),
        "ahead": ("count", "Months from the one that is not over yet, which is 0."),
        **_VALUES,
    },
    "findings": {
        **_WHOSE,
        "page": ("text", "Name of the page that says it."),
        "language": ("text", "Language of its words."),
        "state": ("text", "Whether the page is `fresh`, `stale` or `failed`."),
        "severity": ("text", "`act`, `watch` or `info`."),
        "rule": ("text", "Id of the rule that found it."),
        "text": ("text", "What was found."),
        "action": ("text", "What to do about it; may be empty."),
        "evidence": ("text", "Its numbers as JSON: a list of pairs of label and text."),
    },
}
"""Type and meaning of every column, by table."""

_TYPES = {"text": "str", "number": "float64", "count": "Int64", "date": "datetime64[us]"}
_DIMENSIONS = 2


def kpis_table(edition: str, opened: Iterable[Opened]) -> pd.DataFrame:
    """Every KPI of the catalogue that the units' tables suffice for, as `kit compute` gives it."""
    frames = [
        _placed(_split(compute(kpi.name, one.records, one.window)), edition, one)
        for one in opened
        for kpi in catalogue.KPIS
        if not catalogue.lacking(kpi, one.records.missing)
    ]
    return _typed("kpis", frames)


def forecasts_table(edition: str, forecasts: Iterable[tuple[Opened, pd.DataFrame]]) -> pd.DataFrame:
    """The forecast of each unit by month, as `kit forecast` gives it."""
    return _typed("forecasts", [_placed(rows, edition, one) for one, rows in forecasts])


def findings_table(edition: str, pages: Iterable[PageResults]) -> pd.DataFrame:
    """What every page of the site says stands out."""
    rows = [row for page in pages for row in _findings(edition, page)]
    return _typed("findings", [pd.DataFrame(rows)] if rows else [])


def _findings(edition: str, page: PageResults) -> Iterator[Mapping[str, Any]]:
    for one in page.results:
        if isinstance(one, Finding):
            yield {
                **_whose(edition, page.as_of, page.unit),
                "page": page.notebook,
                "language": page.language,
                "state": page.state,
                "severity": one.severity,
                "rule": one.rule,
                "text": one.text,
                "action": one.action,
                "evidence": json.dumps(one.evidence, ensure_ascii=False),
            }


def _split(frame: pd.DataFrame) -> pd.DataFrame:
    """A tidy frame with its dimensions in columns that are the same for every KPI."""
    names = [str(name) for name in frame if name not in FIXED]
    if len(names) > _DIMENSIONS:
        raise ValueError(f"A KPI has more than {_DIMENSIONS} dimensions: {', '.join(names)}.")
    split = frame[list(FIXED)].copy()
    for place in range(_DIMENSIONS):
        ending = f"_{place + 1}" if place else ""
        name = names[place] if place < len(names) else ""
        split[f"dimension{ending}"] = name
        split[f"member{ending}"] = frame[name].astype("str") if name else ""
    return split


def _placed(frame: pd.DataFrame, edition: str, opened: Opened) -> pd.DataFrame:
    return frame.assign(**_whose(edition, opened.window.as_of, opened.unit))


def _whose(edition: str, as_of: date, unit: Unit) -> dict[str, Any]:
    return {
        "edition": edition,
        "as_of": pd.Timestamp(as_of),
        "unit": unit.key,
        "region": unit.region,
        "team": unit.team,
    }


def _typed(table: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    """All rows in the columns of the table, whatever a single frame's types were."""
    columns = {name: _TYPES[kind] for name, (kind, _) in COLUMNS[table].items()}
    parts = [frame[list(columns)].astype(columns) for frame in frames if len(frame)]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    return pd.concat(parts, ignore_index=True)
