"""Names from the CRM as labels: one line, about 24 characters, harmless whatever they hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import count

import pandas as pd

from kit.language import N_, current

LIMIT = 24
"""Columns of text that a label may take; wide characters take two."""

_JOINERS = "\u200c\u200d"  # they shape Persian, Indic and emoji text
_GUARD = "\u2060"  # invisible; matplotlib leaves out what starts with an underscore
_MOST_ACCENTS = 2
_FIRST_ACCENT = "\u0300"  # of those that are signs of their own; é and ş come before it


def clean(name: object) -> str:
    r"""The name as one line of visible text.

    Control characters and line breaks become spaces; marks that change the direction of the
    text around them, lone surrogates, noncharacters and heaps of accents are dropped. A dollar
    sign stays: the theme switches maths off.

    >>> clean("Acme\n\u202eCorp")
    'Acme Corp'
    >>> clean(None)
    'not recorded'
    """
    if bool(pd.isna(name)):  # type: ignore[call-overload]
        return current().text(N_("not recorded"))
    return _line(str(name)) or current().text(N_("without a name"))


def short(name: object, limit: int = LIMIT) -> str:
    """The cleaned name in at most `limit` columns; both its ends stay visible.

    A leading underscore is guarded by an invisible sign.

    >>> short("Consolidated International Widgets (Iberia)")
    'Consolidated In…(Iberia)'
    """
    text = clean(name)
    text = f"{_GUARD}{text}" if text.startswith("_") else text
    if columns(text) <= limit:
        return text
    tail = limit // 3
    head, end = _fitting(text, limit - tail - 1), _fitting(text[::-1], tail)[::-1]
    return f"{head.rstrip()}…{end.lstrip()}"


def distinct(names: Iterable[object], limit: int = LIMIT) -> list[str]:
    """Short labels in the order of `names`; those that would look alike get a number.

    >>> distinct(["a" * 30, "a" * 31], 8)
    ['aaaaa…aa', 'aaaaa…aa (2)']
    """
    taken: set[str] = set()
    labels = []
    for name in names:
        first = short(name, limit)
        label = next(
            one
            for one in (first if turn == 1 else f"{first} ({turn})" for turn in count(1))
            if one not in taken
        )
        taken.add(label)
        labels.append(label)
    return labels


def columns(text: str) -> int:
    """How many columns of text a label takes."""
    return sum(
        2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text if one != _GUARD
    )


def width(text: str, size: float) -> float:
    """About how many pixels a sans-serif line of `size` pixels takes, rather too many."""
    ems = 0.0
    for one in text:
        if unicodedata.east_asian_width(one) in "WF":
            ems += 1.0
        elif one in "iljtfr.,:;|!'’ ·-()":
            ems += 0.36
        else:
            ems += 0.9 if one in "mwMW@%…—" else 0.68 if one.isupper() else 0.57
    return ems * size


@lru_cache(maxsize=4096)
def _line(text: str) -> str:
    is_harmless = text.isprintable() and max(text, default="") < _FIRST_ACCENT  # as most names are
    return " ".join((text if is_harmless else "".join(_visible(text))).split())


def _visible(name: str) -> Iterable[str]:
    accents = 0
    for one in unicodedata.normalize("NFC", name):
        kind = unicodedata.category(one)
        accents = accents + 1 if kind in ("Mn", "Me") else 0
        if kind in ("Cc", "Zl", "Zp"):
            yield " "
        elif kind == "Cs" or accents > _MOST_ACCENTS or _is_noncharacter(one):
            continue
        elif kind != "Cf" or one in _JOINERS:
            yield one


def _is_noncharacter(one: str) -> bool:
    return ord(one) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(one) <= 0xFDEF


def _fitting(text: str, limit: int) -> str:
    """The longest start of `text` that takes at most `limit` columns."""
    room = limit
    for position, one in enumerate(text):
        room -= columns(one)
        if room < 0:
            return text[:position]
    return text
