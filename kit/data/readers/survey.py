"""What the cells of a worksheet do not tell: how far they reach, and which show no value.

The reader of workbooks gives an empty cell for an error (`#REF!`), and for a formula that was
written by a program and never calculated; it would read both as “no amount”. Here the parts of
the file are looked at once more for those two, and for a stray cell so far off that the sheet
would not fit into memory.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Errors by the code that binary workbooks store."""


class Unvalued(NamedTuple):
    """A cell without a value, counted from 0, and what stands there: an error, or a formula."""

    row: int
    column: int
    shown: str


class Survey(NamedTuple):
    """How many rows and columns a sheet reaches over, and its cells without a value."""

    rows: int
    columns: int
    unvalued: tuple[Unvalued, ...] = ()


def letters_of(column: int) -> str:
    """Letters of a column, counted from 0.

    >>> letters_of(0), letters_of(25), letters_of(26), letters_of(16_383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    while column >= 0:
        column, place = divmod(column, 26)
        letters = chr(ord("A") + place) + letters
        column -= 1
    return letters


@lru_cache(maxsize=16_384)
def column_of(letters: str) -> int:
    """Number of a column, counted from 0.

    >>> column_of("A"), column_of("AA"), column_of("XFD")
    (0, 26, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
