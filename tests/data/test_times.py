from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.data.times import (
    after_end_of,
    by_end_of,
    days_between,
    end_of,
    is_instant,
    local_dates,
)
from kit.window import Calendar

MADRID = Calendar("Europe/Madrid")


def instants(*texts):
    return pd.Series(pd.to_datetime(list(texts), utc=True, format="ISO8601")).dt.as_unit("us")


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts))).dt.as_unit("us")


def test_the_dtype_says_whether_a_column_holds_instants_or_dates():
    assert is_instant(instants("2026-01-01"))
    assert not is_instant(days("2026-01-01"))


def test_an_instant_late_in_the_evening_belongs_to_the_next_day_further_east():
    found = local_dates(instants("2026-01-31T22:59", "2026-01-31T23:00", None), MADRID)
    assert found[:2].tolist() == [pd.Timestamp("2026-01-31"), pd.Timestamp("2026-02-01")]
    assert pd.isna(found[2])
    assert found.dtype == "datetime64[us]"


def test_a_date_stays_what_it_is_in_any_zone():
    found = local_dates(days("2026-01-31"), Calendar("Pacific/Auckland"))
    assert found.tolist() == [pd.Timestamp("2026-01-31")]


def test_two_instants_are_compared_exactly_across_a_change_of_clocks():
    start, end = instants("2026-03-28T12:00+01:00"), instants("2026-03-29T12:00+02:00")
    assert days_between(start, end, MADRID).tolist() == [23 / 24]


def test_a_date_at_either_end_makes_whole_days_across_a_change_of_clocks():
    start, end = days("2026-03-28"), instants("2026-03-29T22:30Z")
    assert days_between(start, end, MADRID).tolist() == [2.0]
    assert days_between(instants("2026-03-28T12:00Z"), days("2026-03-29"), MADRID).tolist() == [1]


def test_days_are_never_negative_and_missing_where_an_end_is_missing():
    start, end = days("2026-02-02", "2026-02-02", None), days("2026-02-01", None, "2026-02-02")
    found = days_between(start, end, MADRID)
    assert found[0] == 0.0
    assert found[1:].isna().all()


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/Madrid", date(2026, 3, 29), "2026-03-29T22:00+00:00"),
        ("Europe/Madrid", date(2026, 10, 25), "2026-10-25T23:00+00:00"),
        # Midnight does not exist there on 4 November 2018: the day starts at 01:00.
        ("America/Sao_Paulo", date(2018, 11, 3), "2018-11-04T03:00+00:00"),
    ],
)
def test_the_end_of_a_day_is_the_first_instant_of_the_next(zone, day, expected):
    assert end_of(day, Calendar(zone)) == pd.Timestamp(expected)


def test_what_happened_by_the_end_of_a_day_includes_its_last_moment():
    when = instants("2026-01-31T22:59:59.999999", "2026-01-31T23:00", None)
    assert by_end_of(when, date(2026, 1, 31), MADRID).tolist() == [True, False, False]
    assert by_end_of(
        days("2026-01-31", "2026-02-01", None), date(2026, 1, 31), MADRID
    ).tolist() == [
        True,
        False,
        False,
    ]


@given(
    st.integers(0, 60 * 366 * 24 * 60),
    st.sampled_from(["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_an_instant_has_happened_by_the_end_of_exactly_its_own_local_day(minutes, zone):
    when = pd.Series([pd.Timestamp("1975-01-01", tz="UTC") + pd.Timedelta(minutes=minutes)])
    calendar = Calendar(zone)
    day = local_dates(when, calendar)[0].date()
    assert by_end_of(when, day, calendar)[0]
    before = (pd.Timestamp(day) - np.timedelta64(1, "D")).date()
    assert not by_end_of(when, before, calendar)[0]


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_what_happened_after_a_day_had_not_happened_by_its_end_and_is_known(zone):
    words = ["2026-03-28T22:59:59.999999", "2026-03-28T23:00", "2026-03-29T00:00", None]
    when = pd.to_datetime(pd.Series(words), format="ISO8601").dt.tz_localize(zone)
    calendar, day = Calendar("Europe/Madrid"), date(2026, 3, 28)
    after = after_end_of(when, day, calendar)
    assert after.tolist() == (when.notna() & ~by_end_of(when, day, calendar)).tolist()
    assert not after_end_of(pd.Series([None, None]), day, calendar).any()
