from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.data.money import grouped_total, minor_units, total

CENTS = st.lists(st.integers(-(10**14), 10**14), max_size=40)


@pytest.mark.parametrize(
    ("currency", "digits"), [("EUR", 2), ("jpy", 0), ("CLP", 0), ("KWD", 3), ("CLF", 4), ("XXX", 2)]
)
def test_a_currency_has_the_decimals_that_iso_4217_gives_it(currency, digits):
    assert minor_units(currency) == digits


def test_a_total_is_exact_where_floats_are_not():
    assert 0.1 + 0.1 + 0.1 != 0.3
    assert total(pd.Series([0.1, 0.1, 0.1])) == 0.3


def test_missing_amounts_are_left_out_and_nothing_sums_to_zero():
    assert total(pd.Series([1.5, np.nan])) == 1.5
    assert total(pd.Series([], dtype=float)) == 0.0
    assert total(pd.Series([np.nan])) == 0.0


def test_a_total_is_exact_in_every_currency():
    dinars, inflation_units = pd.Series([1.234, 0.001]), pd.Series([0.0001, 0.0002])
    assert total(dinars) == 1.235
    assert grouped_total(inflation_units, np.array([0, 0]), 1).tolist() == [0.0003]


def test_totals_beyond_the_reach_of_floats_stay_exact():
    huge = pd.Series([9e13] * 20 + [0.01])
    assert total(huge) == float(Decimal("1800000000000000.01"))


def test_cents_of_hundreds_of_billions_are_those_that_are_written():
    assert total(pd.Series([0.01, 757465117152.31])) == 757465117152.32
    assert (
        grouped_total(pd.Series([757465117152.31] * 2), np.array([0, 1]), 2, 2).tolist()
        == [757465117152.31] * 2
    )


@given(CENTS, st.randoms(use_true_random=False))
def test_row_order_cannot_change_a_total(cents, random):
    amounts = [value / 100 for value in cents]
    shuffled = random.sample(amounts, len(amounts))
    assert total(pd.Series(amounts, dtype=float)) == total(pd.Series(shuffled, dtype=float))
    assert total(pd.Series(amounts, dtype=float)) == sum(cents) / 100


@given(CENTS)
def test_groups_have_the_totals_of_their_rows(cents):
    amounts = pd.Series([value / 100 for value in cents], dtype=float)
    codes = np.arange(len(cents)) % 3
    expected = [total(amounts[codes == group]) for group in range(4)]
    assert grouped_total(amounts, codes, 4).tolist() == expected


def test_rows_without_group_or_amount_are_left_out_of_grouped_totals():
    amounts = pd.Series([0.1, 0.2, np.nan, 5.0])
    assert grouped_total(amounts, np.array([0, 0, 1, -1]), 3).tolist() == [0.3, 0.0, 0.0]


def test_grouped_totals_beyond_the_reach_of_floats_stay_exact():
    amounts = pd.Series([9e13] * 2000 + [0.01])
    codes = np.zeros(2001, dtype=int)
    assert grouped_total(amounts, codes, 1).tolist() == [float(Decimal("180000000000000000.01"))]
