from __future__ import annotations

from typing import Any

import pytest

from kit import charts, palette


@pytest.fixture
def bookings(tidy: Any) -> Any:
    values, marks = [900_000.0, 1_200_000.0, 1_000_000.0, 400_000.0], ["", "", "", "partial"]
    return tidy(values, kpi="bookings", measure="amount", marks=marks)


def test_one_column_per_period_stands_on_zero(bookings: Any) -> None:
    ax = charts.columns(bookings)
    assert [bar.get_height() for bar in ax.patches] == [9e5, 1.2e6, 1e6, 4e5]
    assert ax.get_ylim()[0] == 0


def test_a_running_period_is_hollow_and_explained(bookings: Any, texts: Any) -> None:
    ax = charts.columns(bookings)
    *whole, running = ax.patches
    assert running.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert {bar.get_facecolor() for bar in whole} == {whole[0].get_facecolor()}
    assert "in part, or too early to judge" in texts(ax)


def test_amounts_are_said_in_the_currency(bookings: Any) -> None:
    assert charts.alt(charts.columns(bookings, currency="EUR")) == (
        "Bookings: €1.0M in Mar 2017.\n"
        "It was €1.2M in Feb 2017.\n"
        "Highest: €1.2M in Feb 2017; lowest: €900.0K in Jan 2017.\n"
        "Apr 2017 is covered in part: €400.0K."
    )


def test_the_newest_complete_value_stands_above_its_column(bookings: Any) -> None:
    bold = [
        text
        for text in charts.columns(bookings, currency="EUR").texts
        if text.get_weight() == "bold"
    ]
    assert [text.get_text() for text in bold] == ["€1.0M"]


def test_a_target_is_a_mark_across_its_column(bookings: Any, texts: Any) -> None:
    ax = charts.columns(bookings, target=950_000.0)
    marks = [one for one in ax.collections if one.get_color()[0].tolist()[:3] == _rgb("warn")]
    assert [segment[0][1] for segment in marks[0].get_segments()] == [950_000.0] * 4
    assert "Target" in texts(ax)


def test_periods_before_anything_was_recorded_are_left_out(tidy: Any) -> None:
    ax = charts.columns(tidy([None, None, 3.0, None, 5.0], kpi="new_opportunities"))
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "Mar 2017",
        "Apr 2017",
        "May 2017",
    ]


def test_negative_sums_hang_below_zero(tidy: Any) -> None:
    ax = charts.columns(tidy([-5.0, 10.0], kpi="bookings", measure="amount"))
    assert ax.get_ylim()[0] <= -5


def test_labels_of_periods_stay_inside_the_sheet(bookings: Any) -> None:
    ax = charts.columns(bookings)
    ax.figure.canvas.draw()
    assert ax.get_xticklabels()[-1].get_text() == "Apr 2017"
    assert all(label.get_window_extent().x1 <= 401 for label in ax.get_xticklabels())


def _rgb(name: str) -> list[float]:
    value = palette.light(name)
    return [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
