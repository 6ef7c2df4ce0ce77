from __future__ import annotations

from typing import Any

from kit import charts


def test_shares_are_stacked_to_one_and_an_empty_band_is_blank(by_age: Any) -> None:
    ax = charts.age_bands(by_age("close_rate_by_age"))
    tops = [
        max(bar.get_y() + bar.get_height() for bar in ax.patches if round(bar.get_x()) == x)
        for x in (0, 1)
    ]
    assert [round(top, 9) for top in tops] == [1.0, 1.0]
    assert not any(bar.get_height() > 0 for bar in ax.patches if round(bar.get_x()) == 2)


def test_bands_are_named_by_their_days_and_the_last_is_open(by_age: Any) -> None:
    ax = charts.age_bands(by_age("close_rate_by_age"))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0–30", "30–60", "60+"]


def test_the_number_open_at_the_start_stands_under_each_band(by_age: Any, texts: Any) -> None:
    said = texts(charts.age_bands(by_age("close_rate_by_age")))
    assert {"90", "60", "20"} <= set(said)


def test_the_finding_says_where_each_outcome_is_most_and_least_frequent(by_age: Any) -> None:
    assert charts.alt(charts.age_bands(by_age("close_rate_by_age"))).splitlines() == [
        "Won – most at 30–60 days, 50.0%; least at 0–30 days, 20.0%.",
        "Lost – most at 30–60 days, 30.0%; least at 0–30 days, 10.0%.",
    ]
