from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts


@pytest.fixture
def owners(tidy: Any) -> pd.DataFrame:
    marks = ["", "thin", "", "suppressed"]
    names = ["Anna", "Boris", "Carl", "Dora"]
    return tidy([0.5, 0.7, None, None], half=0.1, one_period=True, owner=names, marks=marks)


def test_owners_without_records_are_named_below(owners: pd.DataFrame, texts: Any) -> None:
    said = texts(charts.dots(owners, by="owner"))
    assert "No closed record: Carl" in said
    assert "Too few records to show: Dora" in said


def test_owners_without_records_have_no_dot(owners: pd.DataFrame) -> None:
    ax = charts.dots(owners, by="owner")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Boris", "Anna"]


def test_the_interval_is_that_of_the_frame(owners: pd.DataFrame) -> None:
    lines = charts.dots(owners, by="owner").collections[0].get_segments()
    assert lines[0][:, 0].tolist() == pytest.approx([0.6, 0.8])


def test_few_records_make_a_hollow_dot_and_say_so(owners: pd.DataFrame, texts: Any) -> None:
    ax = charts.dots(owners, by="owner")
    faces = [one.get_facecolor()[0].tolist() for one in ax.collections[1:]]
    assert faces[1] == [1.0, 1.0, 1.0, 1.0]
    assert "fewer than 30 records" in texts(ax)


def test_few_records_of_a_running_period_are_hollow_too(tidy: Any, texts: Any) -> None:
    frame = tidy([0.5], n=7, one_period=True, owner=["Anna"], marks=["partial"])
    assert "fewer than 30 records" in texts(charts.dots(frame, by="owner"))


def test_the_whole_is_a_line_with_its_value(owners: pd.DataFrame, tidy: Any, texts: Any) -> None:
    ax = charts.dots(owners, by="owner", reference=tidy([0.6, 0.9], half=0.02))
    assert "All: 60.0%" in texts(ax)
    assert "All together: 60.0% (58.0–62.0)." in charts.alt(ax)


def test_a_whole_of_other_periods_is_not_compared(owners: pd.DataFrame, tidy: Any) -> None:
    ax = charts.dots(owners, by="owner", reference=tidy([0.6], start="2016-01-01"))
    assert "All together" not in charts.alt(ax)


def test_the_finding_names_highest_lowest_and_unmeasured(owners: pd.DataFrame) -> None:
    assert charts.alt(charts.dots(owners, by="owner")) == (
        "Win rate – highest: Boris, 70.0% (60.0–80.0); lowest: Anna, 50.0% (40.0–60.0).\n"
        "Carl has no value."
    )


def test_members_of_an_axis_have_the_words_of_the_catalogue(tidy: Any) -> None:
    bands = tidy(
        [0.3, 0.5],
        kpi="conversion_by_score",
        measure="rate",
        one_period=True,
        score_band=["low", "high"],
    )
    ax = charts.dots(bands, by="score_band", measure="rate")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["High score", "Low score"]


def test_members_of_few_records_lead_no_list_as_long_as_two_others_are_left(tidy: Any) -> None:
    frame = tidy(
        [0.9, 0.5, 0.4, 0.3],
        one_period=True,
        owner=["Thin", "Anna", "Boris", None],
        marks=["thin", "", "", ""],
    )
    assert charts.alt(charts.dots(frame, by="owner")).splitlines() == [
        "Win rate – highest: Anna, 50.0%; lowest: Boris, 40.0%.",
        "Those with fewer than 30 records are left aside.",
    ]
