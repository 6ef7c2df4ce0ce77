from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.window import PERIODS, WEEKDAYS, Calendar, Period, Span, Window, WorkingTime

days = st.dates(date(1980, 1, 1), date(2080, 12, 31))
calendars = st.builds(
    Calendar,
    st.just("UTC"),
    st.integers(min_value=1, max_value=12),
    st.sampled_from(WEEKDAYS),
)
windows = st.builds(
    Window, days, st.sampled_from(PERIODS), st.integers(min_value=1, max_value=40), calendars
)


def test_quarters_follow_the_calendar_year() -> None:
    window = Window(date(2026, 5, 10), "quarter", 3)
    assert window.edges == (date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1))


def test_quarters_and_years_follow_a_fiscal_year_from_april() -> None:
    calendar = Calendar(fiscal_year_start=4)
    assert calendar.floor(date(2026, 3, 31), "quarter") == date(2026, 1, 1)
    assert calendar.floor(date(2026, 3, 31), "year") == date(2025, 4, 1)
    assert calendar.floor(date(2026, 4, 1), "year") == date(2026, 4, 1)


def test_quarters_of_a_fiscal_year_from_february_start_in_its_months() -> None:
    calendar = Calendar(fiscal_year_start=2)
    starts = {calendar.floor(date(2026, month, 15), "quarter").month for month in range(1, 13)}
    assert starts == {2, 5, 8, 11}
    assert calendar.floor(date(2026, 1, 31), "quarter") == date(2025, 11, 1)


@pytest.mark.parametrize(
    ("week_start", "first"), [("monday", date(2026, 6, 29)), ("sunday", date(2026, 6, 28))]
)
def test_weeks_start_on_the_day_that_is_set(week_start: str, first: date) -> None:
    assert Calendar(week_start=week_start).floor(date(2026, 7, 1), "week") == first


def test_a_week_may_cross_the_year() -> None:
    window = Window(date(2026, 1, 1), "week", 1)
    assert window.edges == (date(2025, 12, 29), date(2026, 1, 5))


def test_a_running_month_is_partial_and_compared_with_the_same_elapsed_days() -> None:
    window = Window(date(2026, 5, 10), "month", 2)
    assert window.is_partial
    assert window.current == Span(date(2026, 5, 1), date(2026, 5, 11))
    assert window.previous == Span(date(2026, 4, 1), date(2026, 4, 11))
    assert window.year_ago == Span(date(2025, 5, 1), date(2025, 5, 11))


def test_a_finished_month_is_compared_with_whole_months() -> None:
    window = Window(date(2026, 3, 31), "month", 1)
    assert not window.is_partial
    assert window.previous == Span(date(2026, 2, 1), date(2026, 3, 1))
    assert window.year_ago == Span(date(2025, 3, 1), date(2025, 4, 1))


def test_the_elapsed_part_of_a_shorter_month_ends_with_it() -> None:
    window = Window(date(2026, 3, 30), "month", 1)
    assert window.previous == Span(date(2026, 2, 1), date(2026, 3, 1))


def test_a_leap_day_is_compared_with_all_of_an_ordinary_february() -> None:
    window = Window(date(2024, 2, 29), "month", 1)
    assert not window.is_partial
    assert window.year_ago == Span(date(2023, 2, 1), date(2023, 3, 1))


def test_the_last_but_one_day_of_a_leap_february_is_partial() -> None:
    window = Window(date(2024, 2, 28), "month", 1)
    assert window.is_partial
    assert window.previous == Span(date(2024, 1, 1), date(2024, 1, 29))
    assert window.year_ago == Span(date(2023, 2, 1), date(2023, 3, 1))


def test_a_year_on_a_leap_day_is_compared_by_elapsed_days() -> None:
    window = Window(date(2024, 2, 29), "year", 1)
    assert window.current.days == 60
    assert window.previous == Span(date(2023, 1, 1), date(2023, 3, 2))


def test_a_week_is_compared_with_the_one_52_weeks_before() -> None:
    window = Window(date(2026, 7, 1), "week", 1)
    assert window.year_ago.start == date(2026, 6, 29) - timedelta(days=364)
    assert window.year_ago.days == 3


def test_as_of_counts_to_its_end() -> None:
    window = Window(date(2026, 6, 30), "month", 1)
    assert window.end == date(2026, 7, 1)
    assert window.whole == Span(date(2026, 6, 1), date(2026, 7, 1))


def test_a_window_seen_from_another_day_keeps_its_settings() -> None:
    window = Window(date(2026, 6, 30), "week", 4, Calendar(week_start="sunday"), 0.8, 5)
    assert window.at(date(2026, 1, 1)) == Window(
        date(2026, 1, 1), "week", 4, Calendar(week_start="sunday"), 0.8, 5
    )


@settings(deadline=None)  # the machine may be busy
@given(windows)
def test_periods_lie_end_to_end(window: Window) -> None:
    assert len(window.starts) == window.periods
    for start, end in pairwise(window.edges):
        assert window.calendar.step(start, window.period) == end
        assert window.calendar.floor(start, window.period) == start
        assert window.calendar.floor(end - timedelta(days=1), window.period) == start


@settings(deadline=None)  # the machine may be busy
@given(windows)
def test_as_of_lies_in_the_last_period(window: Window) -> None:
    assert window.edges[-2] <= window.as_of < window.edges[-1]
    assert window.is_partial == (window.end < window.edges[-1])


@settings(deadline=None)  # the machine may be busy
@given(windows)
def test_compared_parts_never_reach_beyond_their_period(window: Window) -> None:
    for span in (window.previous, window.year_ago):
        nominal = window.calendar.step(span.start, window.period)
        assert span.start < span.end <= nominal
        assert span.end == nominal or span.days == window.current.days
    assert window.previous.end <= window.current.start


@settings(deadline=None)  # the machine may be busy
@given(windows)
def test_a_year_ago_starts_where_a_period_starts(window: Window) -> None:
    assert window.calendar.floor(window.year_ago.start, window.period) == window.year_ago.start


@settings(deadline=None)  # the machine may be busy
@given(days, calendars, st.sampled_from(PERIODS), st.integers(min_value=-50, max_value=50))
def test_stepping_there_and_back_ends_where_it_began(
    day: date, calendar: Calendar, period: Period, count: int
) -> None:
    start = calendar.floor(day, period)
    assert calendar.step(calendar.step(start, period, count), period, -count) == start


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_midnight_in_madrid_moves_with_summer_time(day: date, instant: datetime) -> None:
    assert Calendar("Europe/Madrid").midnight(day) == instant


def test_a_day_of_23_hours_and_one_of_25_hours() -> None:
    calendar = Calendar("Europe/Madrid")
    lengths = [
        calendar.midnight(day + timedelta(days=1)) - calendar.midnight(day)
        for day in (date(2026, 3, 29), date(2026, 10, 25))
    ]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


@settings(deadline=None)  # the machine may be busy
@given(days, st.sampled_from(["Europe/Madrid", "America/New_York", "Asia/Kolkata", "UTC"]))
def test_midnight_is_on_the_day_it_begins(day: date, zone: str) -> None:
    local = Calendar(zone).midnight(day).astimezone(ZoneInfo(zone))
    assert local.date() == day
    assert (local.hour, local.minute) == (0, 0)


def test_a_calendar_comes_back_from_json_as_it_was() -> None:
    night = WorkingTime((("EMEA", "Night"),), (((1320, 1800),),) * 7, "UTC", ("2026-12-25",))
    calendar = Calendar("Europe/Madrid", 4, "sunday", (WorkingTime(), night))
    written = json.loads(json.dumps(asdict(calendar)))
    assert Calendar.from_json(written) == calendar
    assert hash(Calendar.from_json(written)) == hash(calendar)
    assert Calendar.from_json({"timezone": "UTC"}) == Calendar()


def test_a_year_earlier_the_running_period_had_run_as_far() -> None:
    window = Window(date(2026, 5, 10), "quarter", 3)
    assert window.year_earlier.current == Span(date(2025, 4, 1), date(2025, 5, 11))
    assert [start.year for start in window.year_earlier.starts] == [2024, 2025, 2025]


def test_years_of_months_end_with_the_month_that_runs_whatever_the_fiscal_year() -> None:
    window = Window(date(2026, 5, 10), "quarter", 3, Calendar(fiscal_year_start=4)).in_months(1)
    assert window.starts[0] == date(2025, 1, 1)
    assert window.current == Span(date(2026, 5, 1), date(2026, 5, 11))


def test_a_copy_of_what_a_frame_carries_is_the_window_itself() -> None:
    window = Window(date(2026, 5, 10), "quarter", 3)
    assert deepcopy({"window": window})["window"] is window
