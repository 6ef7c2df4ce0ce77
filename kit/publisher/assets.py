"""What all pages share: templates, style sheet, script, and the policy that allows just these."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kit import palette
from kit.language import NAMES
from kit.publisher.cells import row_cells
from kit.publisher.prose import unbroken, with_code
from kit.publisher.sparkline import sparkline
from kit.publisher.svg import checked
from kit.results import Table

HERE = Path(__file__).parent
SYMBOLS = "†‡§¶‖"


@cache
def environment() -> Environment:
    """The templates, with escaping on for everything that is not marked as safe."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        finalize=unbroken,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        style=style(),
        script=script(),
        policy=policy(),
        sparkline=sparkline,
        drawing=lambda svg: Markup(checked(svg)),  # noqa: S704 - what `checked` lets through
        symbols=symbols,
        row_cells=row_cells,
        with_code=with_code,
        says=says,
        languages=NAMES,
    )
    return made


@cache
def style() -> Markup:
    """The style sheet of every page: the theme's colours, the layout, then paper."""
    return _sheet("page.css", "print.css")


@cache
def card_style() -> Markup:
    """The style sheet of cards, which are many and therefore light."""
    return _sheet("card.css")


@cache
def script() -> Markup:
    """The script of every page: the page's age, sortable tables, lists to search in."""
    return _inert((HERE / "page.js").read_text(encoding="utf-8"))


@cache
def policy() -> str:
    """The Content-Security-Policy: nothing but this very style sheet and this very script."""
    return (
        f"default-src 'none'; style-src '{_source(style())}'; script-src '{_source(script())}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def card_policy() -> str:
    """The Content-Security-Policy of cards: their style sheet, and no script at all."""
    return (
        f"default-src 'none'; style-src '{_source(card_style())}'; "
        "base-uri 'none'; form-action 'none'"
    )


def symbols(table: Table) -> dict[str, str]:
    """The marks that a table's cells carry, in order of appearance, each with its sign."""
    marks = dict.fromkeys(cell.mark for row in table.rows for cell in row if cell.mark)
    return {
        mark: SYMBOLS[index % len(SYMBOLS)] * (1 + index // len(SYMBOLS))
        for index, mark in enumerate(marks)
    }


def says(sentences: Sequence[str], title: str, heading: str) -> bool:
    """Whether a chart's title stands already in its first sentence or in the heading above it.

    >>> says(["Bookings: €5 in Q4."], "Bookings", "By month"), says([], "Bookings", "By month")
    (True, False)
    """
    return any(title.casefold() in one.casefold() for one in (*sentences[:1], heading))


def _sheet(*names: str) -> Markup:
    sheets = [(HERE / name).read_text(encoding="utf-8") for name in names]
    text = "".join([palette.css(), *sheets])
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return _inert(re.sub(r"\s*\n\s*", "\n", without_comments))


def _source(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _inert(text: str) -> Markup:
    """Own text for a style or script element, which must not end the element."""
    if "</" in text or "<!--" in text:
        raise ValueError("A style sheet or script must not hold `</` or `<!--`.")
    return Markup("\n" + text.strip() + "\n")  # noqa: S704 - the kit's own file
