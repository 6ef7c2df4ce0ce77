"""Revenue and its growth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.kpis import revenue, revenue_growth
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 28), periods=2)


def test_refunds_count_in_the_month_they_are_made_and_cancelled_orders_never(
    orders_of: Make,
) -> None:
    orders = orders_of(
        "a 2026-01-05 0.10 sale -",
        "a 2026-01-31 0.20 sale -",
        "a 2026-02-03 0.10 refund -",
        "b 2026-02-04 70 cancelled -",
        "b 2026-03-01 9 sale -",
    )
    frame = revenue(orders, JAN_FEB).set_index("measure")
    assert frame.loc["amount", "value"].tolist() == [0.3, -0.1]
    assert frame.loc["orders", "value"].tolist() == [2, 0]
    assert frame.loc["refunds", "value"].tolist() == [0, 0.1]
    assert frame.loc["amount", "n"].tolist() == [2, 1]


def test_a_refund_takes_away_whatever_its_sign(orders_of: Make) -> None:
    orders = orders_of("a 2026-01-05 50 sale -", "a 2026-01-09 -20 refund -")
    frame = revenue(orders, JAN_FEB.at(date(2026, 1, 31)).latest)
    assert frame["value"].tolist() == [30, 1, 20]


def test_an_instant_counts_on_the_day_of_the_projects_zone(orders_of: Make) -> None:
    orders = orders_of("a 2026-01-31 10 sale -")
    late = pd.Series(pd.to_datetime(["2026-01-31T23:30Z"])).astype("datetime64[us, UTC]")
    madrid = Window(date(2026, 2, 28), periods=2, calendar=type(JAN_FEB.calendar)("Europe/Madrid"))
    frame = revenue(orders.assign(ordered_at=late), madrid).query("measure == 'amount'")
    assert frame["value"].fillna(-1).tolist() == [-1, 10]


def test_growth_compares_a_running_month_with_as_many_days_of_the_earlier_one(
    orders_of: Make,
) -> None:
    orders = orders_of(
        "a 2025-01-01 1 sale -",
        "a 2025-03-02 40 sale -",
        "a 2025-03-30 500 sale -",
        "a 2026-03-03 50 sale -",
    )
    frame = revenue_growth(orders, Window(date(2026, 3, 10), periods=1))
    assert frame["value"].tolist() == [0.25]
    assert frame["n"].tolist() == [2]


def test_growth_is_unknown_where_the_year_before_was_not_recorded_or_brought_nothing(
    orders_of: Make,
) -> None:
    orders = orders_of("a 2025-01-20 10 sale -", "a 2026-01-03 50 sale -", "a 2026-02-03 50 sale -")
    frame = revenue_growth(orders, JAN_FEB)
    assert frame["value"].isna().all()
    full = orders_of("a 2024-12-20 10 sale -", "a 2025-01-20 10 sale -", "a 2026-01-03 50 sale -")
    assert revenue_growth(full, JAN_FEB)["value"].fillna(-1).tolist() == [4, -1]


def test_a_week_is_compared_with_the_one_52_weeks_before(orders_of: Make) -> None:
    orders = orders_of("a 2024-01-01 9 sale -", "a 2025-01-06 40 sale -", "a 2026-01-05 60 sale -")
    frame = revenue_growth(orders, Window(date(2026, 1, 11), "week", 1))
    assert frame["value"].tolist() == [0.5]
