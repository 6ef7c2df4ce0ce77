from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest

from kit import charts
from kit.charts.subject import calendar, member_label, period_name, period_tick, pick, subject
from kit.window import Calendar, Window


@pytest.fixture
def fiscal() -> Iterator[Window]:
    window = Window(date(2017, 12, 31), "quarter", 4, Calendar(fiscal_year_start=4))
    charts.use(window)
    yield window
    charts.use(None)


def test_label_and_unit_come_from_the_catalogue() -> None:
    found = subject("bookings", "count")
    assert (found.label, found.unit) == ("Won opportunities", "count")


def test_what_the_catalogue_lacks_is_called_by_its_name() -> None:
    assert subject("days_in_attic").label == "Days in attic"


def test_the_first_measure_is_drawn_where_none_is_called_value(by_age: Any) -> None:
    assert pick(by_age())[1].measure == "won"


@pytest.mark.parametrize(
    ("starts", "name"),
    [
        (["2017-01-02", "2017-01-09"], "Week of 9 Jan 2017"),
        (["2017-01-01", "2017-02-01"], "Feb 2017"),
        (["2017-01-01", "2017-04-01"], "Q2 2017"),
        (["2016-01-01", "2017-01-01"], "2017"),
        (["2017-01-01"], "1 Jan 2017"),
    ],
)
def test_the_length_of_periods_shows_in_their_distance(starts: list[str], name: str) -> None:
    rows = pd.DataFrame({"period": pd.to_datetime(starts)})
    assert period_name(rows["period"].iloc[-1], rows) == name


def test_a_report_calls_periods_by_its_fiscal_year(fiscal: Window) -> None:
    rows = pd.DataFrame({"period": pd.to_datetime(["2017-10-01"])})
    assert period_name(rows["period"].iloc[0], rows) == "FY2018 Q3"
    assert calendar() == fiscal.calendar


def test_an_axis_calls_a_week_by_its_first_day() -> None:
    rows = pd.DataFrame({"period": pd.to_datetime(["2017-01-02", "2017-01-09"])})
    assert period_tick(rows["period"].iloc[1], rows) == "9 Jan 2017"


def test_a_member_of_a_kpis_own_axis_has_a_label_and_a_member_called_alike_its_name() -> None:
    assert member_label("pipeline_movement", "step", "won_difference") == "Won at another amount"
    assert member_label("pipeline_movement", "team", "won") == "won"
    assert member_label("of_mine", "step", "a\nb") == "a b"
