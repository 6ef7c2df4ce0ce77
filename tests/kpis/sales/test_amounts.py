"""Average amount and discount."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from scipy import stats

from kit.kpis import average_amount, discount
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JANUARY = Window(date(2026, 1, 31), periods=1)


def test_mean_and_median_are_of_won_ones_with_an_amount(won_of: Make) -> None:
    won = won_of("o - 2026-01-10 10", "p - 2026-01-10 20", "q - 2026-01-11 90", "r - 2026-01-12 -")
    lost = won_of("s - 2025-12-10 9000").assign(status="lost")
    frame = average_amount(pd.concat([won, lost]), JANUARY)
    assert frame["value"].tolist() == [40, 20]
    assert frame["n"].tolist() == [3, 3]
    assert frame["mark"].tolist() == ["thin", "thin"]


def test_the_mean_has_students_bounds_and_the_median_those_of_order_statistics(
    won_of: Make,
) -> None:
    values = np.arange(1.0, 21.0)
    won = won_of(*(f"o{value} - 2026-01-10 {value}" for value in values))
    mean, median = average_amount(won, JANUARY).itertuples()
    half = stats.t.ppf(0.95, 19) * stats.sem(values)
    assert np.allclose([mean.low, mean.high], [10.5 - half, 10.5 + half])
    # 6th and 15th of 20 enclose the median in 95.9 % of samples, 7th and 14th in 88.5 %.
    assert [median.value, median.low, median.high] == [10.5, 6, 15]


def test_a_single_win_has_no_bounds_and_none_no_value(won_of: Make) -> None:
    frame = average_amount(won_of("o - 2025-12-01 10"), Window(date(2026, 1, 31), periods=2))
    assert frame["value"].fillna(-1).tolist() == [10, -1, 10, -1]
    assert frame[["low", "high"]].isna().all(axis=None)


def test_discount_weighs_by_list_price_and_needs_one(won_of: Make) -> None:
    won = won_of(
        "o - 2026-01-10 50",
        "p - 2026-01-10 270",
        "q - 2026-01-11 90",
        "r - 2026-01-12 10",
        "s - 2026-01-12 -",
    ).assign(list_price=[100.0, 300.0, np.nan, 0.0, 100.0])
    frame = discount(won, JANUARY)
    assert np.allclose(frame["value"], [0.2, 0.3])
    assert frame["n"].tolist() == [2, 2]


def test_what_is_sold_above_the_list_price_is_a_negative_discount(won_of: Make) -> None:
    won = won_of("o - 2026-01-10 110").assign(list_price=[100.0])
    assert np.allclose(discount(won, JANUARY)["value"], [-0.1, -0.1])


def test_without_list_prices_there_is_no_discount(won_of: Make) -> None:
    frame = discount(won_of("o - 2026-01-10 110"), JANUARY)
    assert frame["value"].isna().all()
