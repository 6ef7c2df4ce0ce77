"""Numbers, money and values in their units, in every language."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.language import LANGUAGES, MISSING, Language

ENGLISH = Language("en")

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (1234.5, 0, "1,235"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (1234.5, 2, "1,234.50"),
        (-0.001, 2, "0.00"),
        (0.285, 2, "0.29"),
        (1e-7, 0, "0"),
        (12345678, 0, "12,345,678"),
    ],
)
def test_numbers_have_separated_thousands_and_round_half_up(
    value: float, digits: int, said: str
) -> None:
    assert ENGLISH.number(value, digits) == said


@pytest.mark.parametrize(
    ("code", "said"), [("en", "1,234.5"), ("ca", "1.234,5"), ("it", "1.234,5"), ("es", "1.234,5")]
)
def test_numbers_follow_the_language(code: str, said: str) -> None:
    assert Language(code).number(1234.5, 1) == said


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        (999.5, "EUR", "€999.50"),
        (1000, "EUR", "€1,000"),
        (10_012_345.5, "EUR", "€10,012,346"),
        (-1234, "EUR", "−€1,234"),
        (0, "EUR", "€0"),
        (12, "JPY", "JP¥12"),
        (12.5, "XQQ", "XQQ12.50"),
        (12.5, "", "12.50"),
    ],
)
def test_money_has_cents_only_below_a_thousand(value: float, currency: str, said: str) -> None:
    assert ENGLISH.money(value, currency) == said


def test_money_has_as_many_digits_as_are_asked_for() -> None:
    assert ENGLISH.money(1234.567, "EUR", 2) == "€1,234.57"
    assert ENGLISH.money(12.5, "EUR", 0) == "€13"


@pytest.mark.parametrize("currency", ["", "X", "no such", "¤{0}", "<b>", "\u202e", "EUREUR"])
def test_a_currency_that_does_not_exist_never_breaks_a_page(currency: str) -> None:
    for code in LANGUAGES:
        assert "1" in Language(code).money(1234.5, currency)
        assert "1" in Language(code).money(1_234_567, currency, compact=True)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (10_012_345, "€10.0M"),
        (1_250, "€1,250"),
        (538.86, "€539"),
        (64.96, "€64.96"),
        (12_345, "€12.3K"),
        (999_940, "€999.9K"),
        (999_960, "€1.0M"),
        (-25_000, "−€25.0K"),
        (1.2e9, "€1.2B"),
        (999, "€999"),
        (0, "€0"),
    ],
)
def test_a_tile_shows_money_in_short(value: float, said: str) -> None:
    assert ENGLISH.money(value, "EUR", compact=True) == said


def test_short_money_follows_the_language() -> None:
    said = {code: Language(code).money(10_012_345, "EUR", compact=True) for code in LANGUAGES}
    assert {code: text.replace(NO_BREAK, " ") for code, text in said.items()} == {
        "en": "€10.0M",
        "ca": "10,0 M€",
        "it": "10,0 Mln €",
        "es": "10,0 M€",
    }


def test_italian_has_no_short_form_for_thousands() -> None:
    assert Language("it").money(25_000, "EUR", compact=True) == f"25.000{NO_BREAK}€"


@pytest.mark.parametrize(
    ("code", "said"), [("en", "12.3%"), ("ca", "12,3 %"), ("it", "12,3%"), ("es", "12,3 %")]
)
def test_a_ratio_is_shown_as_percentage(code: str, said: str) -> None:
    assert Language(code).percent(0.1234).replace(NO_BREAK, " ") == said


def test_a_ratio_of_nothing_has_no_sign() -> None:
    assert ENGLISH.percent(-0.0001) == "0.0%"
    assert ENGLISH.percent(1, 0) == "100%"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1234.0, "count", "1,234"),
        (1234.0, "money", "€1,234"),
        (0.5, "ratio", "50.0%"),
        (12.34, "days", "12.3 days"),
        (123.4, "days", "123 days"),
        (1.0, "days", "1 day"),
        (1.04, "days", "1.0 days"),
        (12.0, "days", "12 days"),
        (3.46, "points", "+3.5 points"),
        (-12.0, "points", "−12.0 points"),
        (0.0, "hours", "0 hours"),
        (1.5, "hours", "1.5 hours"),
        (3.14159, "number", "3.14"),
        (31.4159, "number", "31.4"),
        (3141.59, "number", "3,142"),
        (1.0, "flag", "yes"),
        (0.0, "flag", "no"),
    ],
)
def test_a_value_is_shown_in_its_unit(value: float, unit: str, said: str) -> None:
    assert ENGLISH.value(value, unit, "EUR") == said


def test_an_amount_is_in_the_language_s_currency_unless_one_is_named() -> None:
    english = Language("en", "USD")
    assert english.money(1000) == "US$1,000"
    assert english.money(1000, "EUR") == "€1,000"
    assert english.value(1000.0, "money") == "US$1,000"


@pytest.mark.parametrize(
    ("change", "unit", "said"),
    [
        (0.05, "ratio", "+5.0 points"),
        (-0.125, "ratio", "−12.5 points"),
        (-1_500_000, "money", "−€1.5M"),
        (3, "count", "+3"),
        (-2, "days", "−2 days"),
    ],
)
def test_a_difference_has_a_sign_and_one_of_ratios_is_in_points(
    change: float, unit: str, said: str
) -> None:
    assert ENGLISH.change(change, unit, "EUR") == said


def test_a_value_of_money_can_be_short() -> None:
    assert ENGLISH.value(1_500_000, "money", "EUR", compact=True) == "€1.5M"
    assert ENGLISH.value(0.5, "ratio", compact=True) == "50.0%"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), pd.NA, pd.NaT])
@pytest.mark.parametrize(
    "unit", ["count", "money", "ratio", "points", "days", "hours", "number", "flag"]
)
def test_an_undefined_value_is_a_dash(value: float | None, unit: str) -> None:
    assert ENGLISH.value(value, unit, "EUR") == MISSING


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown unit `miles`"):
        ENGLISH.value(1.0, "miles")


@settings(deadline=None)  # the machine may be busy
@given(st.floats(min_value=-1e15, max_value=1e15), st.sampled_from(LANGUAGES))
def test_every_number_can_be_said_in_every_language(value: float, code: str) -> None:
    language = Language(code)
    for unit in ("count", "money", "ratio", "points", "days", "hours", "number"):
        assert any(char.isdigit() for char in language.value(value, unit, "EUR"))
    assert any(char.isdigit() for char in language.money(value, "EUR", compact=True))
