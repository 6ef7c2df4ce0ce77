"""Forecasts and chances of targets, from paths that are written out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kit import kpis
from kit.window import Calendar, Window

MONTH = Window(date(2026, 3, 10), "month", 2)
QUARTER = Window(date(2026, 3, 10), "quarter", 1)


@pytest.fixture
def sold(opportunities: Any) -> pd.DataFrame:
    """60 won in March, 30 in February, 10 last year."""
    return opportunities(
        "a won 60 2026-03-02 EMEA Iberia Ann",
        "b won 30 2026-02-20 EMEA DACH Ben",
        "c won 10 2025-12-31 EMEA DACH Ben",
        "d open 500 - EMEA Iberia Ann",
    )


@pytest.fixture
def futures(paths: Any) -> pd.DataFrame:
    """Four paths of two teams over four months; what is won in March is there, too."""
    return paths(
        "EMEA Iberia 2026-03-01 won 60 60 60 60",
        "EMEA Iberia 2026-03-01 open 0 10 20 50",
        "EMEA DACH 2026-03-01 new 5 5 5 5",
        "EMEA Iberia 2026-04-01 open 10 10 10 10",
        "EMEA DACH 2026-04-01 new 0 0 40 40",
        "EMEA DACH 2026-05-01 new 1 1 1 1",
        "EMEA DACH 2026-06-01 new 2 2 2 2",
    )


def at(frame: pd.DataFrame, ahead: int = 0, **where: str) -> dict[str, float]:
    rows = frame[frame["ahead"].eq(ahead)]
    for name, member in where.items():
        rows = rows[rows[name].eq(member)]
    return rows.set_index("measure")["value"].to_dict()


def test_paths_come_on_top_of_what_the_period_has_brought(
    sold: Any, no_targets: Any, futures: Any
) -> None:
    frame = kpis.bookings_forecast(sold, no_targets, MONTH, forecast_paths=futures)
    # 60 + (5, 15, 25, 55): won rows of the paths are the bookings themselves.
    assert at(frame)["value"] == 80.0
    assert at(frame)["mean"] == 85.0
    assert (at(frame)["booked"], at(frame)["from_open"], at(frame)["from_new"]) == (60, 20, 5)


def test_booked_and_both_parts_add_up_to_the_mean(sold: Any, no_targets: Any, futures: Any) -> None:
    frame = kpis.bookings_forecast(sold, no_targets, QUARTER, by=["team"], forecast_paths=futures)
    for ahead in (0, 1):
        for team in ("Iberia", "DACH"):
            one = at(frame, ahead, team=team)
            assert one["mean"] == one["booked"] + one["from_open"] + one["from_new"]


def test_a_quarter_holds_what_was_booked_in_its_earlier_months(
    sold: Any, no_targets: Any, futures: Any
) -> None:
    frame = kpis.bookings_forecast(sold, no_targets, QUARTER, forecast_paths=futures)
    assert at(frame)["booked"] == 90.0
    assert at(frame)["mean"] == 115.0
    assert at(frame, 1)["mean"] == 10 + 20 + 1 + 2


def test_only_periods_that_paths_cover_to_their_end_are_forecast(
    sold: Any, no_targets: Any, futures: Any
) -> None:
    whole = kpis.bookings_forecast(sold, no_targets, QUARTER, forecast_paths=futures)
    cut = futures[futures["month"] < "2026-06-01"]
    short = kpis.bookings_forecast(sold, no_targets, QUARTER, forecast_paths=cut)
    assert set(whole["ahead"]) == {0, 1}
    assert set(short["ahead"]) == {0}


def test_bounds_hold_their_share_of_the_paths(sold: Any, no_targets: Any, paths: Any) -> None:
    drawn = paths("EMEA Iberia 2026-03-01 open " + " ".join(str(one) for one in range(101)))
    frame = kpis.bookings_forecast(sold, no_targets, MONTH, forecast_paths=drawn)
    rows = frame[frame["ahead"].eq(0)].set_index("measure")[["value", "low", "high"]]
    assert rows.loc["value"].tolist() == [110.0, 65.0, 155.0]
    assert rows.loc["within_80"].tolist() == [110.0, 70.0, 150.0]
    assert rows.loc["within_50"].tolist() == [110.0, 85.0, 135.0]


def test_units_share_their_paths_so_that_the_whole_is_their_sum_on_each(
    sold: Any, no_targets: Any, paths: Any
) -> None:
    drawn = paths("EMEA Iberia 2026-03-01 open 0 100", "EMEA DACH 2026-03-01 open 100 0")
    frame = kpis.bookings_forecast(sold, no_targets, MONTH, forecast_paths=drawn)
    row = frame[frame["measure"].eq("value")].iloc[0]
    # One team's luck is the other's misfortune: the company is sure of 160.
    assert (row["low"], row["value"], row["high"]) == (160.0, 160.0, 160.0)


def test_on_the_last_day_of_a_period_the_next_one_comes_first(
    sold: Any, no_targets: Any, futures: Any
) -> None:
    then = futures.assign(as_of=pd.Timestamp("2026-03-31"))
    frame = kpis.bookings_forecast(
        sold, no_targets, Window(date(2026, 3, 31), "month", 1), forecast_paths=then
    )
    assert at(frame)["booked"] == 0.0
    assert at(frame)["mean"] == 30.0


def test_quarters_follow_the_fiscal_year(sold: Any, no_targets: Any, futures: Any) -> None:
    fiscal = Window(date(2026, 3, 10), "quarter", 1, Calendar(fiscal_year_start=2))
    frame = kpis.bookings_forecast(sold, no_targets, fiscal, forecast_paths=futures)
    # February to April: 90 booked, 25 in March, 30 in April.
    assert at(frame)["mean"] == 145.0


def test_weeks_are_forecast_in_months(sold: Any, no_targets: Any, futures: Any) -> None:
    weekly = Window(date(2026, 3, 10), "week", 4)
    frame = kpis.bookings_forecast(sold, no_targets, weekly, forecast_paths=futures)
    assert at(frame)["mean"] == 85.0


@pytest.mark.parametrize("day", ["2026-03-09", "2026-03-11"])
def test_paths_of_another_day_tell_nothing(
    sold: Any, no_targets: Any, futures: Any, day: str
) -> None:
    other = futures.assign(as_of=pd.Timestamp(day))
    frame = kpis.bookings_forecast(sold, no_targets, MONTH, forecast_paths=other)
    told = frame.dropna(subset="value")
    assert told["measure"].tolist() == ["booked"]


def test_paths_know_no_owners(sold: Any, no_targets: Any, futures: Any) -> None:
    frame = kpis.bookings_forecast(sold, no_targets, MONTH, by=["owner"], forecast_paths=futures)
    rows = frame[frame["measure"].eq("value")]
    assert rows["value"].isna().all()
    assert set(rows["mark"]) == {"unattributed"}
    assert at(frame, owner="Ann")["booked"] == 60.0


def test_what_belongs_to_nobody_is_a_unit_of_its_own(
    sold: Any, no_targets: Any, paths: Any
) -> None:
    drawn = paths("EMEA Iberia 2026-03-01 open 1 1", "- - 2026-03-01 open 7 7")
    frame = kpis.bookings_forecast(sold, no_targets, MONTH, by=["team"], forecast_paths=drawn)
    nobody = frame[frame["team"].isna() & frame["measure"].eq("value")]
    assert nobody["value"].tolist() == [7.0]


def test_the_chance_is_the_share_of_paths_that_reach_the_target(
    sold: Any, targets: Any, paths: Any
) -> None:
    drawn = paths("EMEA Iberia 2026-03-01 open " + " ".join(str(one) for one in range(98)))
    plan = targets("2026-03-01 2026-03-31 - - 120")
    frame = kpis.target_chance(sold, plan, MONTH, forecast_paths=drawn)
    # 60 are booked, so that paths from 60 on reach it: 38 of 98, and Laplace's one more of two.
    assert at(frame)["value"] == 39 / 100
    assert at(frame)["target"] == 120.0


def test_what_is_missing_makes_the_chance_four_in_five(sold: Any, targets: Any, paths: Any) -> None:
    drawn = paths("EMEA Iberia 2026-03-01 open " + " ".join(str(one) for one in range(101)))
    plan = targets("2026-03-01 2026-03-31 - - 120")
    # On 4 of 5 paths at least 20 come: 60 + 20 + 40 is the target.
    assert at(kpis.target_chance(sold, plan, MONTH, forecast_paths=drawn))["missing"] == 40.0
    easy = targets("2026-03-01 2026-03-31 - - 70")
    assert at(kpis.target_chance(sold, easy, MONTH, forecast_paths=drawn))["missing"] == 0.0


def test_no_chance_is_certain(sold: Any, targets: Any, paths: Any) -> None:
    drawn = paths("EMEA Iberia 2026-03-01 open 1 1 1")
    for amount, chance in (("1", 0.8), ("1000", 0.2)):
        plan = targets(f"2026-03-01 2026-03-31 - - {amount}")
        frame = kpis.target_chance(sold, plan, MONTH, forecast_paths=drawn)
        assert at(frame)["value"] == chance


def test_without_a_target_there_is_no_chance(sold: Any, no_targets: Any, futures: Any) -> None:
    frame = kpis.target_chance(sold, no_targets, MONTH, forecast_paths=futures)
    assert frame["value"].isna().all()


def test_a_region_s_chance_is_against_its_own_target(sold: Any, targets: Any, paths: Any) -> None:
    drawn = paths("EMEA Iberia 2026-03-01 open 10 10", "APAC Oz 2026-03-01 open 10 10")
    plan = targets("2026-03-01 2026-03-31 EMEA - 65", "2026-03-01 2026-03-31 APAC - 65")
    frame = kpis.target_chance(sold, plan, MONTH, by=["region"], forecast_paths=drawn)
    assert at(frame, region="EMEA")["value"] == 0.75
    assert at(frame, region="APAC")["value"] == 0.25
