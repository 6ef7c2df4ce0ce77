"""The two listings on the quality of the data as tables whose cells are sentences."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from kit.language import MISSING, N_, current
from kit.results import Cell, Column, Table, plain_row
from kit.schemas import LABELS
from kit.tables import quality_words as words
from kit.tables.beyond import ordinal
from kit.tables.headings import heading

_SMALLEST = 0.001
_USES = {
    "counts": N_("Counts"),
    "durations": N_("Durations"),
    "amounts": N_("Amounts"),
    "open_amounts": N_("Open amounts"),
}


def is_quality(frame: pd.DataFrame) -> bool:
    """Whether the frame is `kpis.data_quality`."""
    return {"check", "scope", "uses", "level"} <= set(frame.columns)


def is_uses(frame: pd.DataFrame) -> bool:
    """Whether the frame is `kpis.safe_uses`."""
    return {"table", "newest", *_USES} <= set(frame.columns)


def quality(frame: pd.DataFrame, title: str, currency: str, limit: int, note: str) -> Table:
    """What was found, each with what it does to the numbers in the same cell, as a phone is narrow.

    Tables in which nothing was found share one row, the last.
    """
    say = current()
    found = frame[frame["check"].ne("nothing")]
    clean = [_named(name) for name in frame.loc[frame["check"].eq("nothing"), "table"]]
    rows = [_row(row, currency) for row in found.to_dict("records")]
    others = []
    if clean:
        text = say.text(words.NOTHING, tables=", ".join(clean))
        others = [(Cell(say.text(N_("All others") if rows else N_("All"))), Cell(text))]
    columns = (
        Column(say.text(N_("Records of"))),
        Column(say.text(N_("What was found, and what it does to the numbers"))),
    )
    table = _cut(Table(title, columns, tuple(rows), note=note), limit)
    return replace(table, rows=(*table.rows, *others))


def _cut(table: Table, limit: int) -> Table:
    """The table with `limit` rows; the others are for the download."""
    rest = tuple(plain_row(row, table.columns) for row in table.rows[limit:])
    return replace(table, rows=table.rows[:limit], left_out=len(rest), rest=rest)


def uses(frame: pd.DataFrame, title: str, limit: int, note: str) -> Table:
    """What each source is safe for; a dash where it does not hold such a thing."""
    say = current()
    shown = [name for name in _USES if frame[name].notna().any()]
    rows = [
        (
            Cell(_named(row["table"])),
            *(Cell(_level(row[name])) for name in shown),
            Cell(_day(row["newest"]), ordinal(row["newest"])),
            Cell(say.number(row["n"]), float(row["n"])),
        )
        for row in frame.to_dict("records")
    ]
    columns = (
        Column(say.text(N_("Records of"))),
        *(Column(say.text(_USES[name])) for name in shown),
        Column(say.text(N_("Newest event")), unit="date"),
        Column(heading("n"), "number", unit="count"),
    )
    return _cut(Table(title, columns, tuple(rows), note=note), limit)


def _row(row: Mapping[Hashable, Any], currency: str) -> tuple[Cell, ...]:
    say = current()
    found, effect = words.SAID[row["check"]]
    facts = {
        "column": ", ".join(heading(name) for name in str(row["column"]).split(", ")),
        "n": say.number(row["n"]),
        "of": say.number(row["among"]),
        "share": _share(row["share"]),
        "days": say.value(row["days"], "days"),
        "amount": say.money(row["amount"], currency),
        "day": _day(row["day"]),
    }
    does = say.text(effect, **facts)
    if row["check"] in ("empty_amount_open", "no_open_amount", "zero_won") and pd.notna(
        row["amount"]
    ):
        does = f"{does} {say.text(words.AT_LIST_PRICE, **facts)}"
    said = f"{say.text(found, **facts)} {does}"
    if row["scope"] == "company":
        said = say.text(N_("Whole company: {said}"), said=said)
    return Cell(_named(row["table"])), Cell(said)


def _named(table: str) -> str:
    return current().text(LABELS[table])


def _share(share: float) -> str:
    """A share that is not 0 is not shown as 0."""
    say = current()
    return f"<{say.percent(_SMALLEST)}" if 0 < share < _SMALLEST else say.percent(share)


def _level(level: Any) -> str:
    return MISSING if pd.isna(level) else current().text(words.LEVELS[level])


def _day(day: Any) -> str:
    return MISSING if pd.isna(day) else current().date(day.date(), "short")
