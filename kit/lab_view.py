"""How a result looks in JupyterLab: plain HTML with the theme's colours, escaped text.

The published page is made by the publisher from the same result; this view only lets an analyst
see at once what a cell gives.
"""

from __future__ import annotations

from functools import singledispatch
from html import escape
from typing import Any

from kit import palette
from kit.results import (
    INDEX_MIME,
    MIME,
    Cards,
    Figure,
    Finding,
    Headline,
    Notice,
    Result,
    Table,
    to_wire,
)

_LISTED = 20

_STYLE = f"""<style>
.kit-result {{ {palette.declarations("light")} }}
.kit-result {{ color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }}
[data-jp-theme-light="false"] .kit-result {{ {palette.declarations("dark")} }}
.kit-result svg {{ width: 100%; max-width: 46rem; height: auto; }}
.kit-result table {{ border-collapse: collapse; }}
.kit-result caption {{ text-align: left; font-weight: 600; padding: .3em 0; }}
.kit-result table th, .kit-result table td {{ text-align: left; padding: .15em .7em; }}
.kit-result table .number {{ text-align: right; font-variant-numeric: tabular-nums; }}
.kit-result .figure {{ font-size: 1.7em; font-weight: 600; }}
</style>"""


def bundle(result: Result, on_index: Result | None = None) -> dict[str, Any]:
    """What a cell puts out: the result in full, and how it looks in JupyterLab.

    Parameters
    ----------
    on_index
        The same result in the words of the index, where the page is in another language.
    """
    beside = {INDEX_MIME: to_wire(on_index)} if on_index else {}
    return {MIME: to_wire(result), **beside, "text/html": html(result), "text/plain": text(result)}


def html(result: Result) -> str:
    """The result as HTML for a notebook cell's output."""
    return f'{_STYLE}<div class="kit-result">{_body(result)}</div>'


def text(result: Result) -> str:
    """The result as one or a few lines of plain text."""
    match result:
        case Headline():
            return " · ".join(
                part for part in (result.label, result.text, result.interval, result.change) if part
            )
        case Figure():
            return result.alt
        case Table():
            heads = " | ".join(column.label for column in result.columns)
            return "\n".join(
                [heads, *(" | ".join(cell.text for cell in row) for row in result.rows[:20])]
            )
        case Finding() | Notice():
            return result.text
        case Cards():
            return text(_listed(result))


@singledispatch
def _body(result: object) -> str:
    raise TypeError(f"Not a result: {type(result).__name__}")


@_body.register
def _(result: Headline) -> str:
    details = " · ".join(
        escape(part) for part in (result.interval, result.period, result.change) if part
    )
    value = f'<div class="figure">{escape(result.text)}</div>'
    return f"<div>{escape(result.label)}</div>{value}<div>{details}</div>"


@_body.register
def _(result: Finding) -> str:
    action = f" <em>{escape(result.action)}</em>" if result.action else ""
    return f"<p><strong>{escape(result.text)}</strong>{action}</p>"


@_body.register
def _(result: Notice) -> str:
    return f"<p>{escape(' '.join(part for part in (result.text, result.fix) if part))}</p>"


@_body.register
def _(result: Figure) -> str:
    caption = f"<div><strong>{escape(result.title)}</strong></div>" if result.title else ""
    return f"{caption}{result.svg}<p>{escape(result.alt)}</p>"


@_body.register
def _(result: Table) -> str:
    heads = "".join(
        f'<th class="{column.align}">{escape(column.label)}</th>' for column in result.columns
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td class="{column.align}">{escape(cell.text)}</td>'
            for column, cell in zip(result.columns, row, strict=True)
        )
        + "</tr>"
        for row in result.rows
    )
    head = f"<caption>{escape(result.title)}</caption><thead><tr>{heads}</tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>"


@_body.register
def _(result: Cards) -> str:
    note = f"<p>{escape(result.note)}</p>" if result.note else ""
    return _body(_listed(result)) + note


def _listed(cards: Cards) -> Table:
    """The first cards as a list; their pages are made when the notebook is published."""
    shown = cards.cards[:_LISTED]
    rows = tuple(card.row for card in shown)
    return Table(cards.title, cards.columns, rows, left_out=len(cards.cards) - len(shown))
