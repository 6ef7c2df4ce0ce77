"""How far opportunities come, worked out by hand, and the loan funnel of a bank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kit.data.frames import completed, empty
from kit.kpis import stage_funnel
from kit.window import Window

Make = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
JANUARY = Window(date(2026, 1, 31), periods=1)
LOAN = ("A_SUBMITTED", "A_PREACCEPTED", "A_ACCEPTED", "O_SENT", "O_ACCEPTED")


def values(frame: pd.DataFrame, measure: str) -> list[float]:
    return frame.loc[frame["measure"].eq(measure), "value"].tolist()


def test_a_skipped_stage_is_reached_and_counted_as_skipped(
    history_of: Make, stages_of: Callable[..., pd.DataFrame]
) -> None:
    tables = history_of(
        "a 0 9 lost New:0 Offer:4", "b 0 8 lost New:0", "c 0 7 won New:0", "d 0 9 lost New:0 Demo:2"
    )
    frame = stage_funnel(*tables, stages_of("New", "Demo", "Offer"), JANUARY)
    assert values(frame, "entered") == [4, 1, 1]
    assert values(frame, "imputed") == [0, 2, 1]
    assert values(frame, "reached") == [4, 3, 2]
    assert values(frame, "cohort") == [1, 0.75, 0.5]


def test_entering_twice_counts_once(history_of: Make) -> None:
    tables = history_of("a 0 30 lost New:0 Offer:2 New:10 Offer:16")
    assert values(stage_funnel(*tables, empty("stages"), JANUARY), "entered") == [1, 1]


def test_a_cohort_is_immature_at_the_stages_that_it_may_still_reach(history_of: Make) -> None:
    tables = history_of(
        "a 0 20 won New:0 Offer:10", "b 20 - open New:20 Offer:22", "c 25 - open New:25"
    )
    frame = stage_funnel(*tables, empty("stages"), JANUARY).query("measure == 'cohort'")
    assert frame["mark"].tolist() == ["thin", "immature"]


def test_the_order_of_rows_decides_nothing(history_of: Make) -> None:
    opportunities, history = history_of(
        "a 0 9 lost New:0 Offer:4", "b 0 8 lost New:0 Demo:3 Offer:5"
    )
    frames = [
        stage_funnel(opportunities, rows, empty("stages"), JANUARY)
        for rows in (history, history.iloc[::-1], history.iloc[[3, 0, 4, 2, 1]])
    ]
    pd.testing.assert_frame_equal(frames[0], frames[1])
    pd.testing.assert_frame_equal(frames[0], frames[2])


@pytest.mark.shared_data
def test_the_funnel_of_a_bank_comes_out_of_its_events(shared: Path) -> None:
    events = pd.read_csv(shared / "data" / "bpi2012_loan" / "bpi2012_events.csv.gz", dtype="str")
    at = pd.to_datetime(events["timestamp"], utc=True, format="ISO8601").astype(
        "datetime64[us, UTC]"
    )
    events = events.assign(at=at)
    approved = events.loc[events["activity"].eq("A_APPROVED"), "case_id"]
    ended = events.sort_values("at").groupby("case_id")["at"].agg(["first", "last"]).reset_index()
    is_won = ended["case_id"].isin(approved)
    opportunities = pd.DataFrame(
        {
            "opportunity_id": ended["case_id"],
            "created_at": ended["first"],
            "closed_at": ended["last"].where(is_won),
            "status": pd.Series("open", ended.index, dtype="str").mask(is_won, "won"),
        }
    )
    own = events[events["activity"].isin(LOAN)].reset_index(drop=True)
    history = pd.DataFrame(
        {
            "opportunity_id": own["case_id"],
            "entered_at": own["at"],
            "sequence": pd.array(range(len(own)), dtype="Int64"),
            "stage": own["activity"],
        }
    )
    stages = pd.DataFrame(
        {
            "stage": pd.Series(LOAN, dtype="str"),
            "position": pd.array([1, 2, 3, 4, 5], dtype="Int64"),
            "phase": pd.Series(["early", "early", "middle", "late", "late"], dtype="str"),
            "probability": 0.5,
        }
    )
    frame = stage_funnel(
        completed(opportunities, "opportunities"),
        completed(history, "stage_history"),
        completed(stages, "stages"),
        Window(date(2012, 3, 31), "year", 2),
    )
    entered = frame[frame["measure"].eq("entered")].groupby("stage", observed=True)["value"].sum()
    assert entered.tolist() == [13_087, 7_367, 5_113, 5_015, 2_243]
