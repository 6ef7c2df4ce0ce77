"""Rising categories and slower resolutions, around the limit and without evidence."""

from __future__ import annotations

import pandas as pd
import pytest

from kit import advice

QUARTERS = pd.date_range("2024-07-01", periods=8, freq="QS")


def cases(before: dict[str, int], now: dict[str, int]) -> pd.DataFrame:
    """Cases by category in each of six quarters before, and of two recent ones."""
    rows = [
        (period, category, float(count))
        for turn, period in enumerate(QUARTERS)
        for category, count in (now if turn > 5 else before).items()
    ]
    return pd.DataFrame(rows, columns=["period", "category", "value"]).assign(measure="count")


def times(before: float, now: float, n: int = 60, width: float = 1.3) -> pd.DataFrame:
    frame = pd.DataFrame({"period": QUARTERS, "value": [before] * 6 + [now] * 2})
    low, high = frame["value"] / width, frame["value"] * width
    return frame.assign(measure="first_median", low=low, high=high, n=n)


def test_a_category_that_takes_up_far_more_of_the_cases_is_named() -> None:
    (said,) = advice.case_categories(cases({"A": 10, "B": 50}, {"A": 30, "B": 50}))
    assert (said.rule, said.facts["category"].value) == ("category_rising", "A")
    assert said.facts["share"].value == 60 / 160


def test_more_cases_of_everything_are_no_rising_category() -> None:
    assert advice.case_categories(cases({"A": 10, "B": 50}, {"A": 30, "B": 150})) == ()


def test_small_rises_thin_ones_and_new_names_are_silent() -> None:
    many = cases({"A": 10_000, "B": 50_000}, {"A": 12_000, "B": 50_000})
    assert advice.case_categories(many) == ()
    assert advice.case_categories(cases({"A": 1, "B": 4}, {"A": 4, "B": 4})) == ()
    assert advice.case_categories(cases({"B": 50}, {"A": 30, "B": 50})) == ()
    assert advice.case_categories(many.head(0)) == ()


def test_cases_that_take_far_longer_are_spoken_of() -> None:
    (said,) = advice.resolution(times(10.0, 20.0))
    assert said.rule == "resolution_slower"
    assert said.facts["now"].value == pytest.approx(20.0)
    assert said.facts["before"].value == pytest.approx(10.0)


def test_a_little_longer_uncertain_and_thin_times_are_silent() -> None:
    assert advice.resolution(times(10.0, 13.0, width=1.001)) == ()
    assert advice.resolution(times(10.0, 15.0, width=2.5)) == ()
    assert advice.resolution(times(10.0, 20.0, n=14)) == ()
    assert advice.resolution(times(20.0, 10.0)) == ()


def test_without_cases_nothing_is_said() -> None:
    assert advice.resolution(times(10.0, 20.0).head(0)) == ()
