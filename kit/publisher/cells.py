"""Cells of tables as HTML: the one part of pages that no template makes, because they are many."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from kit.publisher.prose import unbroken
from kit.results import Cell, Column

if TYPE_CHECKING:
    from kit.publisher.phrases import Voice

_SPECIAL = re.compile(r"[&<>'\"]")


def row_cells(
    row: Sequence[Cell], columns: Sequence[Column], signs: Mapping[str, str], say: Voice
) -> Markup:
    """The cells of one row; every text from data is escaped.

    Parameters
    ----------
    signs
        The sign of each mark that a cell of the table carries.

    Examples
    --------
    >>> row_cells([Cell("<b>"), Cell("5", 5.0)], [Column("A"), Column("B", "number")], {}, None)
    Markup('<th scope=row dir="auto">&lt;b&gt;</th><td class="n" data-v="5.0">5</td>')
    """
    made = [
        _cell(cell, opening, signs, say)
        for cell, opening in zip(row, _openings(tuple(columns)), strict=True)
    ]
    return Markup("".join(made))  # noqa: S704 - `_cell` escapes


class _Opening(NamedTuple):
    """How the cells of a column begin and end."""

    tag: str
    is_number: bool
    direction: str
    closed: str


@lru_cache(maxsize=16)
def _openings(columns: tuple[Column, ...]) -> tuple[_Opening, ...]:
    made = []
    for place, column in enumerate(columns):
        is_number, is_text = column.align == "number", column.align == "text"
        tag, closed = ("th scope=row", "</th>") if is_text and place == 0 else ("td", "</td>")
        made.append(_Opening(tag, is_number, ' dir="auto"' if is_text else "", closed))
    return tuple(made)


def _cell(cell: Cell, column: _Opening, signs: Mapping[str, str], say: Voice) -> str:
    tag, is_number, direction, closed = column
    looks = marked = number = ""
    if cell.mark:
        looks = f' class="{"n" if is_number else ""} marked"'
        marked = _mark(cell.mark, signs, say)
    elif is_number:
        looks = ' class="n"'
    if is_number and cell.value is not None:
        number = f' data-v="{_safe(str(cell.value))}"'
    return f"<{tag}{looks}{number}{direction}>{_safe(cell.text)}{marked}{closed}"


def _safe(text: str) -> str:
    """Text as HTML. Most holds nothing to escape, and a glance costs less than to escape it."""
    text = str(unbroken(text))
    return str(escape(text)) if _SPECIAL.search(text) else text


def _mark(mark: str, signs: Mapping[str, str], say: Voice) -> str:
    """The sign of a mark, and for who cannot see it what it says."""
    said = escape(unbroken(say.mark(mark)))
    return f'<sup aria-hidden="true">{escape(signs[mark])}</sup><span class="unseen"> {said}</span>'
