"""What `kpis.compare` gives → display table: one row for each figure, now beside then."""

from __future__ import annotations

import pandas as pd

from kit.charts.labels import clean
from kit.charts.subject import Subject, subject
from kit.language import N_, current
from kit.results import Cell, Column, Table
from kit.tables.headings import heading

_STEPS = ("before", "change", "p_value")
_FIXED = ("kpi", "of", "measure", "period", "value", "low", "high", "n", "mark")


def is_comparison(frame: pd.DataFrame) -> bool:
    """Whether the frame came from `kpis.compare`."""
    return "of" in frame.columns and set(_STEPS) <= set(frame["measure"])


def comparison(frame: pd.DataFrame, title: str, currency: str, note: str) -> Table:
    """Then, now, the change with its interval, and whether the records support it.

    A figure that has no earlier or no present value has nothing to compare, and no row.
    """
    words = current()
    members = [str(name) for name in frame.columns if name not in _FIXED]
    window = frame.attrs.get("window")
    certain = 1 - window.level if window else 0.1
    keys = ["kpi", "of", *members]
    rows, units = [], []
    for where, steps in frame.groupby(keys, sort=False, dropna=False, observed=True):
        of = subject(str(where[0]), str(where[1]), currency)
        found = {str(row["measure"]): row for _, row in steps.iterrows()}
        if pd.isna(found["change"]["value"]):
            continue
        rows.append((*_names(of, where[2:]), *_cells(found, of, certain)))
        units.append(of.unit)
    columns = (
        Column(words.text(N_("Figure"))),
        *(Column(heading(name)) for name in members),
        Column(words.text(N_("Then")), "number"),
        Column(words.text(N_("Now")), "number"),
        Column(words.text(N_("Change")), "number", bounded=True),
        Column(words.text(N_("More than chance?"))),
    )
    title = title or words.text(N_("Comparison"))
    return Table(title, columns, tuple(rows), note=note, row_units=tuple(units))


def _names(of: Subject, members: tuple[object, ...]) -> tuple[Cell, ...]:
    return (Cell(of.label), *(Cell(clean(member)) for member in members))


def _cells(found: dict[str, pd.Series], of: Subject, certain: float) -> tuple[Cell, ...]:
    words = current()
    before, change, p_value = (found[step]["value"] for step in _STEPS)
    text = words.change(change, of.unit, of.currency)
    low, high = found["change"]["low"], found["change"]["high"]
    bounds = None
    if pd.notna(low) and pd.notna(high):
        bounds = float(low), float(high)
        ends = (_end(end, of) for end in (low, high))
        text = words.text(
            N_("{value} ({low} to {high})"), value=text, low=next(ends), high=next(ends)
        )
    then, now = (Cell(of.text(value), float(value)) for value in (before, before + change))
    return then, now, Cell(text, float(change), "", bounds), _verdict(p_value, certain)


def _end(end: float, of: Subject) -> str:
    """A bound of the change; points are named once, in front of it."""
    words = current()
    if of.unit != "ratio":
        return words.change(end, of.unit, of.currency)
    return f"{'−' if end < 0 else '+'}{words.number(abs(100 * end), 1)}"


def _verdict(p_value: float, certain: float) -> Cell:
    words = current()
    if pd.isna(p_value):
        return Cell(words.text(N_("not tested")))
    return Cell(words.text(N_("yes") if p_value < certain else N_("no")))
