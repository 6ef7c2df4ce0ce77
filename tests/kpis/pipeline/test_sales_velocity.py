"""The sales equation and its bridge."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.kpis import sales_velocity, velocity_bridge
from kit.kpis.pipeline.velocity_bridge import shapley
from kit.window import Calendar, Window
from tests.kpis.pipeline.written import table

COLUMNS = "opportunity_id created_at closed_at status amount"


def steady(days: int, *, zombies: int = 0) -> pd.DataFrame:
    """One a day from 2025-01-01 on: won for 100 after 10 days or, every second one, lost after 30.

    `zombies` were created before and are never closed.
    """
    born = pd.date_range("2025-01-01", periods=days, freq="D")
    is_won = np.arange(days) % 2 == 0
    closed = born + pd.to_timedelta(np.where(is_won, 10, 30), unit="D")
    rows = pd.DataFrame(
        {
            "opportunity_id": [f"o{n}" for n in range(days)],
            "created_at": born,
            "closed_at": closed,
            "status": np.where(is_won, "won", "lost"),
            "amount": np.where(is_won, 100.0, 0.0),
        }
    )
    old = rows.head(zombies).assign(
        created_at=pd.Timestamp("2020-01-01"), closed_at=pd.NaT, status="open", amount=5e6
    )
    return pd.concat([rows, old], ignore_index=True)


def by_measure(frame: pd.DataFrame) -> pd.Series:
    last = frame[frame["period"].eq(frame["period"].max())]
    return last.set_index("measure")["value"]


YEAR_END = Window(date(2025, 12, 31), "quarter", 2)


def test_in_a_steady_pipeline_it_is_what_is_booked_a_day():
    found = by_measure(sales_velocity(steady(400), YEAR_END))
    # One a day, half of them won for 100: 50 a day; 10 and 30 days open make 20 on average.
    assert found["open_average"] == pytest.approx(20)
    assert found["win_share"] == pytest.approx(0.5, abs=0.01)
    assert found["won_amount"] == 100
    assert found["days_open"] == pytest.approx(20, rel=0.02)
    assert found["velocity"] == pytest.approx(50, rel=0.02)
    assert found["actual"] == pytest.approx(50, rel=0.02)


def test_the_textbook_takes_four_populations_and_overstates():
    found = by_measure(sales_velocity(steady(400), YEAR_END))
    # 20 are open at the end, half of the closed are won, for 100, within 10 days.
    assert found["textbook"] == pytest.approx(20 * 0.5 * 100 / 10, rel=0.02)


def test_what_never_closes_is_in_no_factor():
    with_zombies = by_measure(sales_velocity(steady(400, zombies=200), YEAR_END))
    without = by_measure(sales_velocity(steady(400), YEAR_END))
    assert with_zombies["velocity"] == pytest.approx(without["velocity"])
    assert with_zombies["textbook"] > 5 * without["textbook"]


def test_the_limit_falls_to_the_age_at_which_ten_were_seen_and_is_printed():
    found = by_measure(sales_velocity(steady(400), YEAR_END))
    assert found["limit_days"] == 30
    found = by_measure(sales_velocity(steady(400), YEAR_END, limit_days=10))
    assert found["limit_days"] == 10
    assert found["days_open"] == pytest.approx(10)


def test_instants_and_days_agree():
    days = steady(400)
    zone = Calendar("Europe/Madrid")
    moments = days.assign(
        **{
            name: (days[name] + pd.Timedelta(hours=12))
            .dt.tz_localize("Europe/Madrid")
            .dt.tz_convert("UTC")
            .astype("datetime64[us, UTC]")
            for name in ("created_at", "closed_at")
        }
    )
    window = Window(date(2025, 12, 31), "quarter", 2, calendar=zone)
    exact = by_measure(sales_velocity(moments, window))
    assert exact["velocity"] == pytest.approx(50, rel=0.02)
    assert exact["open_average"] == pytest.approx(20, rel=0.01)


def test_too_few_are_not_reached_and_a_period_without_a_win_booked_nothing():
    rows = table(COLUMNS, "a 2025-10-05 2025-10-15 lost 9", "b 2025-10-05 - open 9")
    frame = sales_velocity(rows, YEAR_END)
    frame = frame[frame["period"].eq(pd.Timestamp("2025-10-01"))].set_index("measure")
    assert pd.isna(frame.loc["velocity", "value"])
    assert frame.loc["velocity", "mark"] == "not_reached"
    assert frame.loc["actual", "value"] == 0


def test_the_bars_of_the_bridge_add_up_to_the_cent():
    rows = pd.concat([steady(400), steady(40).assign(amount=33.33)], ignore_index=True)
    frame = velocity_bridge(rows, Window(date(2025, 12, 31), "quarter", 3))
    for _, bars in frame.groupby("period"):
        cents = (bars.set_index("factor")["value"] * 100).round()
        assert cents["start"] + cents[["open", "win_share", "amount", "days"]].sum() == cents["end"]
        assert np.allclose(cents, bars["value"] * 100, atol=1e-6)
    joined = frame.pivot_table(index="period", columns="factor", values="value", observed=False)
    assert joined["start"].iloc[1:].tolist() == joined["end"].iloc[:-1].tolist()


def test_one_long_period_has_none_before_it():
    frame = velocity_bridge(steady(400), Window(date(2025, 12, 31), "quarter", 3).as_one)
    assert frame["value"].isna().all()


factors = st.lists(st.floats(0.01, 1e6), min_size=4, max_size=4)


@given(factors, factors)
def test_the_parts_of_the_factors_add_up_in_every_change(before: list[float], now: list[float]):
    sides = np.array([before]), np.array([now])
    start, end = (side[0, :3].prod() / side[0, 3] for side in sides)
    parts = shapley(*sides)
    # Steps in between may be far larger than both ends, and are rounded as such.
    largest = np.maximum(*sides)[0, :3].prod() / np.minimum(*sides)[0, 3]
    assert parts.sum() == pytest.approx(end - start, rel=1e-9, abs=1e-14 * largest)


def test_a_factor_that_did_not_change_has_no_part_and_equal_ones_share_alike():
    parts = shapley(np.array([[2.0, 3.0, 5.0, 1.0]]), np.array([[4.0, 6.0, 5.0, 1.0]]))
    assert parts.tolist() == [[45.0, 45.0, 0.0, 0.0]]
