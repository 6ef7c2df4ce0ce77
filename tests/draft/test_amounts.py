"""Decimal signs and currencies, from the amounts themselves."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.draft.amounts import currency_of, decimal_of, is_amount
from kit.draft.guesses import Guess


def decimal(*texts: str) -> Guess | None:
    return decimal_of([("Amount", pd.Series(texts, dtype="str"))])


@pytest.mark.parametrize(
    ("texts", "value", "is_sure"),
    [
        (("1.234,50", "12"), ",", True),
        (("1,234.50", "12"), "", True),
        (("12,5 €", "3,25 €"), ",", True),
        (("12,50", "13,25", "14.75"), ",", False),
        (("1.234", "5.678"), "", False),
    ],
)
def test_the_decimal_sign_is_found(texts: tuple[str, ...], value: str, is_sure: bool) -> None:
    found = decimal(*texts)
    assert found is not None
    assert (found.value, found.is_sure) == (value, is_sure)


def test_whole_amounts_tell_nothing() -> None:
    assert decimal("12", "1300") is None
    assert decimal() is None


def test_groups_of_three_alone_are_left_to_people() -> None:
    found = decimal("1.234")
    assert found is not None
    assert "`1.234` may be a thousand, or a little more than one" in found.evidence


@pytest.mark.parametrize("text", ["12", "1.234,50", "€ 12", "USD 1,000.00", "(5.00)", "-3"])
def test_amounts_are_recognised(text: str) -> None:
    assert is_amount(pd.Series([text]))


def test_the_currency_is_the_one_that_most_amounts_are_in() -> None:
    found = currency_of([pd.Series(["GBP", "GBP", "EUR", "points"])], [])
    assert (found.value, found.is_sure) == ("GBP", True)


def test_a_sign_or_a_heading_names_a_currency_as_a_guess() -> None:
    by_sign = currency_of([], [("Value", pd.Series(["£ 12"]))])
    by_heading = currency_of([], [("Value (CHF)", pd.Series(["12"]))])
    assert (by_sign.value, by_sign.is_sure) == ("GBP", False)
    assert (by_heading.value, by_heading.is_sure) == ("CHF", False)


def test_without_any_trace_the_currency_is_to_be_checked() -> None:
    assert currency_of([pd.Series(["ABC"])], []).is_sure is False


def test_rates_are_to_the_currency_of_the_project() -> None:
    used = [pd.Series(["USD", "USD", "GBP", "EUR"])]
    found = currency_of(used, [], [pd.Series(["USD", "GBP"])])
    assert (found.value, found.is_sure) == ("EUR", True)
    assert found.evidence == "1 of 4 amounts are in EUR, to which the other currencies have rates"
