from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.data.readers.natives import number, texts


@given(st.floats(-1e14, 1e14))
def test_a_number_comes_back_from_its_text_which_has_no_exponent(value):
    assert float(number(value)) == value
    assert "e" not in number(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345.0, "12345"),
        (-0.0, "0"),
        (1.234, "1.2340"),
        (-1234.567, "-1234.5670"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1.0E+15"),
        (-123457000000000000.0, "-1.23457E+17"),
        (5e-324, "0." + "0" * 323 + "5"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_written_as_a_machine_reads_them(value, text):
    assert number(value) == text


def test_days_alone_stay_days():
    assert texts([date(2026, 3, 1), None]) == ["2026-03-01", None]


def test_days_among_instants_are_midnights():
    days = [date(2026, 3, 1), datetime(2026, 3, 1, 9, 30, 0, 500)]
    assert texts(days) == ["2026-03-01T00:00:00", "2026-03-01T09:30:00.000500"]


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (timedelta(seconds=-90), "-00:01:30"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_times_and_spans_are_hours_minutes_and_seconds(span, text):
    assert texts([span]) == [text]
