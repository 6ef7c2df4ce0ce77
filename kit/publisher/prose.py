"""Markdown cells as safe HTML in the page's language, paragraph by paragraph.

Raw HTML is shown as text, mathematics does not exist, pictures are left out, and a link may only
lead to another page of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import mistune
from markupsafe import Markup, escape
from mistune.plugins import import_plugin

from kit.language import Language, paragraphs

_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_ITEM = re.compile(r"([-*+]|\d+[.)])\s")
_SIGN = re.compile(r"[−+](?=[^\w\s+−])")
_INSIDE = re.compile(r"(?![a-z][a-z0-9+.-]*:)(?!//)(?!\\)[\w./#?=&%-]+", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """One block of prose: its HTML, and the level of the heading that it is (0 for none)."""

    html: Markup
    level: int = 0


def pieces(markdown: str, language: Language) -> Iterator[Piece]:
    """The blocks of a markdown cell in `language`: headings, paragraphs, whole lists, tables.

    What has no translation stays English and says so with `lang`.
    """
    for (is_item, is_known), run in groupby(
        paragraphs(markdown), lambda one: (bool(_ITEM.match(one)), language.knows(one))
    ):
        said = [language.text(paragraph) for paragraph in run]
        for block in ["\n".join(said)] if is_item else said:
            heading = _HEADING.fullmatch(block)
            html = _inline(heading[2]) if heading else _html(block)
            level = len(heading[1]) if heading else 0
            yield Piece(html if is_known else _in_english(html, "span" if level else "div"), level)


def unbroken(text: object) -> object:
    """A text in which a sign and its amount stay on one line; what is no plain text as it is.

    >>> unbroken("by −€5") == "by −\N{WORD JOINER}€5", unbroken(5), unbroken("a − b")
    (True, 5, 'a − b')
    """
    if type(text) is not str or ("−" not in text and "+" not in text):
        return text
    return _SIGN.sub("\\g<0>\u2060", text)


def with_code(text: str) -> Markup:
    """Plain text with the words between backticks set as code.

    >>> with_code("Declare `quotes` < here.")
    Markup('Declare <code>quotes</code> &lt; here.')
    """
    text = str(unbroken(text))
    parts = (escape(part) for part in text.split("`"))
    if text.count("`") % 2:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else part
        for index, part in enumerate(parts)
    )


def _html(markdown: str) -> Markup:
    return Markup(_markdown()(markdown).strip())  # noqa: S704 - the renderer escapes


def _inline(markdown: str) -> Markup:
    """The HTML of one line, without the paragraph around it."""
    return Markup(_html(markdown).removeprefix("<p>").removesuffix("</p>"))  # noqa: S704 - as above


def _in_english(html: Markup, element: str) -> Markup:
    return Markup('<{0} lang="en">{1}</{0}>').format(element, html)


class _SafeRenderer(mistune.HTMLRenderer):
    """HTML without anything that markdown could bring in from outside."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        """A link inside the site; any other address is left out and its text stays."""
        return f'<a href="{escape(url)}">{text}</a>' if _INSIDE.fullmatch(url) else text

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        """Only the picture's words: pages hold no picture that the kit did not draw."""
        return text


@cache
def _markdown() -> Any:
    return mistune.Markdown(_SafeRenderer(), plugins=[import_plugin("table")])
