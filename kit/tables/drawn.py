"""The data behind a chart as a table: one row for each point that is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.charts.subject import Subject, measure_label, subject
from kit.language import N_, current
from kit.results import Cell, Column, Table, plain_row
from kit.tables.cells import count_cell, in_part, key_cells, number_cell, plain_cell
from kit.tables.display import display, key_columns, keys_of, noted
from kit.tables.headings import heading
from kit.tables.tidy import is_tidy, kpi_of

BEHIND_A_CHART = 200
"""Rows of the table that opens under a chart."""


def drawn(frame: pd.DataFrame, *, currency: str = "") -> Table:
    """The data behind a chart, one row per value, at most `BEHIND_A_CHART`."""
    words = current()
    title = words.text(N_("Data behind the chart"))
    if not is_tidy(frame):
        return display(frame, title=title, currency=currency, limit=BEHIND_A_CHART)
    keys, pairs = keys_of(frame, ()), list(zip(frame["kpi"], frame["measure"], strict=True))
    bounds = [name for name in ("low", "high") if frame[name].notna().any()]
    subjects = {pair: subject(*pair, currency) for pair in dict.fromkeys(pairs)}
    several = len(subjects) > 1
    rows = _rows(frame, keys, bounds, [subjects[pair] for pair in pairs], several=several)
    units = [subjects[pair].unit for pair in pairs]
    unit = "" if several or not units else units[0]
    bound_heads = {"low": words.text(N_("From")), "high": words.text(N_("To"))}
    columns = [
        *key_columns(keys, frame),
        *([Column(words.text(N_("Measure")))] if several else []),
        Column(words.text(N_("Value")), "number", unit=unit),
        *(Column(bound_heads[name], "number", unit=unit) for name in bounds),
        Column(heading("n"), "number", unit="count"),
    ]
    return Table(
        title,
        tuple(columns),
        tuple(rows[:BEHIND_A_CHART]),
        left_out=max(0, len(rows) - BEHIND_A_CHART),
        note=noted("", frame),
        kpi=kpi_of(frame),
        rest=tuple(plain_row(row, columns) for row in rows[BEHIND_A_CHART:]),
        row_units=() if unit else tuple(units),
    )


def _rows(
    frame: pd.DataFrame,
    keys: Sequence[str],
    bounds: Sequence[str],
    subjects: Sequence[Subject],
    *,
    several: bool,
) -> list[tuple[Cell, ...]]:
    """A row of cells for each of the frame's, put together from its columns."""
    marks = [str(mark) for mark in frame["mark"]]
    columns = [_keys(frame, name, marks) for name in keys]
    if several:
        labels = {one: Cell(measure_label(one.kpi, one.measure)) for one in set(subjects)}
        columns.append([labels[one] for one in subjects])
    values = zip(frame["value"], frame["n"], marks, subjects, strict=True)
    columns.append([plain_cell(*value) for value in values])
    for name in bounds:
        ends = zip(frame[name], subjects, strict=True)
        columns.append([number_cell(end, about) for end, about in ends])
    columns.append([count_cell(n) for n in frame["n"]])
    return list(zip(*columns, strict=True))


def _keys(frame: pd.DataFrame, name: str, marks: Sequence[str]) -> list[Cell]:
    cells = key_cells(name, frame[name], frame)
    if name != "period":
        return list(cells)
    return [
        in_part(cell) if mark == "partial" else cell
        for cell, mark in zip(cells, marks, strict=True)
    ]
