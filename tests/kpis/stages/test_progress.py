"""How opportunities get from stage to stage, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.data.frames import empty
from kit.kpis import days_in_stage, stage_conversion
from kit.window import Window

Make = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
JANUARY = Window(date(2026, 1, 31), periods=1)


def values(frame: pd.DataFrame, measure: str) -> dict[str, float]:
    rows = frame[frame["measure"].eq(measure)]
    return dict(zip(rows["stage"].astype(str), rows["value"].round(4), strict=True))


def test_open_ones_stay_at_risk_of_coming_further(history_of: Make) -> None:
    tables = history_of(
        "a 0 20 won New:0 Offer:10",
        "b 0 5 lost New:0",
        "c 28 - open New:28",
        "d 0 20 lost New:0 Offer:10",
    )
    frame = stage_conversion(*tables, empty("stages"), JANUARY)
    # c was seen for 2 days only. At 5 days 3 are at risk and b is lost; at 10 days a and d advance.
    assert values(frame, "advanced") == {"New": pytest.approx(2 / 3, abs=1e-4), "Offer": 0.5}
    assert values(frame, "lost") == {"New": pytest.approx(1 / 3, abs=1e-4), "Offer": 0.5}
    assert values(frame, "still_open") == {"New": 0, "Offer": 0}
    assert frame.query("measure == 'lost'")["n"].tolist() == [4, 2]


def test_skipping_a_stage_is_coming_further_and_says_nothing_of_the_stage_skipped(
    history_of: Make, stages_of: Callable[..., pd.DataFrame]
) -> None:
    tables = history_of("a 0 - open New:0 Offer:10", "b 0 20 lost New:0 Demo:5")
    frame = stage_conversion(*tables, stages_of("New", "Demo", "Offer"), JANUARY)
    assert values(frame, "advanced")["New"] == 1
    assert frame.query("measure == 'advanced'")["n"].tolist() == [2, 1, 1]


def test_going_back_ends_nothing_and_the_first_entry_counts(
    history_of: Make, stages_of: Callable[..., pd.DataFrame]
) -> None:
    tables = history_of("a 0 30 won New:0 Demo:5 New:10 Demo:12 Offer:20")
    order = stages_of("New", "Demo", "Offer")
    early = stage_conversion(*tables, order, JANUARY, within_days=14)
    assert values(early, "advanced") == {"New": 1, "Demo": 0, "Offer": 1}
    assert (
        values(stage_conversion(*tables, order, JANUARY, within_days=15), "advanced")["Demo"] == 1
    )


def test_shares_before_the_limit_has_been_seen_are_immature(history_of: Make) -> None:
    tables = history_of("a 0 - open New:0", "b 0 5 lost New:0")
    frame = stage_conversion(*tables, empty("stages"), JANUARY, within_days=60)
    assert frame["mark"].unique().tolist() == ["immature"]
    assert values(frame, "lost") == {"New": 0.5}


def test_a_stay_still_running_makes_the_median_longer(history_of: Make) -> None:
    tables = history_of(
        "a 0 - open New:0 Offer:2", "b 0 4 lost New:0", "c 0 - open New:0", "d 0 - open New:0"
    )
    frame = days_in_stage(*tables, empty("stages"), JANUARY)
    # Of 4 stays 1 ended on day 2 and 1 on day 4; leaving out the open ones, half end on day 2.
    assert values(frame, "median")["New"] == 4
    assert values(frame, "p25")["New"] == 2
    row = frame[frame["stage"].eq("New") & frame["measure"].eq("p75")].iloc[0]
    assert pd.isna(row["value"])
    assert row["mark"] == "not_reached"


def test_coming_back_begins_another_stay(history_of: Make) -> None:
    tables = history_of("a 0 30 lost New:0 Offer:2 New:10 Offer:16")
    frame = days_in_stage(*tables, empty("stages"), JANUARY)
    assert values(frame, "p25") == {"New": 2, "Offer": 8}
    assert values(frame, "p75") == {"New": 6, "Offer": 14}
    assert frame.query("measure == 'median'")["n"].tolist() == [2, 2]


def test_what_was_entered_after_as_of_is_not_known(history_of: Make) -> None:
    tables = history_of("a 0 30 won New:0 Offer:20", "b 0 - open New:0")
    early = JANUARY.at(date(2026, 1, 11))
    frame = stage_conversion(*tables, empty("stages"), early)
    assert frame["stage"].unique().tolist() == ["New"]
    assert values(frame, "still_open") == {"New": 1}
