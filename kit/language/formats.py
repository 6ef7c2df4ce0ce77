"""Numbers, money and dates as text, by the rules of a locale."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, NamedTuple

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
    exact = Decimal(str(value)).quantize(_quantum(digits), ROUND_HALF_UP)
    return exact if exact else abs(exact)


@cache
def _quantum(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def number(value: float, digits: int, locale: Locale) -> str:
    """A plain number with exactly `digits` decimals."""
    return _written(rounded(value, digits), _number_form(locale))


def percent(value: float, digits: int, locale: Locale) -> str:
    """A ratio as percentage: 0.123 is 12.3 %."""
    return _written(rounded(value, digits + 2).scaleb(2), _percent_form(locale))


def money(value: float, currency: str, digits: int | None, locale: Locale) -> str:
    """An amount in its currency; by default with its minor unit only below 1000."""
    if digits is None:
        digits = 0 if value == 0 or abs(value) >= _WHOLE_MONEY else get_currency_precision(currency)
    if not currency:
        return number(value, digits, locale)
    return _written(rounded(value, digits), _money_form(currency, locale))


class _Form(NamedTuple):
    """How a locale writes one kind of number: what stands around it, and its separators."""

    positive: tuple[str, str]
    negative: tuple[str, str]
    separators: dict[int, str]


def _written(exact: Decimal, form: _Form) -> str:
    """The number with the decimals it has; thousands are parted in each language of the kit."""
    before, after = form.negative if exact < 0 else form.positive
    return f"{before}{f'{abs(exact):,f}'.translate(form.separators)}{after}"


# Babel is asked once how a locale writes a one: to read its patterns anew for each number of a
# page would take far longer than to write the number.
@cache
def _number_form(locale: Locale) -> _Form:
    pattern = _with_digits(locale.decimal_formats[None].pattern.replace(".###", ""), 0)
    return _form(locale, *(format_decimal(one, format=pattern, locale=locale) for one in (1, -1)))


@cache
def _percent_form(locale: Locale) -> _Form:
    pattern = _with_digits(locale.percent_formats[None].pattern, 0)
    ones = Decimal("0.01"), Decimal("-0.01")
    return _form(locale, *(format_percent(one, format=pattern, locale=locale) for one in ones))


@cache
def _money_form(currency: str, locale: Locale) -> _Form:
    pattern = _with_digits(locale.currency_formats["standard"].pattern, 0)
    asked: dict[str, Any] = {"format": pattern, "locale": locale, "currency_digits": False}
    return _form(locale, *(format_currency(one, currency, **asked) for one in (1, -1)))


def _form(locale: Locale, positive: str, negative: str) -> _Form:
    """The form that gave a one and its negative; a true minus, as wide as a plus, for a hyphen."""
    symbols = locale.number_symbols["latn"]
    separators = str.maketrans({",": symbols["group"], ".": symbols["decimal"]})
    around, below = (text.replace(symbols["minusSign"], _MINUS) for text in (positive, negative))
    return _Form(_around_one(around), _around_one(below), separators)


def _around_one(text: str) -> tuple[str, str]:
    before, _, after = text.partition("1")
    return before, after


def compact_money(value: float, currency: str, digits: int, locale: Locale) -> str:
    """An amount in thousands, millions … with `digits` decimals, as short as tiles need it.

    Amounts that are not that long are written out, from 100 on without their minor unit.
    """
    if rounded(abs(value), 0) < _SHORTENED:
        return money(value, currency, 0 if abs(value) >= _CENTS else None, locale)
    patterns = _compact_patterns(locale)
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


@cache
def _compact_patterns(locale: Locale) -> dict[int, str]:
    """How the locale writes thousands, millions …, by the amount from which on it does."""
    return {
        int(size): pattern.pattern.split(";")[0].replace("'", "")
        for size, pattern in locale.compact_currency_formats["short"]["other"].items()
        if "¤" in pattern.pattern
    }


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


def _with_digits(pattern: str, digits: int) -> str:
    """A number pattern with exactly `digits` decimals."""
    return _DIGITS.sub("0" + ("." + "0" * digits if digits else ""), pattern)
