"""Numbers of a file in another unit, as text again: spans in minutes, shares for percents."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pandas as pd

from kit.data.readers.natives import number
from kit.data.readers.parsed import distinct, spread

PERCENT = 100


def written(numbers: pd.Series, decimal: str) -> pd.Series:
    """Numbers as text, with the decimal sign by which they will be read."""
    texts = numbers.map(lambda value: number(value, decimal), na_action="ignore")
    return texts.astype("str")


def in_minutes(texts: pd.Series, decimal: str) -> pd.Series:
    """Spans such as ``1:30`` in minutes; other texts stay, to be read as numbers or refused."""
    parts = texts.str.extract(r"^\s*(\d+):([0-5]\d)(?::([0-5]\d))?\s*$").astype("float64")
    minutes = parts[0] * 60 + parts[1] + parts[2].fillna(0) / 60
    return written(minutes, decimal).fillna(texts)


def divided(texts: pd.Series, divisor: float, decimal: str) -> pd.Series:
    """Numbers in another unit; a text that is no number is marked, to be refused as it stands.

    Divided by 100, a percent sign only says what the number is.

    >>> divided(pd.Series(["12%", "12", "x"], dtype="str"), 100, ".").tolist()
    ['0.12', '0.12', 'x / 100']
    """
    codes, uniques = distinct(texts.str.strip())
    meant = []
    for text in uniques:
        bare = text.removesuffix("%").rstrip() if divisor == PERCENT else text
        try:
            plain = Decimal(bare.replace(decimal, ".") if "." not in bare or decimal == "." else "")
            meant.append(number(float(plain / Decimal(str(divisor))), decimal))
        except InvalidOperation:
            meant.append(f"{text} / {divisor:g}")  # no number: it must not count undivided
    return spread(pd.Series(meant, dtype="str"), codes).set_axis(texts.index)
