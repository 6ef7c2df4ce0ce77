"""A table of a page as it is taken away: plain values under headings, every row of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kit.language import N_, Language
from kit.results import Column, Plain, Table, plain_rows


@dataclass(frozen=True)
class Heading:
    """A column's name, and the unit of its values as in `kit.results.Column`."""

    label: str
    unit: str = ""


@dataclass(frozen=True)
class Sheet:
    """The values of one table.

    Attributes
    ----------
    section
        Heading under which the table stands on its page.
    rows
        A value for each heading: text, a number (of a date its ordinal day), None.
    row_units
        Units of the rows where they differ; they hold for columns without one.
    """

    title: str
    section: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Plain, ...], ...]
    row_units: tuple[str, ...] = ()
    note: str = ""
    kpi: str = ""

    def unit(self, row: int, column: int) -> str:
        """Unit of a value; empty for text."""
        own = self.headings[column].unit
        return own or (self.row_units[row] if self.row_units else "")


def sheet_of(
    table: Table, title: str, section: str, words: Language, mark: Callable[[str], str]
) -> Sheet:
    """The sheet of a display table.

    A column with intervals becomes three. Rows with marks get a last column that says what the
    marks mean, because a value that carries one should not be read without it.

    Parameters
    ----------
    table
        As the page shows it.
    title, section
        What the page calls it, and the heading above it.
    words
        The page's language.
    mark
        Says what a mark means.
    """
    rows = plain_rows(table)
    headings = [one for column in table.columns for one in _headings(column, words)]
    if any(row[-1] for row in rows):
        headings.append(Heading(words.text(N_("Remarks"))))
        rows = tuple((*row[:-1], _remarks(row[-1], mark)) for row in rows)
    else:
        rows = tuple(row[:-1] for row in rows)
    return Sheet(title, section, tuple(headings), rows, table.row_units, table.note, table.kpi)


def _headings(column: Column, words: Language) -> list[Heading]:
    label = f"{column.label} ({column.note})" if column.note else column.label
    headings = [Heading(label, column.unit)]
    if column.bounded:
        headings += [
            Heading(words.text(end, label=label), column.unit)
            for end in (N_("{label}, from"), N_("{label}, to"))
        ]
    return headings


def _remarks(marks: Plain, mark: Callable[[str], str]) -> str | None:
    return "; ".join(mark(one) for one in str(marks).split()) if marks else None
