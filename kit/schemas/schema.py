"""What is said of a canonical table and its columns; `kit.schemas` says it of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "id",  # text that names a record; never a number, leading zeros kept
    "text",  # free text
    "category",  # text from a small set
    "instant",  # a moment in UTC; a date where the source knows no time
    "date",  # a calendar day
    "money",  # decimal amount in the row's currency
    "number",  # any finite number
    "count",  # whole number, 0 or more
    "flag",  # true or false
]
Personal = Literal["", "owner", "contact", "free_text", "organisation"]
Sharing = Literal["leaf", "events", "unit_or_company", "everyone"]


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    Attributes
    ----------
    values
        Allowed values; empty means any.
    personal
        Whose privacy the column touches: an ``owner`` (by policy), a ``contact`` (never on a
        page), ``free_text`` that may name anybody (never on a page), an ``organisation``.
    references
        ``table.column`` that the value points to.
    share
        Whether a number lies between 0 and 1; it may be written in percent.
    """

    name: str
    kind: Kind
    optional: bool = False
    nullable: bool = False
    values: tuple[str, ...] = ()
    personal: Personal = ""
    references: str = ""
    share: bool = False


@dataclass(frozen=True)
class Schema:
    """One canonical table.

    Attributes
    ----------
    key
        Columns that together name a row.
    sharing
        Who reads a row: its ``leaf`` unit and those above; every unit with one of its
        ``events``; the unit it names, else the company (``unit_or_company``); ``everyone``.
    at
        Columns, first filled one wins, that hold the time at which an owner's team counts;
        all empty means `as_of`.
    numbered
        Column that numbers rows of one record; the reader fills it where the source has none.
    parents
        (column, table) pairs to inherit the unit from, in order, when the row has neither unit nor
        owner.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    sharing: Sharing = "leaf"
    at: tuple[str, ...] = ()
    parents: tuple[tuple[str, str], ...] = ()
    numbered: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(
            column.name
            for column in self.columns
            if not column.optional and column.name != self.numbered
        )

    def __getitem__(self, name: str) -> Column:
        """The column called `name`."""
        return next(column for column in self.columns if column.name == name)
