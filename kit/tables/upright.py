"""A single record with several measures → a table with one row for each of them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kit.charts.subject import Subject, measure_label
from kit.language import N_, current
from kit.results import Cell, Column, Table
from kit.tables.cells import count_cell, value_cell
from kit.tables.headings import heading

UPRIGHT = 3
"""Measures from which a single record is read more easily from top to bottom."""


def upright(frame: pd.DataFrame, title: str, subjects: Iterable[Subject], note: str) -> Table:
    """One row per measure of the only record in `frame`: its name, its value, its records."""
    words, rows, units = current(), [], []
    for about in subjects:
        units.append(about.unit)
        chosen = frame["kpi"].eq(about.kpi) & frame["measure"].eq(about.measure)
        row = frame[chosen].iloc[0]
        name = Cell(measure_label(about.kpi, about.measure))
        rows.append((name, value_cell(row, about), count_cell(row["n"])))
    bounded = bool((frame["low"].notna() & frame["high"].notna()).any())
    columns = (
        Column(words.text(N_("Measure"))),
        Column(words.text(N_("Value")), "number", bounded=bounded),
        Column(heading("n"), "number", unit="count"),
    )
    kpi = str(frame["kpi"].iloc[0])
    return Table(title, columns, tuple(rows), note=note, kpi=kpi, row_units=tuple(units))
