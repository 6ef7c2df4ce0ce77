from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kit import charts, language, palette
from kit.charts.canvas import beside
from kit.charts.labels import width
from kit.charts.theme import TEXT


def test_the_newest_complete_value_and_its_course_are_said(tidy: Any) -> None:
    frame = tidy([0.40, 0.50, 0.60, 0.55], half=0.05, marks=["", "", "", "partial"])
    assert charts.alt(charts.trend(frame, target=0.5)) == (
        "Win rate: 60.0% (55.0–65.0) in Mar 2017.\n"
        "It was 50.0% (45.0–55.0) in Feb 2017.\n"
        "Highest: 60.0% in Mar 2017; lowest: 40.0% in Jan 2017.\n"
        "Apr 2017 is covered in part: 55.0% (50.0–60.0).\n"
        "The target is 50.0%."
    )


def test_a_cohort_that_is_too_young_is_no_final_value(tidy: Any) -> None:
    frame = tidy([0.4, 0.5, 0.3, 0.1], marks=["", "", "immature", "immature"])
    said = charts.alt(charts.trend(frame))
    assert said.startswith("Win rate: 50.0% in Feb 2017.")
    assert said.endswith("Apr 2017 is too recent to be final: 10.0% so far.")


def test_a_missing_value_leaves_a_gap(tidy: Any) -> None:
    ax = charts.trend(tidy([0.4, 0.5, None, 0.6, 0.7]))
    drawn = [line.get_xdata().tolist() for line in ax.lines]
    assert drawn == [[0, 1], [3, 4]]


def test_a_lone_value_between_gaps_is_a_point(tidy: Any) -> None:
    ax = charts.trend(tidy([0.4, None, 0.5, None, 0.6, 0.7]))
    places = np.concatenate(
        [one.get_offsets()[:, 0] for one in ax.collections if len(one.get_offsets())]
    )
    assert {0.0, 2.0} <= set(places.tolist())


def test_the_band_is_that_of_the_frame(tidy: Any) -> None:
    ax = charts.trend(tidy([0.4, 0.6], half=0.1))
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(0.3)
    assert heights.max() == pytest.approx(0.7)


def test_a_running_period_is_hollow(tidy: Any) -> None:
    ax = charts.trend(tidy([0.4, 0.5, 0.6], marks=["", "", "partial"]))
    faces = [one.get_facecolor().tolist() for one in ax.collections]
    assert [[1.0, 1.0, 1.0, 1.0]] in faces


def test_earlier_periods_lie_under_the_same_months(tidy: Any, texts: Any) -> None:
    ax = charts.trend(tidy([0.4, 0.5]), previous=tidy([0.3, 0.2], start="2016-01-01"))
    assert [line.get_xdata().tolist() for line in ax.lines] == [[0, 1], [0, 1]]
    assert "a year earlier" in texts(ax)


def test_targets_by_period_are_drawn_where_they_hold(tidy: Any) -> None:
    ax = charts.trend(tidy([0.4, 0.5, 0.6]), target=tidy([0.5, 0.7], start="2017-02-01"))
    assert ax.lines[0].get_xdata().tolist() == [1, 2]
    assert charts.alt(ax).endswith("The target is 70.0%.")


def test_lines_carry_their_names_and_no_legend(tidy: Any, texts: Any) -> None:
    frame = pd.concat([tidy([0.4, 0.5], team="_Iberia"), tidy([0.6, 0.7], team="DACH")])
    ax = charts.trend(frame, hue="team")
    assert ax.get_legend() is None
    assert {"\u2060_Iberia 50.0%", "DACH 70.0%"} <= set(texts(ax))
    assert charts.alt(ax).splitlines() == [
        "Win rate, newest values.",
        "DACH: 70.0%.",
        "\u2060_Iberia: 50.0%.",
    ]


def test_beyond_eight_members_lines_are_grey_and_unnamed(tidy: Any, texts: Any) -> None:
    frame = pd.concat([tidy([0.4, 0.5], team=f"T{number}") for number in range(10)])
    ax = charts.trend(frame, hue="team")
    grey = [line for line in ax.lines if line.get_color() == palette.light("rule")]
    assert len(grey) == 2
    assert sum(text.startswith("T") for text in texts(ax)) == 8


def test_labels_of_lines_that_end_together_do_not_overlap(tidy: Any) -> None:
    frame = pd.concat([tidy([0.4, 0.5], team=f"T{number}") for number in range(8)])
    ax = charts.trend(frame, hue="team")
    heights = sorted(text.xyann[1] for text in ax.texts if text.get_text().startswith("T"))
    assert min(np.diff(heights)) >= 15
    assert heights[0] >= 0


def test_a_young_cohort_in_the_middle_is_not_passed_over_by_a_solid_line(tidy: Any) -> None:
    marks = ["", "", "immature", "", ""]
    ax = charts.trend(tidy([0.4, 0.5, 0.9, 0.5, 0.6], marks=marks))
    solid = [line.get_xdata().tolist() for line in ax.lines if line.get_linestyle() == "-"]
    dotted = [line.get_xdata().tolist() for line in ax.lines if line.get_linestyle() != "-"]
    assert solid == [[0, 1], [3, 4]]
    assert dotted == [[1, 2], [2, 3]]


def test_lines_that_end_in_a_running_period_are_not_called_final(tidy: Any) -> None:
    parts = [tidy([0.4, 0.5], team=name, marks=["", "partial"]) for name in ("a", "b")]
    said = charts.alt(charts.trend(pd.concat(parts), hue="team"))
    assert said.endswith("Some of these are in part, or too early to judge.")


def test_early_values_that_rest_on_little_recording_are_not_called_recent(tidy: Any) -> None:
    frame = tidy([0.5, 0.6, 0.7], marks=["immature", "", ""])
    assert charts.alt(charts.trend(frame)).endswith(
        "Up to Jan 2017, recording had not gone on for long enough to be sure."
    )


def test_a_long_period_name_ends_before_the_sheet_does(tidy: Any) -> None:
    language.use("ca")
    try:
        ax = charts.trend(tidy([10.0] * 6, kpi="new_opportunities", start="2026-01-01"))
    finally:
        language.use("en")
    newest = ax.get_xticklabels()[-1]
    assert newest.get_text() == "juny del 2026"
    half = width("juny del 2026", TEXT) / 2
    assert beside(ax) < half  # centred on its tick it would be cut
    assert newest.get_horizontalalignment() == "right"
