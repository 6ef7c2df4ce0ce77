from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts
from kit.errors import ParamError


def bookings(tidy: Any, values: list[float | None], **options: Any) -> pd.DataFrame:
    return tidy(values, kpi="bookings", measure="count", **options)


def test_each_year_is_a_line_over_the_months(tidy: Any, texts: Any) -> None:
    frame = bookings(tidy, [float(place) for place in range(1, 16)])
    ax: Any = charts.season(frame)
    courses = [list(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) > 1]
    assert courses == [list(range(1, 13)), [1, 2, 3]]
    assert [label.get_text() for label in ax.get_xticklabels()] == list("JFMAMJJASOND")
    assert {"2017", "2018 15"} <= set(texts(ax))


def test_its_words_compare_with_the_same_month_of_the_year_before(tidy: Any) -> None:
    frame = bookings(tidy, [*[10.0] * 12, 9.0, 11.0, 12.0])
    assert charts.alt(charts.season(frame)).splitlines() == [
        "Won opportunities: 12 in Mar 2018.",
        "It was 10 in Mar 2017.",
        "2018 lies above 2017 in 2 of 3 periods.",
    ]


def test_a_running_month_is_neither_compared_nor_final(tidy: Any) -> None:
    frame = bookings(tidy, [*[10.0] * 12, 9.0, 11.0, 3.0], marks=[*[""] * 14, "partial"])
    assert charts.alt(charts.season(frame)).splitlines() == [
        "Won opportunities: 11 in Feb 2018.",
        "It was 10 in Feb 2017.",
        "2018 lies above 2017 in 1 of 2 periods.",
        "Mar 2018 is covered in part: 3.",
    ]


def test_of_many_years_the_newest_six_are_drawn(tidy: Any, texts: Any) -> None:
    drawn = texts(charts.season(bookings(tidy, [5.0] * 96)))
    assert "2018" not in drawn
    assert {"2019", "2023"} <= set(drawn)


def test_an_index_is_one_line_around_100_percent(tidy: Any, texts: Any) -> None:
    values = [1.0] * 7 + [0.6] + [1.0] * 3 + [1.4]
    frame = tidy(
        values,
        kpi="revenue_seasonality",
        measure="index",
        one_period=True,
        month_of_year=list(range(1, 13)),
    )
    ax = charts.season(frame)
    assert {"100%", "140%", "60%"} <= set(texts(ax))
    assert charts.alt(ax).endswith("highest: December, 140.0%; lowest: August, 60.0%.")


def test_the_value_under_the_lowest_month_stays_clear_of_the_months(tidy: Any) -> None:
    values = [1.0] * 7 + [0.52] + [1.0] * 3 + [1.4]
    months = list(range(1, 13))
    frame = tidy(
        values, kpi="revenue_seasonality", measure="index", one_period=True, month_of_year=months
    )
    low, high = charts.season(frame).get_ylim()
    assert (0.52 - low) / (high - low) * 180 > 9 + 12  # pixels: the way to the label, its line


def test_weeks_make_no_season(tidy: Any) -> None:
    frame = bookings(tidy, [1.0, 2.0])
    frame["period"] = pd.to_datetime(["2017-01-02", "2017-01-09"])
    with pytest.raises(ParamError, match="months or quarters"):
        charts.season(frame)
