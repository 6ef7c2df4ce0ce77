"""Open opportunities that nobody works on."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kit.kpis import days_since_last_activity, without_next_activity
from kit.window import Window
from tests.kpis.pipeline.written import table

WINDOW = Window(date(2026, 3, 31), periods=1)
ROWS = table(
    "opportunity_id created_at closed_at status amount",
    "a 2026-01-01 - open 50",
    "b 2026-03-01 - open 20",
    "c 2026-01-01 - open 7",
    "d 2026-01-01 2026-03-01 won 99",
    "e - - open 1000",
)


def activities(*lines: str) -> pd.DataFrame:
    return table("opportunity_id occurred_at due_at", *lines, is_automatic=False)


def by_measure(frame: pd.DataFrame) -> dict[str, float]:
    return frame.set_index("measure")["value"].to_dict()


def test_silence_by_hand_counts_from_creation_where_nothing_ever_happened():
    done = activities("a 2026-03-30 -", "a 2026-01-09 -", "c 2026-02-01 -", "d 2026-03-31 -")
    found = by_measure(days_since_last_activity(ROWS, done, WINDOW))
    assert found == {"median": 30, "silent": 1 / 3, "silent_amount": 7, "never": 1 / 3}


def test_the_days_that_make_silence_can_be_chosen():
    done = activities("a 2026-03-30 -")
    frame = days_since_last_activity(ROWS, done, WINDOW, silent_days=29)
    assert by_measure(frame)["silent_amount"] == 27


def test_automatic_activities_do_not_break_the_silence():
    done = activities("a 2026-03-30 -", "c 2026-03-30 -")
    done["is_automatic"] = pd.array([None, True], dtype="boolean")
    assert by_measure(days_since_last_activity(ROWS, done, WINDOW))["silent_amount"] == 7


def test_activities_that_name_no_opportunity_tell_nothing():
    done = activities("- 2026-03-30 2026-04-04")
    assert days_since_last_activity(ROWS, done, WINDOW)["value"].isna().all()
    assert without_next_activity(ROWS, done, WINDOW)["value"].isna().all()


def test_planned_is_what_is_due_after_as_of_and_was_written_down_by_then():
    done = activities(
        "a 2026-03-30 2026-04-01", "b 2026-03-30 2026-03-31", "c 2026-04-01 2026-04-09"
    )
    found = by_measure(without_next_activity(ROWS, done, WINDOW))
    assert found == {"share": 3 / 4, "count": 3, "amount": 1027}


def test_where_no_due_day_is_ever_recorded_nobody_knows_what_is_planned():
    done = activities("a 2026-03-30 -")
    assert without_next_activity(ROWS, done, WINDOW)["value"].isna().all()


def test_silent_ones_without_an_amount_have_no_amount():
    done = activities("a 2026-03-30 -", "b 2026-03-30 -")
    rows = ROWS.assign(amount=ROWS["amount"].mask(ROWS["opportunity_id"].eq("c")))
    assert pd.isna(by_measure(days_since_last_activity(rows, done, WINDOW))["silent_amount"])
