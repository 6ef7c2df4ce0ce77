"""Text in CSV files that no spreadsheet takes for a formula."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")
_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Value) -> Value | str:
    """A text that would become a formula with an apostrophe in front; anything else as it is.

    >>> harmless("=1+1"), harmless("a=1"), harmless(-1.5)
    ("'=1+1", 'a=1', -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS) else value
