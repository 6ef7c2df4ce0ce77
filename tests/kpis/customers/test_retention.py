"""Who still buys k steps after the first purchase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.data.frames import empty
from kit.kpis import retention
from kit.window import Window

Make = Callable[..., pd.DataFrame]


def shares(orders: pd.DataFrame, window: Window, **how: object) -> pd.DataFrame:
    return retention(empty("opportunities"), orders, window, **how)


def test_each_customers_own_months_count(orders_of: Make) -> None:
    orders = orders_of(
        "u a 2026-01-31 sale - 9",
        "v a 2026-02-28 sale - 9",
        "w b 2026-01-10 sale - 9",
        "x b 2026-02-09 sale - 9",
        "y b 2026-03-10 sale - 9",
    )
    # The last of February is a month after the 31st of January; the 9th is not after the 10th.
    window = Window(date(2026, 4, 30), "quarter", 2)
    frame = shares(orders, window, step="month", steps=2)
    assert frame["value"].iloc[:2].tolist() == [0.5, 0.5]
    assert frame["k"].iloc[:2].tolist() == [1, 2]
    assert frame["n"].iloc[:2].tolist() == [2, 2]


def test_only_customers_whose_step_is_over_count(orders_of: Make) -> None:
    orders = orders_of(
        "u a 2026-01-10 sale - 9", "v a 2026-02-20 sale - 9", "w b 2026-02-05 sale - 9"
    )
    at = Window(date(2026, 3, 9), "quarter", 1)
    frame = shares(orders, at, step="month", steps=2)
    # On the 9th of March the second month of a ends with the day, that of b still runs.
    assert frame["value"].tolist() == pytest.approx([1.0, float("nan")], nan_ok=True)
    assert frame["n"].tolist() == [1, 0]
    assert frame["mark"].tolist() == ["immature", "not_reached"]
    # Seen from the quarter after, nobody came, which is no share of 0.
    later = shares(orders, at.at(date(2026, 4, 4)), step="month", steps=1)
    assert later["n"].tolist() == [0]
    assert later["value"].isna().all()


def test_a_cohort_is_of_those_who_came_in_the_period(orders_of: Make) -> None:
    orders = orders_of("u a 2025-12-31 sale - 9", "v b 2026-01-01 sale - 9")
    frame = shares(orders, Window(date(2026, 6, 30), "quarter", 3), step="month", steps=1)
    assert frame["n"].tolist() == [1, 1, 0]
    assert frame.loc[frame["period"].eq("2026-01-01"), "n"].tolist() == [1]
