"""Typed values of a file → the one text that stands for each, whatever the format.

Numbers keep every digit that they have, dates are ISO 8601. A number is written as a machine
would, never rounded: what it means, and whether it is too fine, is judged later for all formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

EXACT = 10**15
"""From here on, not every whole number can be held by a spreadsheet: digits may be lost."""


def number(value: float, decimal: str = ".") -> str:
    """A number, as short as it can be while it still gives the same number.

    Whole numbers from `EXACT` on are written as spreadsheets show them, because the digits of the
    id that they once were are lost; the rule for destroyed ids knows that spelling. Three decimals
    get a zero: the text `1.234` may be a thousand and a bit, so amounts refuse to guess; a number
    has no such doubt.

    >>> number(12345.0), number(0.1), number(1e-7), number(2.5, ","), number(1.2345678901234568e17)
    ('12345', '0.1', '0.0000001', '2,5', '1.23456789012346E+17')
    >>> number(1.234)
    '1.2340'
    """
    if abs(value) < EXACT and value == int(value):
        return str(int(value))
    if EXACT <= abs(value) < float("inf"):
        return shortened(value)
    text = repr(float(value))
    if "e" in text:
        text = f"{Decimal(text):f}"
    text = without_doubt(text)
    return text.replace(".", decimal) if decimal != "." else text


def without_doubt(text: str) -> str:
    """A number's text, with decimal point, that cannot be taken for thousands.

    >>> without_doubt("12.345"), without_doubt("12.50"), without_doubt("12345")
    ('12.3450', '12.50', '12345')
    """
    return f"{text}0" if text[-4:-3] == "." else text


def shortened(value: float) -> str:
    """A number of which only the first 15 digits are sure.

    >>> shortened(1e17), shortened(-123457000000000000.0)
    ('1.0E+17', '-1.23457E+17')
    """
    digits, _, power = f"{value:.14E}".partition("E")
    digits = digits.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{power}"


def texts(values: Sequence[object], decimal: str = ".") -> list[str | None]:
    """Texts of one column.

    A column that knows times of day writes its days as midnights, because the file does not tell
    the two apart.

    Parameters
    ----------
    values
        Text, numbers, booleans, dates, times and spans; None is missing.
    decimal
        Decimal sign that the source declares.

    Examples
    --------
    >>> texts([date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), True, 7.0, timedelta(hours=30)])
    ['2026-03-01T00:00:00', '2026-03-01T09:30:00', 'true', '7', '30:00:00']
    """
    kinds = set(map(type, values))
    writers: dict[type, Callable[..., str | None]] = {
        str: str,
        type(None): lambda _: None,
        bool: lambda value: "true" if value else "false",
        int: partial(number, decimal=decimal),
        float: partial(number, decimal=decimal),
        datetime: datetime.isoformat,
        date: _midnight if datetime in kinds else date.isoformat,
        time: time.isoformat,
        timedelta: _span,
    }
    if kinds <= {str}:
        return list(values)  # type: ignore[arg-type]
    return [writers[type(value)](value) for value in values]


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def _span(span: timedelta) -> str:
    """Hours, minutes and seconds; hours go beyond 24."""
    seconds = abs(span).days * 86_400 + abs(span).seconds
    sign = "-" if span < timedelta(0) else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
