"""New customers, and bookings from new and existing ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.data.frames import empty
from kit.kpis import bookings, bookings_by_customer, new_customers
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 28), periods=2)


def amounts(frame: pd.DataFrame) -> pd.DataFrame:
    amount = frame[frame["measure"] == "amount"]
    return amount.pivot_table(index="period", columns="customer", values="value", observed=False)


def test_an_account_is_existing_once_it_bought_on_an_earlier_day(
    won_of: Make, orders_of: Make
) -> None:
    won = won_of("o a 2026-01-10 5 ", "p a 2026-02-10 7", "q b 2026-02-10 20", "r - 2026-02-11 100")
    orders = orders_of("b 2025-06-01 1 sale -")
    found = amounts(bookings_by_customer(won, orders, JAN_FEB))
    assert found.to_numpy().tolist() == [[5, 0, 0], [0, 27, 100]]


def test_two_first_purchases_on_one_day_are_both_new(won_of: Make) -> None:
    won = won_of("o a 2026-01-10 5", "p a 2026-01-10 7")
    found = amounts(bookings_by_customer(won, empty("orders"), JAN_FEB))
    assert found["new"].tolist() == [12, 0]


def test_the_order_of_an_opportunity_is_no_earlier_purchase(won_of: Make, orders_of: Make) -> None:
    won = won_of("o a 2026-01-10 5")
    own = orders_of("a 2026-01-08 5 sale o")
    assert amounts(bookings_by_customer(won, own, JAN_FEB))["new"].tolist() == [5, 0]


def test_cancelled_orders_make_no_customer(won_of: Make, orders_of: Make) -> None:
    won = won_of("o a 2026-01-10 5")
    orders = orders_of("a 2025-01-08 5 cancelled -")
    assert amounts(bookings_by_customer(won, orders, JAN_FEB))["new"].tolist() == [5, 0]


def test_kinds_add_up_to_the_bookings(won_of: Make) -> None:
    won = won_of(
        "o a 2026-01-10 0.1", "p a 2026-02-10 0.2", "q - 2026-02-11 0.7", "r b 2026-02-12 -"
    )
    parts = bookings_by_customer(won, empty("orders"), JAN_FEB)
    whole = bookings(won, JAN_FEB)
    sums = parts.groupby(["measure", "period"], sort=False)["value"].sum()
    assert sums.round(9).tolist() == whole["value"].tolist()


def test_the_first_year_of_recording_is_marked_since_old_customers_look_new(
    won_of: Make,
) -> None:
    won = won_of("n z 2025-01-15 1", "o a 2026-01-10 5", "p b 2026-02-10 7")
    frame = bookings_by_customer(won, empty("orders"), JAN_FEB)
    assert frame.groupby("period")["mark"].unique().map(list).tolist() == [["immature"], [""]]
    count = new_customers(won, empty("orders"), JAN_FEB).query("measure == 'count'")
    assert count["mark"].tolist() == ["immature", ""]


def test_each_account_is_new_once_where_its_first_purchase_came_from(
    won_of: Make, orders_of: Make
) -> None:
    won = won_of("o a 2026-01-10 5", "p a 2026-02-10 7", "q b 2026-02-10 20")
    won = won.assign(source=pd.Series(["Web", "Fair", "Fair"], dtype="str"))
    orders = orders_of("c 2026-02-12 9 sale -", "b 2026-02-20 9 sale q", "d 2026-02-01 8 refund -")
    frame = new_customers(won, orders, JAN_FEB)
    assert frame["value"].tolist() == [1, 2, 5, 29]
    by_source = new_customers(won, orders, JAN_FEB, by=["source"])
    count = by_source[by_source["measure"] == "count"].tail(3)
    assert count["source"].astype("object").fillna("?").tolist() == ["Fair", "Web", "?"]
    assert count["value"].tolist() == [1, 0, 1]
