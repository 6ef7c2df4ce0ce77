"""Working time counts what the clock on the wall shows, through clock changes and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.params import working_week
from kit.window import OFFICE_WEEK, Calendar, Week, WorkingTime
from kit.working_hours import elapsed_working_hours, is_working_time, working_hours

WEEKS = {
    "office": "Mo-Fr 09:00-18:00",
    "siesta": "Mo-Fr 09:00-13:00,15:00-18:30; Sa 10:00-12:00",
    "nights": "Mo-Su 22:00-06:00",
    "through the clock change": "Sa,Su 01:30-02:15,02:45-04:00",
    "always": "Mo-Su 00:00-24:00",
}
CLOCK_CHANGES = {
    "Europe/Madrid": ("2026-03-29", "2026-10-25"),
    "America/Sao_Paulo": ("2018-11-04", "2019-02-17"),
    "Asia/Kolkata": ("2026-03-29", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
}


def counted(start: datetime, end: datetime, week: Week, zone: str, holidays: list[str]) -> float:
    """Hours by asking for every single minute whether somebody works."""
    minutes, at = 0, start
    while at < end:
        wall = at.astimezone(ZoneInfo(zone))
        minute = wall.hour * 60 + wall.minute
        for day, since in ((wall.date(), minute), (wall.date() - timedelta(1), minute + 1440)):
            if day.isoformat() not in holidays:
                minutes += any(opens <= since < closes for opens, closes in week[day.weekday()])
        at += timedelta(minutes=1)
    return minutes / 60


def instants(*texts: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts), utc=True)).astype("datetime64[us, UTC]")


def hours(start: str, end: str, week: str, zone: str, *holidays: str) -> float:
    found = working_hours(instants(start), instants(end), working_week(week), zone, holidays)
    return float(found.iloc[0])


@given(
    zone_and_day=st.sampled_from(
        [(zone, day) for zone, days in CLOCK_CHANGES.items() for day in days]
    ),
    week=st.sampled_from(list(WEEKS.values())),
    before=st.integers(0, 3 * 1440),
    length=st.integers(0, 4 * 1440),
    closed=st.integers(-2, 2),
)
@settings(max_examples=150, deadline=None)
def test_as_many_minutes_as_are_counted_one_by_one(
    zone_and_day: tuple[str, str], week: str, before: int, length: int, closed: int
) -> None:
    zone, day = zone_and_day
    around = datetime.fromisoformat(day).replace(tzinfo=UTC)
    start = around + timedelta(days=1, minutes=-before)
    end = start + timedelta(minutes=length)
    holidays = [(date.fromisoformat(day) + timedelta(days=closed)).isoformat()]
    columns = (pd.Series([one]).astype("datetime64[us, UTC]") for one in (start, end))
    found = working_hours(*columns, working_week(week), zone, holidays)
    assert found.iloc[0] == pytest.approx(
        counted(start, end, working_week(week), zone, holidays), abs=1e-12
    )


def test_an_evening_and_a_morning_with_a_weekend_between() -> None:
    assert hours("2026-03-27T16:30Z", "2026-03-30T08:15Z", WEEKS["office"], "Europe/Madrid") == 1.75


def test_seconds_count_too() -> None:
    found = hours("2026-03-02T10:00:00Z", "2026-03-02T10:00:36Z", WEEKS["office"], "UTC")
    assert found == pytest.approx(0.01, abs=1e-12)


def test_a_night_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    nights, madrid = WEEKS["nights"], "Europe/Madrid"
    assert hours("2026-03-28T20:00Z", "2026-03-29T10:00Z", nights, madrid) == 7
    assert hours("2026-10-24T19:00Z", "2026-10-25T10:00Z", nights, madrid) == 9
    assert hours("2026-10-25T19:00Z", "2026-10-26T10:00Z", nights, madrid) == 8


def test_a_holiday_closes_the_night_that_starts_on_it_not_the_one_that_ends_on_it() -> None:
    span = ("2026-06-23T12:00Z", "2026-06-25T12:00Z")
    assert hours(*span, WEEKS["nights"], "UTC") == 16
    assert hours(*span, WEEKS["nights"], "UTC", "2026-06-24") == 8


def test_around_the_clock_working_time_is_time() -> None:
    assert hours("2024-01-01T00:00Z", "2026-01-01T00:00Z", WEEKS["always"], "UTC") == 731 * 24


def test_what_ends_before_it_starts_takes_no_time_and_what_is_missing_has_none() -> None:
    start = instants("2026-03-03T12:00Z", "2026-03-03T12:00Z", None)
    end = instants("2026-03-02T12:00Z", None, "2026-03-03T12:00Z")
    found = working_hours(start, end, OFFICE_WEEK, "UTC")
    assert found.iloc[0] == 0
    assert found.iloc[1:].isna().all()


def test_a_week_without_spans_has_no_working_time_at_all() -> None:
    start = instants("2026-03-02T12:00Z")
    assert working_hours(start, start + pd.Timedelta(days=9), ((),) * 7, "UTC").isna().all()


def test_days_stand_for_their_beginning() -> None:
    start = pd.Series(pd.to_datetime(["2026-03-27"])).astype("datetime64[us]")
    end = pd.Series(pd.to_datetime(["2026-03-31"])).astype("datetime64[us]")
    assert working_hours(start, end, OFFICE_WEEK, "Asia/Kolkata").tolist() == [18.0]
    until_noon = instants("2026-03-31T06:30Z")
    assert working_hours(start, until_noon, OFFICE_WEEK, "Asia/Kolkata").tolist() == [21.0]


def test_the_index_is_kept_and_nothing_gives_nothing() -> None:
    start = instants("2026-03-02T09:00Z", None).set_axis([7, 3])
    assert list(working_hours(start, start, OFFICE_WEEK, "UTC").index) == [7, 3]
    assert len(working_hours(start.iloc[:0], start.iloc[:0], OFFICE_WEEK, "UTC")) == 0


CALENDAR = Calendar(
    "UTC",
    working=(
        WorkingTime((("", ""), ("EMEA", "DACH")), working_week("Mo-Fr 10:00-12:00")),
        WorkingTime((("EMEA", ""),), working_week("Mo-Fr 08:00-16:00")),
        WorkingTime((("APAC", "India"),), working_week("Mo-Su 00:00-24:00"), "Asia/Kolkata"),
        WorkingTime((("APAC", "None"),), ((),) * 7),
    ),
)


def test_each_row_counts_in_the_working_time_of_its_own_unit() -> None:
    rows = pd.DataFrame(
        {
            "region": ["EMEA", "EMEA", "EMEA", "APAC", "APAC", "Mars", None],
            "team": ["DACH", "Iberia", None, "India", "None", "Base", None],
        }
    )
    at = instants(*["2026-03-02T09:00Z"] * 7)
    found = elapsed_working_hours(rows, at, at + pd.Timedelta(hours=24), CALENDAR)
    assert found.tolist()[:4] == [2, 8, 8, 24]
    assert np.isnan(found.iloc[4])
    assert found.tolist()[5:] == [2, 2]


def test_where_none_are_set_office_hours_of_the_projects_zone_hold() -> None:
    at = instants("2026-03-02T00:00Z")
    rows = pd.DataFrame({"region": [None], "team": [None]})
    until = at + pd.Timedelta(hours=12)
    assert elapsed_working_hours(rows, at, until, Calendar("Asia/Kolkata")).tolist() == [8.5]
    assert elapsed_working_hours(rows, at, until, Calendar("UTC")).tolist() == [3.0]


def test_an_arrival_is_in_working_time_or_not() -> None:
    at = instants("2026-03-02T09:59Z", "2026-03-02T10:00Z", "2026-03-02T11:59Z", None)
    rows = pd.DataFrame({"region": [""] * 4, "team": [""] * 4})
    assert is_working_time(rows, at, CALENDAR).tolist() == [False, True, True, False]
    days = pd.Series(pd.to_datetime(["2026-03-01", "2026-03-02"])).astype("datetime64[us]")
    assert is_working_time(rows.iloc[:2], days, CALENDAR).tolist() == [False, True]


def test_the_minute_in_which_an_arrival_lies_tells_not_the_one_after_it() -> None:
    at = instants("2026-03-02T09:59:30Z", "2026-03-02T11:59:59Z", "2026-03-02T12:00:00Z")
    rows = pd.DataFrame({"region": [""] * 3, "team": [""] * 3})
    assert is_working_time(rows, at, CALENDAR).tolist() == [False, True, False]
