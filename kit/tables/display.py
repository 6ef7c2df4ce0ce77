"""Tidy frame → display table: measures become columns, members and periods become rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from kit.charts.subject import is_axis, kpi_label, measure_label, subject
from kit.kpis.marks import THIN
from kit.language import N_, current
from kit.results import Cell, Column, Table
from kit.tables.beyond import Row, beyond_row
from kit.tables.cells import count_cell, in_part, is_number, key_cells, value_cell
from kit.tables.comparison import comparison, is_comparison
from kit.tables.empty import said_of, without_empty, without_unknown
from kit.tables.headings import heading
from kit.tables.listing import listing
from kit.tables.tidy import FIXED, dimensions, is_tidy, kpi_of
from kit.tables.upright import UPRIGHT, upright


class Pair(NamedTuple):
    """A measure of a KPI: one column."""

    kpi: str
    measure: str


def display(
    frame: pd.DataFrame,
    *,
    title: str = "",
    by: Sequence[str] = (),
    measures: Sequence[str] = (),
    currency: str = "",
    order: str = "",
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
        Dimensions that come first, in this order; of a listing, the columns to show.
    measures
        Measures to show, in this order; by default all.
    currency
        Code of the currency of amounts.
    order
        Measure by which rows are ordered, the largest first; by default as the frame has them.
    limit
        Rows shown; `left_out` says how many more there are.
    note
        Sentence under the table.

    Returns
    -------
    kit.results.Table
        Values with their interval; an en dash and the reason where there is no value. Members
        without any record, and measures that have no value anywhere, are named in the note. Of a
        single record with several measures, each measure is a row.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "kpi": "win_rate", "measure": "value", "period": pd.to_datetime(["2017-10-01"]),
    ...     "team": ["Iberia"], "value": [0.626], "low": [0.618], "high": [0.634],
    ...     "n": [9000], "mark": [""]})
    >>> [cell.text for cell in display(frame).rows[0]]
    ['Iberia', '62.6% (61.8–63.4)', '9,000']
    """
    if not is_tidy(frame):
        return listing(frame, title, by, currency, limit, note)
    if is_comparison(frame):
        return comparison(frame, title, currency, note)
    chosen = frame[frame["measure"].isin(measures)] if measures else frame
    chosen, unknown = without_unknown(_ordered(chosen, order) if order else chosen)
    kpi = kpi_of(frame)
    title = title or (kpi_label(kpi) if kpi else "")
    keys, pairs = keys_of(chosen, by), pairs_of(chosen, measures)
    subjects = {pair: subject(*pair, currency) for pair in pairs}
    if not keys and len(pairs) >= UPRIGHT:
        note = noted(" ".join(filter(None, (note, unknown))), chosen)
        return upright(chosen, title, subjects.values(), note)
    members = [name for name in keys if not is_axis(kpi, name)]
    records, empty = without_empty(_records(chosen, keys), members if members == keys else ())
    counted = bool(chosen["low"].notna().any())
    columns = _columns(keys, pairs, chosen, counted=counted)
    rows: list[tuple[Cell, ...]] = []
    rest = []
    for about, record in zip(_abouts(keys, records, chosen), records.values(), strict=True):
        cells = _in_part(keys, about, record.values())
        found, n = [record.get(pair) for pair in pairs], _count(record, pairs)
        if len(rows) == limit:
            rest.append(beyond_row(cells, found, columns, n))
            continue
        cells += [value_cell(record.get(pair), subjects[pair]) for pair in pairs]
        rows.append((*cells, count_cell(n)) if counted else tuple(cells))
    note = noted(" ".join(filter(None, (note, unknown, said_of(empty)))), chosen)
    return Table(title, columns, tuple(rows), len(rest), note, kpi, tuple(rest))


def _ordered(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows of each member together, in the order of their value of `measure`."""
    keys = [name for name in frame.columns if name not in (*FIXED, "period")]
    of = frame[frame["measure"] == measure].sort_values("value", ascending=False, kind="stable")
    place = of[keys].drop_duplicates().assign(place=range(of[keys].drop_duplicates().shape[0]))
    placed = frame.merge(place, how="left", on=keys).sort_values("place", kind="stable")
    placed.attrs = frame.attrs
    return placed.drop(columns="place")


def keys_of(frame: pd.DataFrame, by: Sequence[str]) -> list[str]:
    """Dimensions, those asked for first, and the period where there are several."""
    ordered = [*by, *(name for name in dimensions(frame) if name not in by)]
    periods = frame["period"].drop_duplicates()
    return [*(["period"] if len(periods) > 1 else []), *ordered]


def pairs_of(frame: pd.DataFrame, measures: Sequence[str]) -> list[Pair]:
    """KPI and measure of each column, in the frame's order or in that of `measures`."""
    pairs = [
        Pair(*pair) for pair in dict.fromkeys(zip(frame["kpi"], frame["measure"], strict=True))
    ]
    order = {name: place for place, name in enumerate(measures)}
    return sorted(pairs, key=lambda pair: order.get(pair.measure, len(order)))


def _records(frame: pd.DataFrame, keys: Sequence[str]) -> dict[tuple[Any, ...], dict[Pair, Row]]:
    """The frame's rows by what they are about, in order of appearance."""
    records: dict[tuple[Any, ...], dict[Pair, Row]] = {}
    for row in frame.to_dict("records"):
        where = tuple(None if pd.isna(row[name]) else row[name] for name in keys)
        records.setdefault(where, {})[Pair(row["kpi"], row["measure"])] = row
    return records


def _abouts(
    keys: Sequence[str], records: Iterable[tuple[Any, ...]], frame: pd.DataFrame
) -> Iterator[list[Cell]]:
    """The cells that say what each record is about."""
    wheres = list(records)
    columns = [
        key_cells(name, [where[place] for where in wheres], frame)
        for place, name in enumerate(keys)
    ]
    return ([next(column) for column in columns] for _ in wheres)


def _in_part(keys: Sequence[str], cells: list[Cell], rows: Iterable[Row]) -> list[Cell]:
    """The cells of a record; a period that still runs is said to be in part."""
    if "period" not in keys or not any(row["mark"] == "partial" for row in rows):
        return cells
    return [
        in_part(cell) if name == "period" else cell for name, cell in zip(keys, cells, strict=True)
    ]


def _columns(
    keys: Sequence[str], pairs: Sequence[Pair], frame: pd.DataFrame, *, counted: bool
) -> tuple[Column, ...]:
    bounded = frame[frame["low"].notna() & frame["high"].notna()]
    having = set(zip(bounded["kpi"], bounded["measure"], strict=True))
    return (
        *key_columns(keys, frame),
        *(
            Column(
                _heading(pair, pairs), "number", unit=subject(*pair).unit, bounded=pair in having
            )
            for pair in pairs
        ),
        *([Column(heading("n"), "number", unit="count")] if counted else []),
    )


def key_columns(keys: Sequence[str], frame: pd.DataFrame) -> list[Column]:
    """The columns that say what a record is about."""
    columns = []
    for name in keys:
        is_value = name not in ("period", "ahead") and is_number(frame[name])
        align, unit = ("number", "number") if is_value else ("text", "")
        columns.append(Column(heading(name, kpi_of(frame)), align, unit=unit))  # type: ignore[arg-type]
    return columns


def _heading(pair: Pair, pairs: Sequence[Pair]) -> str:
    """The measure's label; the KPI's where KPIs stand side by side or it has one measure."""
    kpis = {other.kpi for other in pairs}
    if len(kpis) == 1 and len(pairs) > 1:
        return measure_label(*pair)
    return subject(*pair).label


def _count(record: Mapping[Pair, Row], pairs: Sequence[Pair]) -> object:
    """Records behind the first measure that has an interval, else behind the first at all."""
    rows = [record[pair] for pair in pairs if pair in record]
    bounded = [row for row in rows if pd.notna(row["low"])]
    return (bounded or rows)[0]["n"]


def noted(note: str, frame: pd.DataFrame) -> str:
    """The note, and what shading means where there is any."""
    if not frame["mark"].eq("thin").any():
        return note
    words = current()
    thin = words.text(N_("Shaded: fewer than {n} records."), n=words.number(THIN))
    return f"{note} {thin}".strip()
