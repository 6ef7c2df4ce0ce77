"""Win rates with new and with existing customers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.data.frames import empty
from kit.kpis import win_rate_by_customer
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JUNE = Window(date(2026, 6, 30), "quarter", 1)


def test_a_customer_is_who_had_bought_before_the_opportunity_was_created(
    won_of: Make, orders_of: Make
) -> None:
    table = won_of(
        "o a 2026-01-01 2026-02-01 won Web 70",
        "p a 2026-01-15 2026-04-01 lost Web 0",
        "q a 2026-02-02 2026-04-02 won Web 70",
        "r b 2026-03-01 2026-04-03 lost Web 0",
        "s c 2026-03-01 2026-04-03 won Web 10",
    )
    orders = orders_of("x b 2026-02-01 sale - 9", "y c 2026-04-03 sale s 10")
    frame = win_rate_by_customer(table, orders, JUNE)
    # p was created before a had bought; s is won itself, with an order of its own.
    assert frame["customer"].tolist() == ["new", "existing"]
    assert frame["n"].tolist() == [2, 2]
    assert frame["value"].tolist() == [0.5, 0.5]


def test_bought_on_the_day_of_creation_is_not_before(won_of: Make, orders_of: Make) -> None:
    table = won_of("p a 2026-03-01 2026-04-01 lost Web 0")
    frame = win_rate_by_customer(table, orders_of("x a 2026-03-01 sale - 9"), JUNE)
    assert frame["n"].tolist() == [1, 0]


def test_without_an_account_nobody_knows(won_of: Make) -> None:
    table = won_of("p - 2026-03-01 2026-04-01 won Web 9", "q a - 2026-04-01 won Web 9")
    frame = win_rate_by_customer(table, empty("orders"), JUNE)
    assert frame["value"].isna().all()


def test_both_kinds_are_there_even_where_one_never_occurs(won_of: Make) -> None:
    table = won_of("p a 2026-03-01 2026-04-01 won Web 9")
    frame = win_rate_by_customer(table, empty("orders"), JUNE, by=["source"])
    assert frame["customer"].tolist() == ["new", "existing"]
    assert frame["value"].fillna(-1).tolist() == [1.0, -1.0]
