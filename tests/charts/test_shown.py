from __future__ import annotations

from typing import Any

import pandas as pd

from kit.charts.shown import in_order, names, period_said, settled


def test_the_newest_period_that_cannot_move_is_drawn(tidy: Any) -> None:
    frame = tidy([0.4, 0.5, 0.6, None], marks=["", "", "immature", ""])
    assert settled(frame)["value"].tolist() == [0.5]


def test_where_all_may_still_move_the_newest_known_is_drawn_and_said_to_be(tidy: Any) -> None:
    frame = tidy([0.4, 0.5, None], marks=["partial", "immature", ""])
    rows = settled(frame)
    assert rows["value"].tolist() == [0.5]
    assert period_said(rows, frame) == "Feb 2017 (in part)"


def test_a_single_period_needs_no_name(tidy: Any) -> None:
    frame = tidy([0.4])
    assert period_said(frame, frame) == ""


def test_members_with_words_stand_as_the_catalogue_lists_them(tidy: Any) -> None:
    steps = ["won", "lead", "quote"]
    frame = tidy([1.0, 2.0, 3.0], kpi="funnel_conversion", one_period=True, step=steps)
    found = in_order(frame, "step")
    assert found == ["lead", "quote", "won"]
    assert names(frame, "step", found) == ["Lead", "Quote", "Won"]


def test_numbers_and_periods_are_sorted_and_other_names_stay_as_they_come(tidy: Any) -> None:
    frame = tidy([1.0, 2.0, 3.0], one_period=True, k=[2, 10, 1], team=["b", None, "a"])
    assert in_order(frame, "k") == [1, 2, 10]
    assert names(frame, "k", [1.0, 2.0]) == ["1", "2"]
    assert in_order(frame, "team") == ["b", None, "a"]
    months = tidy([1.0, 2.0]).iloc[::-1]
    assert in_order(months, "period") == sorted(pd.unique(months["period"]))
