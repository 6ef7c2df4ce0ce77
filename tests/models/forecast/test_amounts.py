from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame, Series

from kit.models.forecast.amounts import (
    Amounts,
    drawn_amounts,
    fit_amounts,
    list_prices_of,
    prices_of,
    won_amounts,
)
from kit.models.forecast.members import members_of
from kit.models.win_probability.price import amount_if_won

NOTHING = Series(dtype=float)


def fitted(won: DataFrame, list_prices: Series = NOTHING) -> Amounts:
    products = members_of(won, ["product"])
    return fit_amounts(won, np.zeros(len(won), dtype=int), 1, products, list_prices)


def draw(amounts: Amounts, open_ones: DataFrame, list_prices: Series = NOTHING) -> np.ndarray:
    n = len(open_ones)
    prices = prices_of(amounts, open_ones, np.zeros(n, dtype=int), list_prices)
    rows = np.repeat(np.arange(n), 4_000)
    drawn = drawn_amounts(amounts, prices, rows, np.random.default_rng(0))
    return drawn.reshape(n, -1).mean(axis=1)


def test_wins_without_an_amount_and_negative_ones_add_nothing() -> None:
    assert won_amounts(DataFrame({"amount": [5.0, None, -3.0]})).tolist() == [5.0, 0.0, 0.0]


def test_a_list_price_is_multiplied_by_what_was_paid_of_it() -> None:
    won = DataFrame({"amount": [90.0, 80.0, 450.0], "list_price": [100.0, 100.0, 500.0]})
    drawn = draw(fitted(won), DataFrame({"amount": [None], "list_price": [1000.0]}))
    # 620 were paid of 700.
    assert drawn[0] == pytest.approx(1000 * 620 / 700, rel=0.02)


def test_the_products_list_price_stands_in_for_a_missing_one() -> None:
    products = DataFrame({"product": ["Box", "Kit", None], "list_price": [100.0, 0.0, 7.0]})
    listed = list_prices_of(products)
    won = DataFrame({"amount": [100.0] * 3, "product": "Box"})
    open_ones = DataFrame({"amount": [None, 40.0], "product": ["Box", "Kit"]})
    prices = prices_of(fitted(won, listed), open_ones, np.zeros(2, dtype=int), listed)
    assert prices.price.tolist() == [100.0, 40.0]


def test_the_basis_that_says_more_about_what_was_won_comes_first() -> None:
    random = np.random.default_rng(0)
    amount = random.gamma(2, 500, 60)
    won = DataFrame({"amount": amount, "list_price": 1000.0, "amount_before_close": amount * 1.1})
    assert fitted(won).bases[0] == "amount"
    near = DataFrame({"amount": 990.0 + random.random(60), "list_price": 1000.0})
    assert fitted(near.assign(amount_before_close=amount)).bases[0] == "list_price"


def test_an_amount_without_a_past_of_amounts_counts_as_it_stands() -> None:
    drawn = draw(fitted(DataFrame({"amount": [10.0, 30.0]})), DataFrame({"amount": [55.0]}))
    assert drawn.tolist() == [55.0]


def test_without_a_price_amounts_of_the_product_are_drawn() -> None:
    won = DataFrame({"amount": [10.0] * 50 + [90.0] * 50, "product": ["A"] * 50 + ["B"] * 50})
    open_ones = DataFrame({"amount": [None, 0.0, -4.0], "product": ["A", "B", None]})
    drawn = draw(fitted(won), open_ones)
    assert drawn == pytest.approx([10.0, 90.0, 50.0], rel=0.12)


def test_a_tiny_list_price_cannot_blow_an_amount_up() -> None:
    won = DataFrame({"amount": [100.0] * 30, "list_price": [100.0] * 29 + [1e-9]})
    drawn = draw(fitted(won), DataFrame({"amount": [None], "list_price": [5000.0]}))
    assert drawn[0] == pytest.approx(5000 * 3000 / 2900, rel=0.05)


def test_with_nothing_won_an_open_one_is_worth_its_price_or_nothing() -> None:
    none = DataFrame({"amount": pd.Series(dtype=float), "product": pd.Series(dtype="str")})
    drawn = draw(fitted(none), DataFrame({"amount": [70.0, None], "product": ["A", "A"]}))
    assert drawn.tolist() == [70.0, 0.0]


def test_what_is_drawn_is_on_average_what_each_is_expected_to_bring() -> None:
    random = np.random.default_rng(3)
    price = random.gamma(4, 250, 600)
    table = DataFrame({"list_price": price, "amount": price * random.uniform(0.7, 1.1, 600)})
    table = table.assign(status=["won"] * 500 + ["open"] * 100, product="Box")
    table.loc[500:, "amount"] = np.nan
    drawn = draw(fitted(table.iloc[:500]), table.iloc[500:])
    expected = amount_if_won(table.iloc[500:], table)
    assert drawn.sum() == pytest.approx(expected.sum(), rel=0.02)
