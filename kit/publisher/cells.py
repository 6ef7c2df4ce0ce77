"""Cells of tables as HTML: the one part of pages that no template makes, because they are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from kit.publisher.prose import unbroken
from kit.results import Cell, Column

if TYPE_CHECKING:
    from kit.publisher.phrases import Voice


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
    made = [_cell(cell, columns[place], place, signs, say) for place, cell in enumerate(row)]
    return Markup("".join(made))  # noqa: S704 - `_cell` escapes


def _cell(cell: Cell, column: Column, place: int, signs: Mapping[str, str], say: Voice) -> str:
    is_number, is_text = column.align == "number", column.align == "text"
    is_head = is_text and place == 0
    opened = "th scope=row" if is_head else "td"
    if is_number or cell.mark:
        opened += f' class="{"n" if is_number else ""}{" marked" if cell.mark else ""}"'
    if is_number and cell.value is not None:
        opened += f' data-v="{escape(cell.value)}"'
    if is_text:
        opened += ' dir="auto"'
    marked = _mark(cell.mark, signs, say) if cell.mark else ""
    return f"<{opened}>{escape(unbroken(cell.text))}{marked}</{'th' if is_head else 'td'}>"


def _mark(mark: str, signs: Mapping[str, str], say: Voice) -> str:
    """The sign of a mark, and for who cannot see it what it says."""
    said = escape(unbroken(say.mark(mark)))
    return f'<sup aria-hidden="true">{escape(signs[mark])}</sup><span class="unseen"> {said}</span>'
