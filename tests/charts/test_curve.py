from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts
from kit.errors import ParamError


def test_curves_are_steps_that_hold_until_the_next_age(by_age: Any) -> None:
    ax = charts.curve(by_age())
    assert [line.get_drawstyle() for line in ax.lines] == ["steps-post"] * 2
    assert ax.lines[0].get_ydata().tolist() == [0.0, 0.2, 0.5]


def test_the_finding_says_how_far_each_curve_goes(by_age: Any) -> None:
    assert charts.alt(charts.curve(by_age())) == ("Won: 50.0% by day 60.\nLost: 30.0% by day 60.")


def test_numbers_at_risk_stand_under_the_ticks_once_for_competing_ends(
    by_age: Any, texts: Any
) -> None:
    said = texts(charts.curve(by_age()))
    assert said.count("At risk") == 1
    assert [text for text in said if text in ("90", "60", "20")].count("90") == 1


def test_each_member_has_its_own_curve_and_numbers(by_age: Any, texts: Any) -> None:
    frame = pd.concat([by_age(team="Iberia"), by_age(team="DACH")])
    ax = charts.curve(frame, hue="team", measures=["lost"])
    assert [line.get_drawstyle() for line in ax.lines].count("steps-post") == 2
    assert texts(ax).count("90") == 2
    assert "Lost by age, Iberia: 30.0% by day 60." in charts.alt(ax)


def test_an_age_that_nobody_reached_ends_the_curve(by_age: Any) -> None:
    frame = by_age()
    frame.loc[frame["age_days"].eq(60), "value"] = float("nan")
    assert charts.curve(frame, measures=["won"]).lines[0].get_xdata().tolist() == [0, 30]


def persistence(tidy: Any, stop: float | None) -> pd.DataFrame:
    """Answers of 100 leads by their first three touches."""
    touched = {"kpi": "touches_to_response", "one_period": True}
    answered = tidy([0.2, 0.5, 0.6], measure="answered", k=[1, 2, 3], half=0.05, **touched)
    return pd.concat(
        [answered, tidy([stop], measure="stop_after", k=[None], **touched)], ignore_index=True
    )


def test_over_numbers_the_axis_counts_in_whole_ones(tidy: Any, texts: Any) -> None:
    ax = charts.curve(persistence(tidy, None))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "2", "3"]
    assert "touches" in texts(ax)
    assert charts.alt(ax) == "Answered by touch: 60.0% (55.0–65.0) after 3 touches."


def test_the_number_after_which_to_stop_is_marked_and_said(tidy: Any, texts: Any) -> None:
    ax = charts.curve(persistence(tidy, 2.0))
    assert "stop after 2" in texts(ax)
    assert charts.alt(ax).splitlines()[1] == (
        "After 2 touches, no further one brings an answer from 1 in 50."
    )


def test_a_frame_with_neither_axis_is_refused(tidy: Any) -> None:
    with pytest.raises(ParamError, match="`age_days` or `k`"):
        charts.curve(tidy([0.5]))
