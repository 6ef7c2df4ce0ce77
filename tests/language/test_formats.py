from __future__ import annotations

from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

from kit.language import LANGUAGES
from kit.language.formats import is_missing, money, number, percent, rounded, worthwhile_digits


@pytest.mark.parametrize(
    ("value", "digits", "exact"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.675, 2, "2.68"),
        (-0.4, 0, "0"),
        (1e16, 0, "10000000000000000"),
    ],
)
def test_halves_round_away_from_zero_as_they_are_written(
    value: float, digits: int, exact: str
) -> None:
    assert str(rounded(value, digits)) == exact


def test_zero_has_no_sign() -> None:
    assert rounded(-0.0, 1).is_signed() is False
    assert rounded(-0.04, 1) == Decimal("0.0")


@pytest.mark.parametrize(
    ("value", "most", "digits"), [(9.99, 2, 2), (10, 2, 1), (100, 2, 0), (50, 1, 1), (-500, 1, 0)]
)
def test_larger_numbers_show_fewer_decimals(value: float, most: int, digits: int) -> None:
    assert worthwhile_digits(value, most) == digits


def test_only_finite_numbers_are_there() -> None:
    assert [is_missing(value) for value in (None, float("nan"), float("-inf"), "x", 0)] == [
        True,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [0, 0.5, -0.004, 999.995, -1234.5, 9_999_999.95, -1e15, 1e16])
def test_numbers_are_written_as_babel_writes_them(language: str, value: float) -> None:
    locale = Locale.parse(language)
    plain = format_decimal(rounded(value, 2), format="#,##0.00", locale=locale)
    assert number(value, 2, locale) == plain.replace("-", "−")
    share = locale.percent_formats[None].pattern.replace("0", "0.0")
    shown = format_percent(rounded(value, 3), format=share, locale=locale)
    assert percent(value, 1, locale) == shown.replace("-", "−")
    for code in ("EUR", "CHF"):
        amount = format_currency(rounded(value, 2), code, locale=locale)
        assert money(value, code, 2, locale) == amount.replace("-", "−")
