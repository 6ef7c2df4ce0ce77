from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts, palette
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
    assert said.count("Still followed") == 1
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


def counted(tidy: Any, *shares: float, asked: int | None = None) -> Any:
    """The chance of at least 5, 6, 7 … wins."""
    k = list(range(5, 5 + len(shares)))
    how: dict[str, Any] = {"kpi": "chance_of_at_least", "one_period": True, "k": k}
    parts = [tidy(list(shares), measure="shared_shock", **how)]
    wanted = [float(asked) if one == asked else None for one in k]
    parts.append(tidy(wanted, measure="target_wins", **how))
    return pd.concat(parts, ignore_index=True)


def test_chances_of_wins_say_how_many_are_likely_and_what_the_target_takes(
    tidy: Any, texts: Any
) -> None:
    ax = charts.curve(counted(tidy, 0.95, 0.82, 0.6, 0.3, asked=7), measures=["shared_shock"])
    said = charts.alt(ax).splitlines()
    assert said == [
        "From what is open now, the 7 wins that the target takes have a chance of 60.0%.",
        "At least 6 wins: 82.0%.",
        "At least 7 wins: 60.0%.",
    ]
    assert "the target takes 7" in texts(ax)
    assert "Still followed" not in texts(ax)


def test_the_name_of_the_target_stands_where_the_falling_curve_does_not(tidy: Any) -> None:
    from matplotlib.text import Annotation

    for asked, height in ((8, 1.0), (5, 0.0)):
        frame = counted(tidy, 0.95, 0.82, 0.6, 0.3, asked=asked)
        ax = charts.curve(frame, measures=["shared_shock"])
        found = [one for one in ax.texts if one.get_text() == f"the target takes {asked}"]
        assert isinstance(found[0], Annotation)
        assert found[0].xy == (asked, height)


def test_chances_of_wins_that_are_all_small_still_say_something(tidy: Any) -> None:
    ax = charts.curve(counted(tidy, 0.2, 0.1), measures=["shared_shock"])
    assert charts.alt(ax).endswith("10.0% at step 6.")


def test_what_is_still_won_names_the_best_and_the_worst_age(tidy: Any) -> None:
    ages = {"one_period": True, "age_days": [0, 30, 60]}
    frame = tidy([0.3, 0.4, 0.1], kpi="still_won", measure="won", **ages)
    said = charts.alt(charts.curve(frame, measures=["won"]))
    assert "most from day 30 on, 40.0%; least from day 60 on, 10.0%." in said


def test_of_many_curves_only_the_ends_are_spoken_of(by_age: Any) -> None:
    names = [f"product {number}" for number in range(6)]
    frame = pd.concat([by_age(product=name) for name in names], ignore_index=True)
    frame.loc[frame["product"].eq("product 4"), "value"] *= 1.2
    said = charts.alt(charts.curve(frame, hue="product", measures=["won"])).splitlines()
    assert len(said) == 1
    assert "highest: product 4" in said[0]
    assert "lowest: product" in said[0]


def test_of_many_curves_the_ends_stand_out_and_the_others_are_grey(by_age: Any) -> None:
    shares = {"a": 1.0, "b": 1.6, "c": 0.4, "d": 1.1, "e": 0.9}
    frame = pd.concat([by_age(product=name) for name in shares], ignore_index=True)
    frame["value"] *= frame["product"].map(shares)
    ax = charts.curve(frame, hue="product", measures=["won"])
    steps = [line for line in ax.lines if line.get_drawstyle() == "steps-post"]
    drawn = {line.get_ydata()[-1]: line.get_color() for line in steps}
    grey = palette.light("muted")
    assert [drawn[value] for value in sorted(drawn)] == [
        palette.light("accent2"),
        grey,
        grey,
        grey,
        palette.light("accent"),
    ]


def test_curves_are_judged_by_how_many_began_and_only_named_ones_stand_out(by_age: Any) -> None:
    shares = {"a": 1.7, "b": 1.6, "c": 0.4, "d": 1.1, "e": 0.9, "f": 0.2}
    frame = pd.concat([by_age(product=name) for name in shares], ignore_index=True)
    frame["value"] *= frame["product"].map(shares)
    began = frame["product"].map({"a": 29}).fillna(400)
    frame["n"] = began.where(frame["age_days"].eq(0), began - 20).astype("Int64")
    frame.loc[frame["product"].eq("f") & frame["age_days"].gt(0), "mark"] = "thin"
    ax = charts.curve(frame, hue="product", measures=["won"])
    assert "highest: b" in charts.alt(ax)
    assert "lowest: f" in charts.alt(ax)  # few are left of it, but many began
    assert "Those with fewer than 30 records are left aside." in charts.alt(ax)
    steps = [line for line in ax.lines if line.get_drawstyle() == "steps-post"]
    drawn = [line.get_color() for line in sorted(steps, key=lambda one: -one.get_ydata()[-1])]
    muted = palette.light("muted")
    coloured = [palette.light("accent"), *[muted] * 3, palette.light("accent2")]
    assert drawn == [muted, *coloured]
