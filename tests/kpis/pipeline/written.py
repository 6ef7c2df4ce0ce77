"""Canonical tables written out as lines of text."""

from __future__ import annotations

import pandas as pd

_INSTANTS = ("created_at", "closed_at", "changed_at", "entered_at", "occurred_at", "due_at")
_DATES = ("expected_close_date", "period_start", "period_end")
_NUMBERS = ("amount", "list_price", "amount_before_close", "amount_original", "probability")


def table(columns: str, *lines: str, **constant: object) -> pd.DataFrame:
    """One row a line, cells apart by blanks, ``-`` is missing; times are days."""
    names = columns.split()
    frame = pd.DataFrame([line.split() for line in lines], columns=names, dtype="str")
    frame = frame.mask(frame.eq("-"))
    for name in names:
        if name in (*_INSTANTS, *_DATES):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        elif name in _NUMBERS:
            frame[name] = pd.to_numeric(frame[name]).astype("float64")
    return frame.assign(**constant)


def changes(field: str, *lines: str) -> pd.DataFrame:
    """A log of one field of opportunities: `id changed_at old new` a line."""
    rows = table("id changed_at old new", *lines, table="opportunities", field=field)
    return rows.assign(sequence=range(len(rows)))


def history(*lines: str) -> pd.DataFrame:
    """Stages entered: `opportunity_id entered_at stage` a line."""
    rows = table("opportunity_id entered_at stage", *lines)
    return rows.assign(sequence=range(len(rows)))


def values(frame: pd.DataFrame, measure: str) -> list[float]:
    """Values of one measure, -1 for NA."""
    return frame.loc[frame["measure"].eq(measure), "value"].fillna(-1).tolist()
