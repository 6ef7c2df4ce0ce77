"""A table's rows as downloads hold them: values instead of formatted text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kit.language import MISSING
from kit.results.kinds import Cell, Column, Plain, Table


def plain_row(cells: Sequence[Cell], columns: Sequence[Column]) -> tuple[Plain, ...]:
    """A row of cells in the form of `Table.rest`: values, bounds where a column has them, marks.

    >>> columns = Column("Owner"), Column("Won", "number", unit="ratio", bounded=True)
    >>> plain_row((Cell("Ada"), Cell("50% (40–60)", 0.5, "thin", (0.4, 0.6))), columns)
    ('Ada', 0.5, 0.4, 0.6, 'thin')
    """
    values: list[Plain] = []
    for cell, column in zip(cells, columns, strict=True):
        is_value = column.align == "number" or bool(column.unit)
        values.append(cell.value if is_value else None if cell.text == MISSING else cell.text)
        if column.bounded:
            values += cell.bounds or (None, None)
    return (*values, marks_of(cell.mark for cell in cells))


def plain_rows(table: Table) -> tuple[tuple[Plain, ...], ...]:
    """All rows of a table, those that the page leaves out included, in the form of `Table.rest`."""
    return (*(plain_row(row, table.columns) for row in table.rows), *table.rest)


def marks_of(marks: Iterable[str]) -> str:
    """The marks of a row, each once, parted by spaces."""
    return " ".join(dict.fromkeys(mark for mark in marks if mark))
