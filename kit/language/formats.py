"""Numbers, money and dates as text, by the rules of a locale."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)

_WHOLE_MONEY = 1000
_SHORTENED = 10_000
"""Compact amounts are written in full below this: "€2,406" takes no more room than "€2.4K"."""
_CENTS = 100
"""Compact amounts below this keep their minor unit."""
_MINUS = "−"
_DIGITS = re.compile(r"0(\.0+)?(?!.*0)")


def is_missing(value: Any) -> bool:
    """Whether there is no finite number: None, NaN, infinity, or a frame's missing value."""
    try:
        return not math.isfinite(value)
    except TypeError:
        return True


def rounded(value: float, digits: int) -> Decimal:
    """`value` to `digits` decimals, halves away from zero, as readers do; zero has no sign.

    >>> rounded(2.5, 0), rounded(-0.004, 2)
    (Decimal('3'), Decimal('0.00'))
    """
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return abs(exact) if exact.is_zero() else exact


def number(value: float, digits: int, locale: Locale) -> str:
    """A plain number with exactly `digits` decimals."""
    pattern = _with_digits(locale.decimal_formats[None].pattern.replace(".###", ""), digits)
    return _signed(format_decimal(rounded(value, digits), format=pattern, locale=locale), locale)


def percent(value: float, digits: int, locale: Locale) -> str:
    """A ratio as percentage: 0.123 is 12.3 %."""
    pattern = _with_digits(locale.percent_formats[None].pattern, digits)
    text = format_percent(rounded(value, digits + 2), format=pattern, locale=locale)
    return _signed(text, locale)


def money(value: float, currency: str, digits: int | None, locale: Locale) -> str:
    """An amount in its currency; by default with its minor unit only below 1000."""
    if digits is None:
        digits = 0 if value == 0 or abs(value) >= _WHOLE_MONEY else get_currency_precision(currency)
    if not currency:
        return number(value, digits, locale)
    pattern = _with_digits(locale.currency_formats["standard"].pattern, digits)
    text = format_currency(
        rounded(value, digits), currency, format=pattern, locale=locale, currency_digits=False
    )
    return _signed(text, locale)


def compact_money(value: float, currency: str, digits: int, locale: Locale) -> str:
    """An amount in thousands, millions … with `digits` decimals, as short as tiles need it.

    Amounts that are not that long are written out, from 100 on without their minor unit.
    """
    if rounded(abs(value), 0) < _SHORTENED:
        return money(value, currency, 0 if abs(value) >= _CENTS else None, locale)
    patterns = {
        int(size): pattern.pattern.split(";")[0].replace("'", "")
        for size, pattern in locale.compact_currency_formats["short"]["other"].items()
        if "¤" in pattern.pattern
    }
    shown = rounded(abs(value), 0)
    for _ in range(2):  # the second time for an amount that rounds up into the next size
        size = max((size for size in patterns if size <= shown), default=0)
        if not size or not currency:
            return money(value, currency, None, locale)
        places = patterns[size].count("0")
        unit = size // 10 ** (places - 1)
        scaled = rounded(float(shown) / unit, digits)
        shown = scaled * unit
    text = patterns[size].replace("0" * places, number(float(scaled), digits, locale))
    return (_MINUS if value < 0 else "") + text.replace("¤", get_currency_symbol(currency, locale))


def worthwhile_digits(value: float, most: int) -> int:
    """Decimals worth showing: `most` below 10, one fewer from 10 on, none from 100 on.

    >>> [worthwhile_digits(value, 2) for value in (9.5, 42.0, 1200.0)]
    [2, 1, 0]
    """
    size = abs(value)
    return most if size < 10 else max(most - 1, 1) if size < 100 else 0


def day(value: date, style: str, locale: Locale) -> str:
    """A date with its month as a word: ``long`` in full, ``short`` abbreviated."""
    return format_date(value, {"long": "long", "short": "medium"}[style], locale=locale)


def month(value: date, locale: Locale) -> str:
    """Month and year, abbreviated."""
    return format_skeleton("yMMM", value, locale=locale)


def quarter(value: date, locale: Locale) -> str:
    """Quarter of the calendar year, abbreviated."""
    return format_skeleton("yQQQ", value, locale=locale)


def _signed(text: str, locale: Locale) -> str:
    """The text with a true minus, as wide as a plus, where the locale has a hyphen."""
    return text.replace(locale.number_symbols["latn"]["minusSign"], _MINUS)


def _with_digits(pattern: str, digits: int) -> str:
    """A number pattern with exactly `digits` decimals."""
    return _DIGITS.sub("0" + ("." + "0" * digits if digits else ""), pattern)
