"""Which targets count, and what they ask of a period."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kit.kpis.sales.targets import running_targets, targets_of
from kit.window import Span, Window
from tests.kpis.pipeline.written import table

COLUMNS = "period_start period_end region team owner product amount"
QUARTER = Window(date(2026, 2, 10), "quarter", 1)
Q1 = "2026-01-01 2026-03-31"


def plan(*lines: str) -> pd.DataFrame:
    return table(COLUMNS, *lines, measure="bookings")


def amounts(frame: pd.DataFrame, window: Window = QUARTER, by: tuple[str, ...] = ()) -> list[float]:
    return targets_of(frame, window, by)["amount"].tolist()


def test_the_companys_own_target_is_not_added_to_those_of_its_parts():
    whole = plan(f"{Q1} - - - - 1000", f"{Q1} EMEA - - - 700", f"{Q1} EMEA Iberia - - 400")
    assert amounts(whole) == [1000]
    assert amounts(whole, by=("region",)) == [700]
    assert amounts(whole, by=("team",)) == [400]


def test_a_region_without_a_target_counts_with_those_of_its_teams():
    mixed = plan(
        f"{Q1} EMEA - - - 700",
        f"{Q1} EMEA Iberia - - 400",
        f"{Q1} APAC Tokyo - - 30",
        f"{Q1} APAC Tokyo Ada - 20",
        f"{Q1} APAC Seoul Bo - 5",
    )
    assert amounts(mixed) == [735]
    assert amounts(mixed, by=("owner",)) == [20, 5]


def test_products_and_people_without_a_team_do_not_come_on_top_of_teams():
    both = plan(f"{Q1} EMEA Iberia - - 400", f"{Q1} - - - Basic 90", f"{Q1} - - Ada - 50")
    assert amounts(both) == [400]
    assert amounts(both, by=("product",)) == [90]
    assert amounts(both.iloc[1:2]) == [90]


def test_a_year_beside_a_quarter_counts_where_there_is_no_quarter():
    both = plan(f"{Q1} - - - - 300", "2026-01-01 2026-12-31 - - - - 3650")
    halves = Window(date(2026, 6, 30), "quarter", 2)
    assert amounts(both, halves) == [300, 910]


def test_periods_take_the_days_they_hold_and_add_up():
    months = Window(date(2026, 3, 31), "month", 3)
    assert amounts(plan(f"{Q1} - - - - 900"), months) == [310, 280, 310]


def test_a_period_that_is_covered_in_part_has_no_target():
    assert amounts(plan("2026-01-02 2026-03-31 - - - - 900")) == []


def test_targets_for_something_else_do_not_count():
    assert amounts(plan(f"{Q1} - - - - 900").assign(measure="revenue")) == []


def test_the_running_period_is_that_of_the_target_not_of_the_window():
    month = Window(date(2026, 2, 10), "month", 1)
    found = running_targets(plan(f"{Q1} - - - - 900"), month)
    assert found is not None
    assert found.span == Span(date(2026, 1, 1), date(2026, 4, 1))
    assert found.amounts["amount"].tolist() == [900]
    assert running_targets(plan("2026-04-01 2026-06-30 - - - - 9"), month) is None


def test_where_regions_plan_for_different_periods_the_days_they_share_are_looked_at():
    mixed = plan("2026-01-01 2026-12-31 EMEA - - - 3650", f"{Q1} APAC - - - 90")
    found = running_targets(mixed, QUARTER)
    assert found is not None
    assert found.span == Span(date(2026, 1, 1), date(2026, 4, 1))
    assert found.amounts["amount"].tolist() == [900 + 90]
