"""Coverage of what the target still needs."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.kpis import coverage
from kit.window import Window
from tests.kpis.pipeline.written import table, values

WINDOW = Window(date(2026, 2, 28), "month", 2)
COLUMNS = "created_at closed_at status amount expected_close_date team"
PLAN = "period_start period_end team amount"
ROWS = table(
    COLUMNS,
    "2025-12-01 2025-12-30 won 500 - North",
    "2026-01-01 2026-01-15 won 40 - North",
    "2026-01-01 2026-02-15 lost 0 - North",
    "2026-01-01 - open 90 2026-03-31 North",
    "2026-01-01 - open 30 2026-04-01 South",
)
QUARTER = table(PLAN, "2026-01-01 2026-03-31 North 100", measure="bookings")


def test_it_counts_the_bookings_of_the_targets_own_period_not_of_the_window():
    frame = coverage(ROWS, QUARTER, WINDOW)
    assert values(frame, "target") == [100]
    assert values(frame, "still_needed") == [60]
    assert values(frame, "open_amount") == [120]
    assert values(frame, "due_amount") == [90]
    assert values(frame, "value") == [2]


def test_missing_opportunities_by_hand():
    # Of 2 closed in the window 1 was won, for 40: each is worth 20, and 1000 - 40 needs 48.
    plan = QUARTER.assign(amount=1000.0)
    frame = coverage(ROWS, plan, WINDOW).query("measure == 'missing_opportunities'")
    assert frame["value"].tolist() == [48 - 2]
    # Wilson at 90 % of 1 in 2: 0.1209 to 0.8791 (z = 1.6449).
    assert frame["low"].tolist() == [28 - 2]
    assert frame["high"].tolist() == [pytest.approx(199 - 2, abs=1)]


def test_a_target_that_is_met_needs_nothing_and_has_no_coverage():
    frame = coverage(ROWS, QUARTER.assign(amount=40.0), WINDOW)
    assert values(frame, "value") == [-1]
    assert values(frame, "still_needed") == [0]
    assert values(frame, "missing_opportunities") == [0]


def test_without_a_target_in_force_the_open_amounts_remain():
    late = table(PLAN, "2026-03-01 2026-03-31 North 100", measure="bookings")
    frame = coverage(ROWS, late, WINDOW).set_index("measure")["value"]
    assert frame["open_amount"] == 120
    assert frame.drop(["open_amount", "due_amount"]).isna().all()


def test_a_target_of_a_team_without_records_is_shown():
    plan = pd.concat([QUARTER, QUARTER.assign(team="West", amount=7.0)])
    frame = coverage(ROWS, plan, WINDOW, by=["team"]).set_index(["measure", "team"])["value"]
    assert frame["still_needed", "West"] == 7
    assert frame["open_amount", "West"] == 0
    assert pd.isna(frame["target", "South"])


def test_what_targets_do_not_have_is_unattributed_and_no_repeated_total():
    frame = coverage(ROWS.assign(source="Web"), QUARTER, WINDOW, by=["source"])
    marks = frame.set_index("measure")["mark"]
    assert marks["target"] == "unattributed"
    assert marks["open_amount"] == ""
    assert values(frame, "target") == [-1]


def test_wins_without_any_amount_leave_the_need_unknown():
    rows = ROWS.assign(amount=ROWS["amount"].mask(ROWS["status"].eq("won")))
    assert values(coverage(rows, QUARTER, WINDOW), "still_needed") == [-1]
