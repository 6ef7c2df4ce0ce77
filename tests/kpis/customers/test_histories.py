"""Customers boiled down to numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis.customers.histories import histories
from kit.window import Window

Make = Callable[..., pd.DataFrame]
WINDOW = Window(date(2026, 3, 31))


def contracts_of(*lines: str) -> pd.DataFrame:
    """Lines of `account start end amount period`, ``-`` is missing."""
    columns = ["account_id", "start_date", "end_date", "amount_per_period", "period"]
    frame = pd.DataFrame([line.split() for line in lines], columns=columns, dtype="str")
    frame = frame.mask(frame.eq("-"))
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in columns[1:3]}
    number = pd.Series(range(len(frame))).astype("str")
    amount = frame["amount_per_period"].astype(float)
    return completed(
        frame.assign(**days, contract_id=number, amount_per_period=amount), "contracts"
    )


def test_days_of_purchase_become_repeats_weeks_and_amounts(won_of: Make, orders_of: Make) -> None:
    orders = orders_of(
        "v a 2026-01-06 sale - 10",
        "w a 2026-01-13 sale - 30",
        "x a 2026-01-13 sale - 20",
        "y a 2026-02-10 sale - 0",
        "z b 2026-03-31 sale - 7",
        "r a 2026-03-01 refund - 30",
        "c b 2026-03-30 cancelled - 99",
    )
    found = histories(empty("opportunities"), orders, empty("contracts"), WINDOW)
    assert found.first["account_id"].tolist() == ["a", "b"]
    assert found.repeats.tolist() == [2, 0]
    assert found.last.tolist() == [5.0, 0.0]
    assert found.seen.tolist() == [12.0, 0.0]
    # Two purchases of one day are one of 50; that of nothing is a purchase without a price.
    assert found.priced.tolist() == [1, 0]
    assert found.spend[0] == 50.0
    assert np.isnan(found.spend[1])
    assert found.brought.tolist() == [60.0, 7.0]
    assert found.opening.tolist() == [10.0, 7.0]


def test_an_opportunity_and_its_order_are_one_purchase(won_of: Make, orders_of: Make) -> None:
    won = won_of("o a 2025-12-01 2026-01-01 won Web 90", "p a 2026-01-01 2026-01-15 won Web 40")
    orders = orders_of("x a 2026-01-03 sale o 90")
    found = histories(won, orders, empty("contracts"), WINDOW)
    assert found.repeats.tolist() == [1]
    assert found.brought.tolist() == [130.0]
    assert found.last.tolist() == [2.0]


def test_contracts_tell_how_long_and_how_much(orders_of: Make) -> None:
    orders = orders_of(*(f"{name} {name} 2026-01-01 sale - 5" for name in "abcd"))
    contracts = contracts_of(
        "a 2026-01-01 - 120 quarter",
        "b 2025-01-01 2025-12-31 50 month",
        "c 2025-01-01 2025-06-30 50 month",
        "c 2025-07-01 2026-12-31 80 month",
    )
    found = histories(empty("opportunities"), orders, contracts, WINDOW)
    assert found.monthly.tolist() == [40.0, 0.0, 80.0, 0.0]
    assert found.months[:3].tolist() == [3, 12, 15]
    assert np.isnan(found.months[3])
    assert found.has_left.tolist() == [False, True, False, False]


def test_some_customers_keep_their_own_purchases(orders_of: Make) -> None:
    orders = orders_of(
        "v a 2026-01-06 sale - 10", "w b 2026-01-13 sale - 30", "x b 2026-02-10 sale - 20"
    )
    found = histories(empty("opportunities"), orders, empty("contracts"), WINDOW)
    some = found.take(np.array([False, True]))
    assert some.first["account_id"].tolist() == ["b"]
    assert some.customer.tolist() == [0, 0]
    assert some.day.tolist() == [0.0, 4.0]
    assert some.amount.tolist() == [30.0, 20.0]
    assert some.repeats.tolist() == [1]


def test_without_a_purchase_there_is_nobody() -> None:
    tables = [empty(name) for name in ("opportunities", "orders", "contracts")]
    found = histories(*tables, WINDOW)
    assert len(found.first) == len(found.repeats) == len(found.last) == len(found.monthly) == 0


@pytest.mark.parametrize("day", ["2026-01-12", "2026-01-13"])
def test_what_comes_after_as_of_is_not_known(orders_of: Make, day: str) -> None:
    orders = orders_of("v a 2026-01-06 sale - 10", "w a 2026-01-13 sale - 30")
    window = Window(date.fromisoformat(day))
    found = histories(empty("opportunities"), orders, empty("contracts"), window)
    assert found.repeats.tolist() == [int(day == "2026-01-13")]
