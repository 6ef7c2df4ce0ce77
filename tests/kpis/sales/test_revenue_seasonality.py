"""Seasonality of revenue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from kit.kpis import revenue_seasonality
from kit.window import Window

Make = Callable[..., pd.DataFrame]


def monthly(orders_of: Make, months: pd.DatetimeIndex, amounts: list[float]) -> pd.DataFrame:
    lines = zip(months, amounts, strict=True)
    return orders_of(*(f"a {month.date()} {amount} sale -" for month, amount in lines))


def test_a_month_that_always_brings_more_has_an_index_above_1(orders_of: Make) -> None:
    months = pd.date_range("2023-07-01", "2026-06-01", freq="MS")
    amounts = [300.0 if month.month == 12 else 100.0 for month in months]
    frame = revenue_seasonality(monthly(orders_of, months, amounts), Window(date(2026, 6, 30)))
    index = frame[frame["measure"] == "index"].set_index("month_of_year")["value"]
    assert index.idxmax() == 12
    assert abs(index[12] - 300 / (1400 / 12)) < 0.05
    assert abs(index[5] - 100 / (1400 / 12)) < 0.05
    assert frame["n"].eq(36).all()
    assert frame["period"].eq(pd.Timestamp("2026-06-01")).all()


def test_season_and_trend_of_a_growing_revenue_are_told_apart(orders_of: Make) -> None:
    months = pd.date_range("2022-01-01", "2025-12-01", freq="MS")
    amounts = [1000.0 + 10 * place for place in range(len(months))]
    frame = revenue_seasonality(monthly(orders_of, months, amounts), Window(date(2025, 12, 31)))
    told = frame.set_index(["measure", "month_of_year"])["value"]
    assert np.allclose(told["seasonal"], 0, atol=1)
    assert np.allclose(told["trend"], [1360 + 10 * month for month in range(12)], atol=2)


def test_fewer_than_24_full_months_tell_nothing(orders_of: Make) -> None:
    months = pd.date_range("2024-02-01", "2025-12-01", freq="MS")
    orders = monthly(orders_of, months, [100.0] * 23)
    frame = revenue_seasonality(orders, Window(date(2025, 12, 31)))
    assert frame["value"].isna().all()
    assert frame["mark"].eq("immature").all()
    assert frame["n"].eq(23).all()


def test_months_that_are_not_full_are_left_out(orders_of: Make) -> None:
    months = pd.DatetimeIndex(["2024-01-20"]).append(
        pd.date_range("2024-02-01", periods=25, freq="MS")
    )
    orders = monthly(orders_of, months, [1.0] + [100.0] * 24 + [1.0])
    whole = revenue_seasonality(orders, Window(date(2026, 2, 10)))
    assert whole["n"].eq(24).all()
    assert np.allclose(whole.query("measure == 'index'")["value"], 1, atol=1e-9)


def test_cancelled_orders_count_nothing(orders_of: Make) -> None:
    months = pd.date_range("2024-01-01", "2025-12-01", freq="MS")
    orders = monthly(orders_of, months, [100.0] * 24)
    more = orders_of("a 2025-12-24 9000 cancelled -")
    window = Window(date(2025, 12, 31))
    pd.testing.assert_frame_equal(
        revenue_seasonality(pd.concat([orders, more]), window),
        revenue_seasonality(orders, window),
    )
