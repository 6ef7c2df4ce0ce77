"""What closed opportunities weigh."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.kpis.outcomes.weights import amount_basis, closing_weights
from kit.window import Window

WINDOW = Window(date(2026, 1, 31), periods=1)
DAYS = "2026-01-01 2026-01-09"


def weights(table: pd.DataFrame) -> list[float]:
    return closing_weights(table).fillna(-1).tolist()


def test_amounts_before_closing_come_first(opportunities_of: Callable[..., pd.DataFrame]) -> None:
    table = opportunities_of(f"{DAYS} won Ada 90 70", f"{DAYS} lost Ada 0 70")
    table["amount_before_close"] = [100.0, 300.0]
    assert amount_basis(table, WINDOW) == "amount_before_close"
    assert weights(table) == [100, 300]


def test_lost_amounts_that_were_kept_are_taken_as_they_stand(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of(
        f"{DAYS} won Ada 90 70",
        f"{DAYS} lost Ada 40 70",
        f"{DAYS} lost Bo 50 70",
        f"{DAYS} lost Bo - 70",
    )
    table.loc[0, "amount_before_close"] = 100.0
    assert amount_basis(table, WINDOW) == "amount"
    assert weights(table) == [100, 40, 50, -1]


def test_where_half_of_the_lost_are_zeroed_both_sides_weigh_list_prices(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of(
        f"{DAYS} won Ada 90 70", f"{DAYS} lost Ada 40 30", f"{DAYS} lost Bo 0 20"
    )
    assert amount_basis(table, WINDOW) == "list_price"
    assert weights(table) == [70, 30, 20]


@pytest.mark.parametrize("price", ["-", "0"])
def test_without_any_basis_nothing_weighs(
    opportunities_of: Callable[..., pd.DataFrame], price: str
) -> None:
    table = opportunities_of(f"{DAYS} won Ada 90 {price}", f"{DAYS} lost Ada 0 {price}")
    assert amount_basis(table, WINDOW) == ""
    assert weights(table) == [-1, -1]


def test_with_nothing_lost_won_amounts_are_enough(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    assert amount_basis(opportunities_of(f"{DAYS} won Ada 90 -"), WINDOW) == "amount"


def test_what_closes_later_does_not_choose_the_basis(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of(
        f"{DAYS} won Ada 90 70",
        f"{DAYS} lost Ada 50 70",
        "2026-01-01 2026-02-02 lost Ada 0 70",
        "2026-01-01 2026-02-02 lost Ada 0 70",
    )
    assert amount_basis(table, WINDOW) == "amount"
    assert amount_basis(table, WINDOW.at(date(2026, 2, 28))) == "list_price"
