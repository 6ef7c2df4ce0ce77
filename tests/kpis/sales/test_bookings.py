"""Bookings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.kpis import bookings
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 28), periods=2)


def test_bookings_are_won_amounts_by_the_date_of_closing(opportunities_of: Make) -> None:
    table = opportunities_of(
        "2025-12-01 2026-01-01 won Ada 0.10 -",
        "2025-12-01 2026-01-31 won Ada 0.20 -",
        "2026-01-01 2026-02-01 won Bo 5 -",
        "2026-01-01 2026-02-01 lost Bo 7 -",
        "2026-01-01 2026-03-01 won Bo 9 -",
    )
    frame = bookings(table, JAN_FEB).set_index("measure")
    assert frame.loc["amount", "value"].tolist() == [0.3, 5]
    assert frame.loc["count", "value"].tolist() == [2, 1]


def test_won_without_any_amount_is_worth_an_unknown_amount_not_0(opportunities_of: Make) -> None:
    table = opportunities_of(
        "2025-12-01 2026-01-01 won Ada - -", "2025-12-01 2026-01-01 won Bo 5 -"
    )
    frame = bookings(table, Window(date(2026, 1, 31), periods=1), by=["owner"])
    amount = frame[frame["measure"] == "amount"]
    assert amount["value"].fillna(-1).tolist() == [-1, 5, 0]
    assert amount["n"].tolist() == [0, 1, 0]
    assert frame.loc[frame["measure"] == "count", "value"].tolist() == [1, 1, 0]


def test_a_month_of_losses_alone_has_bookings_of_0(opportunities_of: Make) -> None:
    table = opportunities_of(
        "2025-12-01 2026-01-02 lost Ada 0 -", "2025-12-01 2026-02-10 won Bo 5 -"
    )
    amount = bookings(table, Window(date(2026, 2, 28), periods=3)).query("measure == 'amount'")
    assert amount["value"].fillna(-1).tolist() == [-1, 0, 5]


def test_bookings_can_be_split_by_account(opportunities_of: Make) -> None:
    table = opportunities_of(
        "2025-12-01 2026-01-02 won Ada 5 -",
        "2025-12-01 2026-01-03 won Bo 7 -",
        "2025-12-01 2026-01-04 won Bo 9 -",
    ).assign(account_id=pd.Series(["a", "b", "a"], dtype="str"))
    amount = bookings(table, JAN_FEB, by=["account_id"]).query("measure == 'amount'")
    assert amount["account_id"].tolist() == ["a", "b", "a", "b"]
    assert amount["value"].tolist() == [14, 7, 0, 0]
