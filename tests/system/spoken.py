"""What a published page says: every text that a reader sees or hears, and what of it is English."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.pofile import read_po

from kit.language import CATALOGS, NAMES, Language
from kit.language.messages import forms

_HEARD = ("aria-label", "alt", "title", "data-find")
_SILENT = ("style", "script", "code")
_ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|by|what|which|who|with|from|to|each|how|every|their|that|than"
    r"|not|has|have|this|they|it|at|for|be|been)\b"
)
"""Words without which English is hardly written, and that none of the other languages has."""
_WORD = re.compile(r"[^\W\d_]{2,}")


class Said(HTMLParser):
    """The texts of a page, by element and attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.languages: list[str] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._silent += tag in _SILENT
        self.texts |= {" ".join(text.split()) for name in _HEARD if (text := given.get(name))}
        self.languages += [code] if (code := given.get("lang")) else []

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.add(" ".join(data.split()))


def english_in(page: str, original: str, language: str, data: Collection[str]) -> set[str]:
    """Texts of a page in `language` that are English.

    Parameters
    ----------
    page, original
        The page, and the same page in English.
    language
        Code of the language that the page should be in.
    data
        Names and values of the records, which are said as they are in any language.

    Returns
    -------
    set of str
        Texts that stand in the English page too, though they are neither data nor alike in both
        languages, and texts with words that only English has.
    """
    own = {text for text in Said(page).texts if _WORD.search(_without(text, data))}
    alike = _alike(language)
    same = {text for text in own & Said(original).texts if _without(text, data) not in alike}
    return {text for text in own if _ENGLISH.search(_without(text, data).lower())} | same


@cache
def values(folder: Path, *names: str) -> frozenset[str]:
    """Every text in the CSV files of a folder, and `names`."""
    return frozenset([*_texts(folder), *names, *NAMES.values()])


def _texts(folder: Path) -> Iterator[str]:
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            next(rows)
            for row in rows:
                yield from (" ".join(text.split()) for text in row if _WORD.search(text))


def _without(text: str, data: Collection[str]) -> str:
    """A text without the names and values in it, which stand between marks and signs."""
    if text in data:
        return ""
    parts = re.split(r"( – |: |, |; |“|”|«|»|\(|\)|\.$)", text)
    for size in (7, 5, 3, 1):
        for start in range(len(parts) - size + 1):
            if "".join(parts[start : start + size]) in data:
                parts[start : start + size] = [""] * size
    return "".join(parts).strip(" –:,;“”«»().")


@cache
def _alike(language: str) -> frozenset[str]:
    """Messages that are said in `language` as they are in English, such as “Leads”."""
    speaker = Language(language)
    with (CATALOGS / "messages.pot").open("rb") as handle:
        asked = [forms(one.id)[0] for one in read_po(handle) if one.id]
    alike = {one for one in asked if speaker.knows(one) and speaker.text(one) == one}
    return frozenset(alike | {one.lstrip("# ") for one in alike})
