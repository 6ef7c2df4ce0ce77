from __future__ import annotations

from datetime import date

import pytest

from kit.models.backtest.origins import origins
from kit.window import Calendar, Window


@pytest.fixture
def table(opportunities):
    return opportunities(
        ("2025-01-10", "2025-02-20", "won", 5.0, "EMEA", "DACH"),
        ("2025-03-10", None, "open", 5.0, "EMEA", "DACH"),
    )


def test_origins_are_month_ends_with_three_months_behind_and_a_target_that_is_over(table):
    found = origins(table, Window(date(2025, 10, 15)), horizon="quarter")
    assert [one.day for one in found] == [
        date(2025, 4, 30),
        date(2025, 5, 31),
        date(2025, 6, 30),
    ]
    assert (found[-1].start, found[-1].end) == (date(2025, 7, 1), date(2025, 10, 1))


def test_a_target_whose_last_day_is_as_of_has_matured(table):
    assert origins(table, Window(date(2025, 9, 30)))[-1].day == date(2025, 6, 30)
    assert origins(table, Window(date(2025, 9, 29)))[-1].day == date(2025, 5, 31)


def test_months_are_targets_too_and_the_newest_origins_are_kept(table):
    found = origins(table, Window(date(2025, 10, 31)), horizon="month", most=2)
    assert [one.start for one in found] == [date(2025, 9, 1), date(2025, 10, 1)]


def test_every_third_month_end_gives_targets_that_do_not_overlap(table):
    found = origins(table, Window(date(2026, 6, 30)), every=3)
    assert [one.end for one in found[:-1]] == [one.start for one in found[1:]]
    assert found[-1].end == date(2026, 7, 1)


def test_without_a_close_or_with_too_short_a_past_there_is_no_origin(opportunities, table):
    assert origins(opportunities(("2025-01-10", None, "open", 5.0, "", "")), WINDOW) == ()
    assert origins(table, Window(date(2025, 6, 30))) == ()


def test_months_are_those_of_the_project_s_zone(opportunities):
    table = opportunities(("2025-01-01", "2025-02-01", "won", 5.0, "EMEA", "DACH"))
    table["closed_at"] = table["closed_at"].dt.tz_localize("UTC")  # still January in New York
    there = Window(date(2025, 7, 31), calendar=Calendar("America/New_York"))
    assert origins(table, there)[0].day == date(2025, 3, 31)
    assert origins(table, Window(date(2025, 7, 31)))[0].day == date(2025, 4, 30)


WINDOW = Window(date(2026, 6, 30))
