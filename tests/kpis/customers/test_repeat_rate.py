"""Whether customers come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import repeat_rate, retention
from kit.window import Window

Make = Callable[..., pd.DataFrame]
WINDOW = Window(date(2026, 6, 30))


def of_orders(orders: pd.DataFrame, window: Window = WINDOW, **how: int) -> pd.Series:
    return repeat_rate(empty("opportunities"), orders, window, **how).iloc[0]


def test_an_opportunity_and_its_order_are_one_purchase(won_of: Make, orders_of: Make) -> None:
    won = won_of("o a 2024-01-01 2024-02-01 won Web 70")
    orders = orders_of("x a 2024-02-10 sale o 70")
    assert repeat_rate(won, orders, WINDOW)["value"].tolist() == [0.0]
    # The order may be dated before the close, and a second order of it is a purchase.
    early = orders_of("x a 2024-01-20 sale o 70")
    assert repeat_rate(won, early, WINDOW)["value"].tolist() == [0.0]
    again = orders_of("x a 2024-02-10 sale o 70", "y a 2024-06-10 sale o 20")
    assert repeat_rate(won, again, WINDOW)["value"].tolist() == [1.0]


def test_where_no_order_names_an_opportunity_orders_alone_count(
    won_of: Make, orders_of: Make
) -> None:
    won = won_of(
        "o a 2024-01-01 2024-02-01 won Web 70",
        "p b 2024-01-01 2024-02-01 won Web 70",
        "q b 2024-03-01 2024-04-01 won Web 70",
    )
    found = repeat_rate(won, orders_of("x a 2024-02-10 sale - 70"), WINDOW)
    assert found["value"].tolist() == [0.5]


def test_purchases_of_one_day_are_one(orders_of: Make) -> None:
    orders = orders_of("x a 2024-02-10 sale - 70", "y a 2024-02-10 sale - 70")
    assert of_orders(orders)["value"] == 0.0


def test_refunds_do_not_bring_a_customer_back(orders_of: Make) -> None:
    orders = orders_of("x a 2024-02-10 sale - 70", "y a 2024-03-10 refund - 70")
    assert of_orders(orders)["value"] == 0.0


def test_young_customers_count_as_long_as_they_were_seen(orders_of: Make) -> None:
    orders = orders_of(
        "w a 2024-01-01 sale - 9",
        "x a 2024-03-01 sale - 9",
        "y b 2024-01-01 sale - 9",
        "z c 2026-06-01 sale - 9",
    )
    # One of three within 60 days; the youngest was seen for 29 days only.
    row = of_orders(orders)
    assert row["value"] == 0.5
    assert row["n"] == 3
    assert row["mark"] == "thin"
    short = of_orders(orders, days=29)
    assert short["value"] == 0.0


def test_a_second_purchase_after_a_year_comes_too_late(orders_of: Make) -> None:
    orders = orders_of("w a 2024-01-01 sale - 9", "x a 2025-01-02 sale - 9")
    assert of_orders(orders)["value"] == 0.0
    assert of_orders(orders, days=367)["value"] == 1.0


def test_while_nobody_has_been_a_customer_for_a_year_nothing_is_said(orders_of: Make) -> None:
    row = of_orders(orders_of("w a 2026-01-01 sale - 9", "x b 2026-02-01 sale - 9"))
    assert pd.isna(row["value"])
    assert row["mark"] == "not_reached"


@pytest.fixture(scope="module")
def cdnow(shared: Path) -> pd.DataFrame:
    """The purchases of a web shop's first-quarter cohort, published by Fader and Hardie."""
    file = shared / "data" / "cdnow" / "CDNOW_master.txt"
    rows = [line.split() for line in file.read_text("utf-8").splitlines()[1:]]
    frame = pd.DataFrame(rows, columns=["account_id", "day", "cds", "amount"], dtype="str")
    frame["order_id"] = [str(number) for number in range(len(frame))]
    frame["ordered_at"] = pd.to_datetime(frame["day"], format="%Y%m%d").astype("datetime64[us]")
    frame["amount"] = frame["amount"].astype(float)
    return completed(frame.assign(kind="sale").drop(columns=["day", "cds"]), "orders")


@pytest.mark.shared_data
def test_the_cdnow_cohort_comes_back_as_often_as_its_records_say(cdnow: pd.DataFrame) -> None:
    window = Window(date(1998, 6, 30), "quarter", 6)
    row = of_orders(cdnow, window)
    # Everybody was seen for more than a year, so that the curve is a plain share.
    first = cdnow.groupby("account_id")["ordered_at"].transform("min")
    later = cdnow[cdnow["ordered_at"] > first]
    second = later.groupby("account_id")["ordered_at"].min()
    after = second - first[~cdnow["account_id"].duplicated()].set_axis(
        cdnow.loc[~cdnow["account_id"].duplicated(), "account_id"]
    ).reindex(second.index)
    assert (len(cdnow), row["n"]) == (69_659, 23_570)
    assert row["value"] == pytest.approx((after.dt.days <= 365).sum() / 23_570)
    assert 0.45 < row["low"] < row["value"] < row["high"] < 0.47


@pytest.mark.shared_data
def test_all_of_cdnow_is_one_cohort_whose_buying_fades(cdnow: pd.DataFrame) -> None:
    frame = retention(empty("opportunities"), cdnow, Window(date(1998, 6, 30), "quarter", 6))
    share = frame.dropna(subset="value")
    assert share["n"].tolist() == [23_570] * 4
    assert share["value"].is_monotonic_decreasing
    assert 0.15 < share["value"].min() < share["value"].max() < 0.21
