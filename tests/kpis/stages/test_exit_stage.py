"""Where opportunities are lost, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.data.frames import empty
from kit.kpis import exit_phase, exit_stage, win_rate
from kit.window import Window

Make = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
Stages = Callable[..., pd.DataFrame]
JANUARY = Window(date(2026, 1, 31), periods=1)
FOUR_OF_TEN = (
    *(f"a{number} 0 5 lost New:0" for number in range(6)),
    *(f"b{number} 0 9 lost New:0 Offer:4" for number in range(3)),
    "c 0 9 won New:0 Offer:4",
)


def values(frame: pd.DataFrame, measure: str, axis: str = "stage") -> list[float]:
    return frame.loc[frame["measure"].eq(measure)].sort_values(axis)["value"].tolist()


def test_a_late_stage_is_not_safe_because_few_arrive(history_of: Make) -> None:
    frame = exit_stage(*history_of(*FOUR_OF_TEN), empty("stages"), JANUARY)
    # Two thirds of all losses leave from New, but 3 in 4 of those that get to Offer are lost there.
    assert values(frame, "share") == pytest.approx([6 / 9, 3 / 9])
    assert values(frame, "hazard") == pytest.approx([0.6, 0.75])
    assert frame.query("measure == 'hazard'")["n"].tolist() == [10, 4]
    assert values(frame, "count") == [6, 3]


def test_the_hazards_of_all_stages_give_the_win_rate(history_of: Make) -> None:
    tables = history_of(*FOUR_OF_TEN)
    first, second = values(exit_stage(*tables, empty("stages"), JANUARY), "hazard")
    won = win_rate(tables[0], JANUARY)["value"].iloc[0]
    assert (1 - first) * (1 - second) == pytest.approx(won)


def test_whoever_skipped_a_stage_has_reached_it_and_open_ones_are_on_no_side(
    history_of: Make, stages_of: Stages
) -> None:
    tables = history_of(
        "a 0 9 lost New:0 Offer:4", "b 0 9 lost New:0 Demo:3", "c 0 - open New:0 Demo:3"
    )
    frame = exit_stage(*tables, stages_of("New", "Demo", "Offer"), JANUARY)
    assert values(frame, "hazard") == [0, 0.5, 1]


def test_a_loss_counts_where_it_stood_last_even_after_going_back(
    history_of: Make, stages_of: Stages
) -> None:
    tables = history_of("a 0 9 lost New:0 Offer:4 New:6")
    frame = exit_stage(*tables, stages_of("New", "Offer"), JANUARY)
    assert values(frame, "count") == [1, 0]
    assert values(frame, "hazard") == [1, 0]


def test_by_reason_everybody_who_reached_the_stage_was_at_risk(history_of: Make) -> None:
    opportunities, history = history_of(*FOUR_OF_TEN)
    reason = pd.Series(["Price"] * 2 + ["Need"] * 7 + [None], dtype="str")
    tables = opportunities.assign(loss_reason=reason), history
    frame = exit_stage(*tables, empty("stages"), JANUARY, by=["loss_reason"])
    price = frame[frame["loss_reason"].eq("Price")]
    assert values(price, "hazard") == [0.2, 0]
    assert price.query("measure == 'hazard'")["n"].tolist() == [10, 4]


def test_twenty_old_ones_closed_by_one_owner_in_one_day_are_a_bulk_close(history_of: Make) -> None:
    bulk = [f"x{number} 0 29 lost New:0" for number in range(20)]
    single = [f"y{number} {number} {number + 3} lost New:{number}" for number in range(10)]
    opportunities, history = history_of(*bulk, *single)
    frame = exit_stage(opportunities.assign(owner="Ada"), history, empty("stages"), JANUARY)
    assert values(frame, "bulk") == [20]
    assert values(frame, "count") == [30]
    two = opportunities.assign(owner=["Ada"] * 10 + ["Bo"] * 20)
    assert values(exit_stage(two, history, empty("stages"), JANUARY), "bulk") == [0]


def test_a_busy_owner_who_always_closes_that_many_closes_nothing_in_bulk(history_of: Make) -> None:
    lines = [f"x{day}-{number} 0 {day} lost New:0" for day in (5, 6, 7) for number in range(25)]
    opportunities, history = history_of(*lines)
    frame = exit_stage(opportunities.assign(owner="Ada"), history, empty("stages"), JANUARY)
    assert values(frame, "bulk") == [0]


def test_phases_are_those_of_the_stages(history_of: Make, stages_of: Stages) -> None:
    tables = history_of(
        "a 0 9 lost New:0", "b 0 9 lost New:0 Demo:3", "c 0 9 won New:0 Demo:3 Offer:5"
    )
    stages = stages_of("New:early", "Demo:early", "Offer:late")
    frame = exit_phase(*tables, stages, JANUARY)
    assert values(frame, "count", "phase") == [2, 0, 0]
    assert values(frame, "hazard", "phase") == pytest.approx([2 / 3, 0, 0])
    assert frame["phase"].unique().tolist() == ["early", "middle", "late"]
    assert "allocated" not in set(frame["mark"])


def test_without_the_table_of_stages_thirds_of_their_order_are_the_phases_and_say_so(
    history_of: Make,
) -> None:
    tables = history_of(
        "a 0 9 lost New:0", "b 0 9 lost New:0 Demo:3", "c 0 9 lost New:0 Demo:3 Offer:5"
    )
    frame = exit_phase(*tables, empty("stages"), JANUARY)
    assert values(frame, "hazard", "phase") == pytest.approx([1 / 3, 1 / 2, 1])
    assert frame["mark"].unique().tolist() == ["allocated"]


def test_without_any_stage_nothing_is_lost_from_a_phase(history_of: Make) -> None:
    tables = history_of("a 0 9 lost", "b 0 9 won")
    frame = exit_phase(*tables, empty("stages"), JANUARY)
    assert not frame["value"].notna().any()
