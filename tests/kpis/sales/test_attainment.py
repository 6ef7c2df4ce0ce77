"""Attainment, its pace, and the latest day of creation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis import attainment, cycle_time, latest_creation_days, revenue_attainment
from kit.window import Window

Make = Callable[..., pd.DataFrame]
COLUMNS = "period_start period_end measure region team amount"
MID_JUNE = Window(date(2026, 6, 15), periods=1)


@pytest.fixture
def targets(table_of: Make) -> pd.DataFrame:
    return table_of(
        "targets",
        COLUMNS,
        "2026-05-01 2026-05-31 bookings - - 50",
        "2026-06-01 2026-06-30 bookings - - 200",
        "2026-06-01 2026-06-30 revenue - - 400",
    )


@pytest.fixture
def won(won_of: Make) -> pd.DataFrame:
    """Months that book a tenth, a fifth and three tenths in their first half, the rest after it."""
    lines = [
        *("a - 2026-03-02 10", "b - 2026-03-30 90"),
        *("c - 2026-04-15 20", "d - 2026-04-16 80"),
        *("e - 2026-05-02 30", "f - 2026-05-31 70"),
        *("g - 2026-06-02 60",),
    ]
    return won_of("z - 2026-02-27 500", *lines)


def values(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame["measure"], frame["value"], strict=True))


def test_pace_follows_the_course_of_earlier_months_and_not_the_calendar(
    won: pd.DataFrame, targets: pd.DataFrame
) -> None:
    frame = attainment(won, targets, MID_JUNE)
    found = values(frame)
    assert found["value"] == 0.3
    assert found["pace"] == pytest.approx(0.2)
    assert found["ahead"] == pytest.approx(0.1)
    assert (found["to_date"], found["target"]) == (60, 200)
    assert frame.set_index("measure").loc["pace", "n"] == 3


def test_two_earlier_months_are_too_few_for_a_pace(
    won: pd.DataFrame, targets: pd.DataFrame
) -> None:
    short = won[won["closed_at"] >= "2026-04-01"]
    found = values(attainment(short, targets, MID_JUNE))
    assert found["value"] == 0.3
    assert np.isnan(found["pace"])
    assert np.isnan(found["ahead"])


def test_a_month_recorded_in_part_tells_no_course(won: pd.DataFrame, targets: pd.DataFrame) -> None:
    frame = attainment(won, targets, MID_JUNE).set_index("measure")
    # February began to be recorded on its 27th.
    assert frame.loc["pace", "n"] == 3


def test_a_month_that_has_ended_should_have_all_of_it(
    won: pd.DataFrame, targets: pd.DataFrame
) -> None:
    frame = attainment(won, targets, Window(date(2026, 6, 15), periods=2))
    may = frame[frame["period"] == pd.Timestamp("2026-05-01")]
    assert values(may) == {"value": 2, "pace": 1, "ahead": 1, "to_date": 100, "target": 50}


def test_without_a_target_there_is_no_attainment(won: pd.DataFrame, targets: pd.DataFrame) -> None:
    found = values(attainment(won, targets.iloc[:1], MID_JUNE))
    assert np.isnan(found["value"])
    assert found["to_date"] == 60


def test_a_member_with_a_target_and_nothing_booked_stands_at_0(
    won: pd.DataFrame, table_of: Make
) -> None:
    targets = table_of(
        "targets",
        COLUMNS,
        "2026-06-01 2026-06-30 bookings EMEA North 100",
        "2026-06-01 2026-06-30 bookings EMEA South 100",
    )
    teams = pd.Categorical(["North"] * len(won), categories=["North", "South"])
    frame = attainment(won.assign(team=teams), targets, MID_JUNE, by=["team"])
    value = frame[frame["measure"] == "value"].set_index("team")["value"]
    assert value[["North", "South"]].tolist() == [0.6, 0]


def test_revenue_is_measured_against_the_targets_for_revenue(
    orders_of: Make, targets: pd.DataFrame
) -> None:
    orders = orders_of(
        "a 2026-06-02 120 sale -", "a 2026-06-09 20 refund -", "a 2026-06-03 70 cancelled -"
    )
    assert values(revenue_attainment(orders, targets, MID_JUNE))["value"] == 0.25


def test_the_latest_creation_is_a_cycle_before_the_end_of_the_period(won: pd.DataFrame) -> None:
    closed = won.assign(created_at=won["closed_at"] - pd.to_timedelta(range(4, 36, 4), unit="D"))
    found = latest_creation_days(closed, MID_JUNE).set_index("measure")
    cycle = cycle_time(closed, MID_JUNE).set_index("measure")
    assert found.loc["median", "value"] == cycle.loc["median", "value"] == 16
    assert found.loc["p25", "value"] == 8
    # From the end of 15 June to that of 30 June there are 15 days.
    assert found.loc["median_left", "value"] == -1
    assert found.loc["p25_left", "value"] == 7
    assert found.loc["p25_left", "low"] == 15 - found.loc["p25", "high"]
