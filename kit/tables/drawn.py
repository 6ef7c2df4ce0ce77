"""The data behind a chart as a table: one row for each point that is drawn."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from kit.charts.subject import measure_label, subject
from kit.language import N_, current
from kit.results import Cell, Column, Table, plain_row
from kit.tables.cells import count_cell, number_cell, value_cell
from kit.tables.display import display, key_cells, key_columns, keys_of, noted, pairs_of
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
    keys = keys_of(frame, ())
    bounds = [name for name in ("low", "high") if frame[name].notna().any()]
    several = len(pairs_of(frame, ())) > 1
    rows = [
        _drawn_row(row, keys, bounds, frame, currency, several=several)
        for row in frame.to_dict("records")
    ]
    units = [subject(*pair).unit for pair in zip(frame["kpi"], frame["measure"], strict=True)]
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


def _drawn_row(
    row: Mapping[Hashable, Any],
    keys: Sequence[str],
    bounds: Sequence[str],
    frame: pd.DataFrame,
    currency: str,
    *,
    several: bool,
) -> tuple[Cell, ...]:
    about = subject(str(row["kpi"]), str(row["measure"]), currency)
    cells = key_cells(keys, tuple(row[name] for name in keys), frame, [row])
    cells += [Cell(measure_label(about.kpi, about.measure))] if several else []
    cells.append(value_cell({**row, "low": None, "high": None}, about))
    cells += [number_cell(row[name], about) for name in bounds]
    return (*cells, count_cell(row["n"]))
