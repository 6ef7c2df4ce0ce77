"""The words that people use for the kit's tables and columns, and how near a heading comes."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path

from ruamel.yaml import YAML

LEAST = 0.62
"""Likeness from which a heading may stand for a column."""
_PART = 0.75
_PER_RANK = 0.004
_LONGEST = 80


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name("words.yaml")
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


@cache
def words_of(column: str, table: str = "") -> tuple[str, ...]:
    """What people call a canonical column (of one table), its own name first.

    >>> words_of("owner")[:3]
    ('owner', 'sales agent', 'agent')
    """
    said = _words()
    own = said["in_tables"].get(f"{table}.{column}", said["columns"].get(column, []))
    return tuple(dict.fromkeys([column.replace("_", " "), *own]))


@cache
def words_of_table(table: str) -> tuple[str, ...]:
    """What people call a canonical table.

    >>> "deals" in words_of_table("opportunities")
    True
    """
    return tuple(dict.fromkeys([table.replace("_", " "), *_words()["tables"].get(table, [])]))


@lru_cache(maxsize=100_000)
def likeness(text: str, words: tuple[str, ...]) -> float:
    """How near a text comes to one of several words, from 0 to 1; an earlier word counts more.

    >>> likeness("Close Date", ("closed", "close date")) > 0.99
    True
    >>> likeness("Colour", ("closed", "close date"))
    0.0
    """
    bare = plain(text)[:_LONGEST]
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(bare)
    best = 0.0
    for rank, word in enumerate(words):
        best = max(best, _alike(matcher, bare, plain(word)) - _PER_RANK * rank)
    return best


def _alike(matcher: SequenceMatcher[str], bare: str, word: str) -> float:
    if bare == word:
        return 1.0 if bare else 0.0
    matcher.set_seq1(word)
    near = 0.0
    if matcher.real_quick_ratio() >= LEAST and matcher.quick_ratio() >= LEAST:
        near = matcher.ratio()
    near = near if near >= LEAST else 0.0
    return max(near, _PART) if f" {word} " in f" {bare} " else near


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """A text in small letters without accents and signs, its words apart.

    >>> plain("CloseDate"), plain("Fecha de creación"), plain("close_date")
    ('close date', 'fecha de creacion', 'close date')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    ascii_only = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", ascii_only))
