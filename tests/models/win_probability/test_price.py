from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.models.win_probability.price import WORTH, amount_if_won, prices


def test_a_price_is_looked_up_in_order_and_never_at_the_close() -> None:
    table = pd.DataFrame(
        {
            "status": ["open", "open", "won", "lost", "open"],
            "product": ["Desk", "Desk", "Lamp", "Lamp", "Sofa"],
            "list_price": [100.0, None, None, None, None],
            "amount": [90.0, 80.0, 7.0, 0.0, None],
            "amount_before_close": [None, None, None, 12.0, None],
        }
    )
    listed = pd.DataFrame({"product": ["Lamp"], "list_price": [10.0]})
    assert prices(table, listed).tolist() == [100.0, 80.0, 10.0, 10.0, 50.0]
    assert prices(table).tolist()[2:] == [12.0, 12.0, pytest.approx((100 + 80 + 12 + 12) / 4)]


def test_the_ratio_of_a_product_is_drawn_to_that_of_all() -> None:
    table = pd.DataFrame(
        {
            "status": ["won"] * 4 + ["open"] * 2,
            "product": ["Desk", "Desk", "Lamp", "Lamp", "Desk", "Lamp"],
            "list_price": [100.0, 100.0, 10.0, 10.0, 100.0, 10.0],
            "amount": [80.0, 80.0, 10.0, 10.0, None, None],
        }
    )
    desk = (1.6 + WORTH * 0.9) / (2 + WORTH)
    lamp = (2.0 + WORTH * 0.9) / (2 + WORTH)
    found = amount_if_won(table.iloc[4:], table)
    assert found.tolist() == pytest.approx([100 * desk, 10 * lamp])


def test_without_any_price_the_mean_win_is_expected() -> None:
    table = pd.DataFrame({"status": ["won", "won", "open"], "amount": [30.0, -10.0, 0.0]})
    assert amount_if_won(table.iloc[2:], table).tolist() == [15.0]


def test_without_any_amount_nothing_is_expected() -> None:
    table = pd.DataFrame({"status": ["won", "open"], "amount": [None, None]}, dtype=object)
    table = table.astype({"amount": "float64"})
    assert np.isnan(amount_if_won(table.iloc[1:], table)).tolist() == [True]


def test_one_giant_ratio_does_not_set_the_price_of_all() -> None:
    table = pd.DataFrame(
        {
            "status": ["won"] * 20 + ["open"],
            "list_price": 100.0,
            "amount": [100.0] * 19 + [1e12, np.nan],
        }
    )
    assert amount_if_won(table.iloc[20:], table)[0] < 130
