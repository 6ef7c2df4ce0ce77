"""Tidy frames and listings → display tables: formatted text with the number behind it.

In a tidy frame the measures become columns, members and periods become rows. In a listing every
record stays a row. Text is cleaned of control characters and otherwise left as it is.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from kit.charts.headings import heading
from kit.charts.labels import clean
from kit.charts.records import listing_cell, record_columns
from kit.charts.subject import Subject, kpi_label, measure_label, period_name, subject
from kit.kpis.frame import THIN
from kit.language import N_, current
from kit.results import Cell, Column, Table

BEHIND_A_CHART = 200
"""Rows of the table that opens under a chart."""

_FIXED = ("kpi", "measure", "period", "value", "low", "high", "n", "mark")
_REASONS = {
    "suppressed": N_("– (too few records to show)"),
    "not_reached": N_("– (not reached)"),
    "unattributed": N_("– (not attributable)"),
}


def kpi_of(frame: pd.DataFrame) -> str:
    """Name of the KPI that a tidy frame holds; empty for a listing or a frame without rows."""
    return str(frame["kpi"].iloc[0]) if _is_tidy(frame) and len(frame) else ""


def display(
    frame: pd.DataFrame,
    *,
    title: str = "",
    by: Sequence[str] = (),
    measures: Sequence[str] = (),
    currency: str = "",
    limit: int = 100,
    note: str = "",
) -> Table:
    """A frame as a table for readers.

    Parameters
    ----------
    frame
        Tidy frame, of one KPI or several with the same dimensions, or a listing.
    title
        Instead of the KPI's label.
    by
        Dimensions that come first, in this order; a listing shows these columns only.
    measures
        Measures to show, in this order; by default all.
    currency
        Code of the currency of amounts.
    limit
        Rows shown; how many more there are is said.
    note
        Sentence under the table.

    Returns
    -------
    kit.results.Table
        Values with their interval; an en dash and the reason where there is no value.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "kpi": "win_rate", "measure": "value", "period": pd.to_datetime(["2017-10-01"]),
    ...     "team": ["Iberia"], "value": [0.626], "low": [0.618], "high": [0.634],
    ...     "n": [9000], "mark": [""]})
    >>> [cell.text for cell in display(frame).rows[0]]
    ['Iberia', '62.6% (61.8–63.4)', '9,000']
    """
    if not _is_tidy(frame):
        return _listing(frame, title, by, currency, limit, note)
    chosen = frame[frame["measure"].isin(measures)] if measures else frame
    pairs = _pairs(chosen, measures)
    subjects = {pair: subject(*pair, currency) for pair in pairs}
    keys = _keys(chosen, by)
    records = _records(chosen, keys)
    has_counts = bool(chosen["low"].notna().any())
    rows = [
        (
            *(_key_cell(name, key, chosen, row) for name, key in zip(keys, where, strict=True)),
            *(_value_cell(row.get(pair), subjects[pair]) for pair in pairs),
            *([_count_cell(row)] if has_counts else []),
        )
        for where, row in list(records.items())[:limit]
    ]
    columns = (
        *(_key_column(name, chosen) for name in keys),
        *(Column(_measure_heading(pair, pairs), "number") for pair in pairs),
        *([Column(heading("n"), "number")] if has_counts else []),
    )
    kpi = kpi_of(frame)
    return Table(
        title or (kpi_label(kpi) if kpi else ""), columns, tuple(rows),
        max(0, len(records) - limit), _note(note, chosen), kpi,
    )  # fmt: skip


def drawn(frame: pd.DataFrame, *, currency: str = "") -> Table:
    """The data behind a chart, one row per value, at most `BEHIND_A_CHART`."""
    words = current()
    title = words.text(N_("Data behind the chart"))
    if not _is_tidy(frame):
        return display(frame, title=title, currency=currency, limit=BEHIND_A_CHART)
    keys = _keys(frame, ())
    several = frame["measure"].nunique() > 1
    bounds = [name for name in ("low", "high") if frame[name].notna().any()]
    rows = []
    for _, row in frame.head(BEHIND_A_CHART).iterrows():
        about = subject(row["kpi"], row["measure"], currency)
        named = [Cell(measure_label(row["kpi"], row["measure"]))] if several else []
        cells = [_key_cell(name, row[name], frame, {"": row}) for name in keys]
        plain = replace_bounds(row)
        numbers = [_value_cell(plain, about), *(_bound_cell(row[name], about) for name in bounds)]
        rows.append((*cells, *named, *numbers, _count_cell({"": row})))
    columns = [
        *(_key_column(name, frame) for name in keys),
        *([Column(words.text(N_("Measure")))] if several else []),
        Column(words.text(N_("Value")), "number"),
        *(Column(words.text({"low": N_("From"), "high": N_("To")}[name]), "number") for name in bounds),
        Column(heading("n"), "number"),
    ]
    left_out = max(0, len(frame) - BEHIND_A_CHART)
    return Table(title, tuple(columns), tuple(rows), left_out, _note("", frame), kpi_of(frame))
