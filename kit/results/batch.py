"""Cards: one light page for each of many records, all of them in one result."""

from __future__ import annotations

from dataclasses import dataclass

from kit.results.kinds import Cell, Column, Table


@dataclass(frozen=True)
class Fact:
    """One thing known of a record; `note` says more, `mark` is that of a KPI frame or empty."""

    label: str
    text: str
    note: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Course:
    """Amounts by month as a row of bars, oldest first, and the sentence that says the same.

    `ticks` are (position, text) of the bars that are named; `is_running` says that the last
    month has not ended.
    """

    label: str
    values: tuple[float, ...]
    alt: str
    ticks: tuple[tuple[int, str], ...] = ()
    is_running: bool = False


@dataclass(frozen=True)
class Card:
    """What is known of one record.

    Attributes
    ----------
    key
        Stands for this record alone, is safe as a file name, and does not depend on the other
        cards.
    about
        Who it is.
    facts
        Its figures, the weightiest first.
    row
        Its line in the list of cards, under the columns of its batch.
    """

    key: str
    title: str
    about: tuple[Fact, ...] = ()
    facts: tuple[Fact, ...] = ()
    course: Course | None = None
    tables: tuple[Table, ...] = ()
    row: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Cards:
    """A batch of cards in the order of their list; `note` says what the batch leaves out."""

    title: str
    columns: tuple[Column, ...]
    cards: tuple[Card, ...]
    note: str = ""
