import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.data.readers.numbers import read_count, read_flag, read_money, read_number


def money(*texts, currency="EUR", decimal=".", declared=False):
    return read_money(pd.Series(texts, dtype="str"), currency, decimal, declared=declared)


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("1234.50", ".", 1234.5),
        ("-1234.5", ".", -1234.5),
        ("+7", ".", 7),
        ("7.", ".", 7),
        ("1,234.50", ".", 1234.5),
        ("1,234,567", ".", 1234567),
        ("1.234,50", ",", 1234.5),
        ("1234,5", ",", 1234.5),
        ("1 234,50", ",", 1234.5),
        ("1\u202f234\u00a0567,50", ",", None),
        ("1\u202f234\u202f567,50", ",", 1234567.5),
        ("1'234.50", ".", 1234.5),
        ("0.125", ".", 0.12),
        ("1000.000", ".", 1000),
    ],
)
def test_an_amount_is_read_where_it_can_mean_one_thing(text, decimal, amount):
    found = money(text, decimal=decimal)
    assert found.meant.isna()[0] if amount is None else found.meant[0] == amount


@pytest.mark.parametrize(
    "text",
    ["n.d.", "10%", "1.2k", "3M", "(500.00)", "500.00-", "1e15", "12,34.5", "١٢", "1.234,56", "-"],
)
def test_what_is_no_amount_names_the_decimal_sign_that_is_expected(text):
    found = money(text)
    assert found.meant.isna().all()
    assert found.problems == {
        0: f"`{text}` is not an amount; digits are expected, with the decimal sign `.`."
    }


@pytest.mark.parametrize("text", ["inf", "-inf", "NaN", "1e400", "Infinity"])
def test_an_amount_is_finite(text):
    assert money(text).problems == {0: f"`{text}` is not a finite amount."}


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize(
    ("text", "decimal"),
    [("0,500", "."), ("-0,123", "."), ("0.500", ","), ("0 123", "."), ("00,123", ".")],
)
def test_half_of_one_with_the_other_decimal_sign_is_not_five_hundred(text, decimal, declared):
    found = money(text, decimal=decimal, declared=declared)
    assert found.meant.isna().all()
    assert "is not an amount; digits are expected" in found.problems[0]


@pytest.mark.parametrize(("text", "decimal"), [("1.234", "."), ("1,234", "."), ("1,234", ",")])
def test_what_may_be_thousands_or_decimals_is_left_to_a_human(text, decimal):
    found = money(text, decimal=decimal)
    assert found.problems == {0: f"`{text}` can be read with thousands or with decimals."}


def test_a_declared_decimal_sign_makes_the_other_one_group_thousands():
    assert money("1,234", declared=True).meant.tolist() == [1234]
    assert money("1.234", decimal=",", declared=True).meant.tolist() == [1234]


def test_three_decimals_are_plain_in_a_currency_that_has_them():
    assert money("1.234", currency="KWD").meant.tolist() == [1.234]


def test_an_amount_beyond_belief_is_not_read():
    found = money("1000000000000000")
    assert found.meant.isna().all()
    assert found.problems == {
        0: "an amount of 1000000000000000 is beyond belief; the most is 1000000000000."
    }


def test_more_decimals_than_the_currency_has_are_rounded_half_to_even_and_said():
    found = money("1000.005", "1000.015", "7.5000")
    assert found.meant.tolist() == [1000.0, 1000.02, 7.5]
    assert found.changes[0] == "`1000.005` has more than 2 decimals; it counts as 1000.00."
    assert money("99.5", currency="JPY").meant.tolist() == [100]


def test_the_sign_of_the_own_currency_is_left_out_and_said():
    found = money("€ 12.50", "12.50 EUR", "€1,234.50")
    assert found.meant.tolist() == [12.5, 12.5, 1234.5]
    assert found.changes[0] == "the currency sign of `€ 12.50` is left out."


def test_the_sign_of_another_currency_is_a_problem():
    assert money("$5").problems == {0: "`$5` is an amount in USD, not EUR."}


@given(st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=20))
def test_every_plain_amount_is_read_exactly(cents):
    texts = [
        f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}" for value in cents
    ]
    assert money(*texts).meant.tolist() == [value / 100 for value in cents]


@given(st.text(max_size=12))
def test_no_text_at_all_breaks_the_reading_of_amounts(text):
    found = money(text)
    assert found.meant.notna()[0] != (0 in found.problems)


def test_a_number_may_have_any_count_of_decimals():
    found = read_number(pd.Series(["0.12345", "-3", "x"]), ".")
    assert found.meant[:2].tolist() == [0.12345, -3]
    assert found.problems == {2: "`x` is not a finite number."}


def test_a_count_is_whole_and_not_negative():
    found = read_count(pd.Series(["3", "4.0", "2.5", "-1", "٣"]))
    assert found.meant[:2].tolist() == [3, 4]
    assert sorted(found.problems) == [2, 3, 4]
    assert found.problems[2] == "`2.5` is not a whole number, 0 or more."


def test_flags_are_written_in_several_ways():
    found = read_flag(pd.Series(["TRUE", "no", "1", "maybe"]))
    assert found.meant[:3].tolist() == [True, False, True]
    assert found.problems == {3: "`maybe` is neither true nor false."}


def test_a_comma_before_three_digits_is_unclear_where_no_decimal_sign_is_declared():
    texts = pd.Series(["1,085", "0,925", "1085", "1.085"])
    parsed = read_number(texts, ".", declared=False)
    assert sorted(parsed.problems) == [0, 1]
    assert parsed.meant[2:].tolist() == [1085.0, 1.085]


def test_a_share_may_be_in_percent_and_is_never_off_by_a_hundred():
    found = read_number(pd.Series(["12%", "12 %", "0.5", "12", "100%", "120%"]), ".", share=True)
    assert found.meant.fillna(-1).tolist() == [0.12, 0.12, 0.5, -1, 1.0, -1]
    assert found.changes == {
        0: "`12%` counts as 0.12.",
        1: "`12 %` counts as 0.12.",
        4: "`100%` counts as 1.",
    }
    assert found.problems[3].startswith("`12` is no share between 0 and 1")
    assert found.problems[5].startswith("`120%` is no share between 0 and 1")


def test_a_percent_sign_in_another_column_is_refused_and_named():
    assert read_number(pd.Series(["12%"]), ".").problems == {
        0: "`12%` is in percent, and this column holds plain numbers."
    }


def test_a_zero_has_no_sign():
    written = pd.Series(["-0", "-0.0", "-0.00"])
    numbers = read_number(written, ".").meant
    amounts = read_money(
        pd.Series(["-0", "-0.00", "-0.0049", "-0.00 €"]), "EUR", ".", declared=True
    )
    assert [math.copysign(1, zero) for zero in (*numbers, *amounts.meant)] == [1.0] * 7
