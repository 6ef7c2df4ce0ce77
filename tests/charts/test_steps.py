from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kit import charts
from kit.errors import ParamError

STEPS = ["lead", "qualified", "opportunity"]


def funnel(tidy: Any, shares: list[float | None], **options: Any) -> pd.DataFrame:
    """A cohort of 200 leads."""
    common = {"kpi": "funnel_conversion", "one_period": True, "step": STEPS, "n": 200, **options}
    counts = [None if share is None else share * 200 for share in shares]
    return pd.concat(
        [
            tidy(shares, measure="cohort", half=0.02, **common),
            tidy(counts, measure="reached", **common),
            tidy([None, 2.5, 12.0], measure="median_days", **common),
        ],
        ignore_index=True,
    )


def test_bars_are_as_long_as_the_shares_and_stand_in_the_order_of_the_steps(tidy: Any) -> None:
    frame = funnel(tidy, [1.0, 0.5, 0.2])
    ax: Any = charts.steps(frame.iloc[::-1], measure="cohort")
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "Lead",
        "Qualified",
        "Opportunity",
    ]
    assert [bar.get_width() for bar in ax.patches] == [1.0, 0.5, 0.2]


def test_counts_stand_beside_and_what_goes_on_between_the_bars(tidy: Any, texts: Any) -> None:
    drawn = texts(charts.steps(funnel(tidy, [1.0, 0.5, 0.2])))
    assert {"200", "100", "40", "Reached the step"} <= set(drawn)
    assert {"↓ 50.0% · 2.5 days", "↓ 40.0% · 12 days"} <= set(drawn)


def test_the_finding_names_the_last_step_the_narrowest_and_the_slowest(tidy: Any) -> None:
    assert charts.alt(charts.steps(funnel(tidy, [1.0, 0.5, 0.2]))).splitlines() == [
        "Conversion of the cohort: 20.0% (18.0–22.0) at “Opportunity”, the last of 3 steps.",
        "Fewest go on from “Qualified” to “Opportunity”: 40.0%.",
        "Longest wait before “Opportunity”: 12 days.",
    ]


def test_a_young_cohort_gives_way_to_the_newest_whole_one(tidy: Any, texts: Any) -> None:
    old = funnel(tidy, [1.0, 0.5, 0.2])
    young = funnel(tidy, [1.0, 0.1, 0.0], start="2017-02-01", marks=["", "", "immature"])
    ax: Any = charts.steps(pd.concat([old, young], ignore_index=True))
    assert [bar.get_width() for bar in ax.patches] == [1.0, 0.5, 0.2]
    assert "Jan 2017" in texts(ax)
    assert charts.alt(ax).endswith("Period: Jan 2017.")


def test_where_every_cohort_is_young_its_bars_are_hollow(tidy: Any, texts: Any) -> None:
    frame = funnel(tidy, [1.0, 0.1, 0.0], marks=["", "", "immature"])
    ax: Any = charts.steps(frame)
    assert len({bar.get_facecolor() for bar in ax.patches}) == 2
    assert "in part, or too early to judge" in texts(ax)


def test_shares_of_different_wholes_are_not_divided(tidy: Any, texts: Any) -> None:
    frame = tidy(
        [0.9, 0.5, 0.7], kpi="funnel_conversion", measure="period", one_period=True, step=STEPS
    )
    frame["n"] = pd.array([100, 90, 45], dtype="Int64")
    assert not any("↓" in text for text in texts(charts.steps(frame)))


def test_one_step_is_said_to_be_the_only_one(tidy: Any) -> None:
    frame = tidy([1.0], kpi="funnel_conversion", measure="cohort", one_period=True, step=["lead"])
    assert charts.alt(charts.steps(frame)).endswith("100.0% at “Lead”, the only step.")


def test_a_frame_without_steps_or_split_further_is_refused(tidy: Any) -> None:
    with pytest.raises(ParamError, match="`step` or `stage`"):
        charts.steps(tidy([0.5]))
    parts = [funnel(tidy, [1.0, 0.5, 0.2]).assign(team=team) for team in "ab"]
    with pytest.raises(ParamError, match="split by `team`"):
        charts.steps(pd.concat(parts, ignore_index=True))
