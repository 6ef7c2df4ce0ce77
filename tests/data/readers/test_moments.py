import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.data.readers.moments import read_moments


def moments(*texts, declared="", source="Europe/Rome", project="Europe/Rome"):
    return read_moments(pd.Series(texts, dtype="str"), declared, source, project)


def test_an_iso_date_is_a_date_and_an_iso_instant_an_instant_in_utc():
    found = moments(
        "2026-03-01",
        "2026-03-01T10:30Z",
        "2026-03-01 10:30:15.5+02:00",
        "2026-03-01T10:30:00.000+0000",
        "2026-03-01T10:30",
    )
    assert found.is_date.tolist() == [True, False, False, False, False]
    assert [f"{value:%H:%M:%S.%f}"[:10] for value in found.meant[1:]] == [
        "10:30:00.0",
        "08:30:15.5",
        "10:30:00.0",
        "09:30:00.0",
    ]
    assert found.meant.dtype == "datetime64[us, UTC]"
    assert found.problems == {}


def test_a_column_of_midnights_alone_is_one_of_dates():
    assert moments("2026-03-01 00:00:00", "2026-03-02 00:00:00").is_date.all()
    assert not moments("2026-03-01 00:00:00", "2026-03-02 00:00:01").is_date.any()


def test_the_day_of_an_instant_is_that_of_the_project():
    found = moments("2026-03-01T23:30Z", "2026-03-01T23:30", source="America/New_York")
    assert [day.isoformat()[:10] for day in found.days] == ["2026-03-02", "2026-03-02"]


def test_a_declared_format_is_read_also_with_a_time_behind_it():
    found = moments("05/03/2026", "05/03/2026 10:30", "2026-03-06", declared="%d/%m/%Y")
    assert found.days.tolist() == [
        pd.Timestamp("2026-03-05"),
        pd.Timestamp("2026-03-05"),
        pd.Timestamp("2026-03-06"),
    ]
    assert found.is_date.tolist() == [True, False, True]


def test_a_declared_year_day_month_never_falls_back_to_iso():
    assert sorted(moments("2026-13-01", "2026-01-13", declared="%Y-%d-%m").problems) == [1]


def test_a_declared_format_with_a_zone_gives_instants():
    found = moments("05/03/2026 10:30 +0200", declared="%d/%m/%Y %H:%M %z")
    assert found.meant[0] == pd.Timestamp("2026-03-05T08:30Z")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("31/01/2024", " It looks like day/month (dd/mm/yyyy) or month/day."),
        ("31.01.2024", " It looks like day and month before the year."),
        ("45658", " It looks like a serial number of Excel."),
        ("1704067200", " It looks like seconds since 1970 (epoch); the unit is not known."),
        ("1704067200000", " It looks like milliseconds since 1970 (epoch); the unit is not known."),
        ("Jan 5 2025", ""),
        ("2024-01-01T25:00", ""),
        ("٢٠٢٤-٠١-٠١", ""),
    ],
)
def test_what_is_no_date_says_what_it_looks_like(text, hint):
    found = moments(text)
    assert found.meant.isna().all()
    assert found.problems == {
        0: f"`{text}` is not a date in the expected format, ISO 8601 (2026-12-31).{hint}"
    }


def test_a_time_that_the_clocks_skipped_moves_forward_and_is_said():
    found = moments("2025-03-30T02:30:00")
    assert found.meant[0] == pd.Timestamp("2025-03-30T01:00Z")
    assert found.changes == {
        0: "`2025-03-30T02:30:00` is nonexistent in Europe/Rome, where clocks went forward (DST); "
        "it counts as 03:00."
    }


def test_a_time_that_came_twice_is_the_first_and_is_said():
    found = moments("2025-10-26 02:30")
    assert found.meant[0] == pd.Timestamp("2025-10-26T00:30Z")
    assert "came twice in Europe/Rome" in found.changes[0]


@given(st.datetimes(min_value=pd.Timestamp("1980-01-01").to_pydatetime()))
def test_every_instant_with_a_zone_is_read_exactly(moment):
    found = moments(moment.isoformat() + "Z")
    assert found.meant[0] == pd.Timestamp(moment, tz="UTC")


@given(st.text(max_size=12))
def test_no_text_at_all_breaks_the_reading_of_dates(text):
    found = moments(text)
    assert found.meant.notna()[0] != (0 in found.problems)


@pytest.mark.parametrize(
    ("text", "declared", "words"),
    [
        ("2024-02-30", "", "the calendar has no such day"),
        ("31/02/2026", "%d/%m/%Y", "the calendar has no such day"),
        ("29.02.2026 10:30", "%d.%m.%Y", "the calendar has no such day"),
        ("12/31/2026", "%d/%m/%Y", "there is no month 31; it may be written month before day"),
        ("31/02/2026", "", "whichever of its numbers is the month"),
        ("31.04.26", "%d.%m.%y", "the calendar has no such day"),
    ],
)
def test_an_impossible_day_is_called_one(text, declared, words):
    (problem,) = moments(text, declared=declared).problems.values()
    assert problem.startswith(f"`{text}` is an impossible day")
    assert words in problem


@pytest.mark.parametrize("text", ["2024-01-01T25:00", "tomorrow", "13/01/2026", "60"])
def test_other_texts_are_no_impossible_days(text):
    (problem,) = moments(text).problems.values()
    assert "impossible" not in problem
