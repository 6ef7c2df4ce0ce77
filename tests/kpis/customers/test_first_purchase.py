"""When an account became a customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.data.frames import empty
from kit.kpis.customers.first_purchase import first_purchases
from kit.window import Calendar, Window

Make = Callable[..., pd.DataFrame]
WINDOW = Window(date(2026, 6, 30))


def told(frame: pd.DataFrame) -> list[list[object]]:
    days = frame["first_at"].dt.strftime("%m-%d")
    return frame.assign(first_at=days)[["account_id", "first_at", "amount"]].to_numpy().tolist()


def test_the_earlier_of_a_won_opportunity_and_an_order_counts(
    won_of: Make, orders_of: Make
) -> None:
    won = won_of(
        "o a 2026-01-01 2026-02-01 won Web 70",
        "p b 2026-01-01 2026-02-01 won Fair 80",
        "q c 2026-01-01 2026-02-01 lost Fair 90",
    )
    orders = orders_of("x a 2026-02-10 sale - 9", "y b 2026-01-10 sale - 9")
    found = first_purchases(won, orders, WINDOW)
    assert told(found) == [["b", "01-10", 9.0], ["a", "02-01", 70.0]]


def test_on_one_day_the_opportunity_comes_first_then_the_smaller_id(
    won_of: Make, orders_of: Make
) -> None:
    won = won_of("o2 a 2026-01-01 2026-02-01 won Web 72", "o1 a 2026-01-01 2026-02-01 won Web 71")
    orders = orders_of("x a 2026-02-01 sale - 9")
    assert told(first_purchases(won, orders, WINDOW)) == [["a", "02-01", 71.0]]
    assert told(first_purchases(won.iloc[::-1], orders, WINDOW)) == [["a", "02-01", 71.0]]


def test_refunds_cancelled_orders_and_those_of_nobody_are_no_purchases(
    won_of: Make, orders_of: Make
) -> None:
    orders = orders_of(
        "x a 2026-01-01 refund - 9", "y a 2026-01-02 cancelled - 9", "z - 2026-01-03 sale - 9"
    )
    assert first_purchases(empty("opportunities"), orders, WINDOW).empty


def test_an_order_knows_its_source_from_its_opportunity(won_of: Make, orders_of: Make) -> None:
    won = won_of("o a 2026-01-01 2026-02-01 won Web 70")
    orders = orders_of("x a 2026-01-20 sale o 9", "y b 2026-01-20 sale - 9")
    found = first_purchases(won, orders, WINDOW).set_index("account_id")["source"]
    assert found["a"] == "Web"
    assert pd.isna(found["b"])


def test_what_happened_after_as_of_is_not_known(won_of: Make, orders_of: Make) -> None:
    won = won_of("o a 2026-01-01 2026-07-01 won Web 70")
    orders = orders_of("x b 2026-07-02 sale - 9")
    assert first_purchases(won, orders, WINDOW).empty


def test_days_are_those_of_the_projects_zone(won_of: Make) -> None:
    won = won_of("o a 2026-01-01 2026-02-01 won Web 70")
    late = pd.to_datetime(["2026-01-31T23:30Z"]).astype("datetime64[us, UTC]")
    window = Window(date(2026, 6, 30), calendar=Calendar("Europe/Madrid"))
    found = first_purchases(won.assign(closed_at=late), empty("orders"), window)
    assert told(found)[0][1] == "02-01"
