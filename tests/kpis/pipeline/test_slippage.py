"""Expected close dates that were put off."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kit.kpis import close_date_slippage
from kit.window import Window
from tests.kpis.pipeline.written import changes, table, values

WINDOW = Window(date(2026, 2, 28), periods=2)
COLUMNS = "opportunity_id created_at closed_at status expected_close_date"
FIELD = "expected_close_date"
ROWS = table(
    COLUMNS,
    "a 2026-01-01 - open 2026-03-20",
    "b 2026-01-01 - open 2026-02-10",
    "c 2026-01-01 2026-02-20 lost 2026-02-25",
    "d 2026-01-01 - open -",
)
LOG = changes(
    FIELD,
    "a 2026-01-20 2026-01-31 2026-02-10",
    "a 2026-02-05 2026-02-10 2026-03-20",
    "c 2026-02-10 2026-02-28 2026-02-25",
)


def test_open_and_closed_ones_by_hand():
    frame = close_date_slippage(ROWS, LOG, WINDOW)
    # a, b and c are open with a date on 31 January, a and b on 28 February.
    assert values(frame, "open_pushed") == [1 / 3, 1 / 2]
    assert values(frame, "open_pushes") == [1 / 3, 1.0]
    assert values(frame, "open_days") == [10, 48]
    assert values(frame, "closed_pushed") == [-1, 0]
    assert values(frame, "closed_days") == [-1, -1]


def test_overdue_looks_at_the_date_as_it_stood_at_the_end_of_the_period():
    log = changes(FIELD, "a 2026-02-05 2026-01-15 2026-03-20")
    frame = close_date_slippage(ROWS, log, WINDOW)
    assert values(frame, "overdue") == [1 / 3, 1 / 2]


def test_a_pull_in_is_no_push_and_makes_up_for_none():
    log = changes(FIELD, "b 2026-01-05 2026-02-01 2026-02-21", "b 2026-01-09 2026-02-21 2026-02-10")
    frame = close_date_slippage(ROWS, log, WINDOW)
    assert values(frame, "open_pushed") == [1 / 3, 1 / 2]
    assert values(frame, "open_days") == [20, 20]


def test_dates_set_after_the_close_are_not_pushes():
    log = changes(FIELD, "c 2026-02-21 2026-02-10 2026-02-25")
    assert values(close_date_slippage(ROWS, log, WINDOW), "closed_pushed") == [-1, 0]


def test_without_a_log_only_what_is_overdue_is_known():
    frame = close_date_slippage(ROWS, changes(FIELD), WINDOW)
    assert values(frame, "overdue") == [0, 1 / 2]
    assert frame.loc[frame["measure"].ne("overdue"), "value"].isna().all()


def test_periods_before_the_log_began_are_not_known_and_one_it_began_in_is_partial():
    frame = close_date_slippage(ROWS, LOG.iloc[1:], WINDOW).query("measure == 'open_pushed'")
    assert frame["value"].isna().tolist() == [True, False]
    assert frame["mark"].tolist()[1] == "partial"


def test_without_a_log_snapshots_tell_and_a_move_between_units_counts_once():
    seen = pd.DataFrame(
        {
            "opportunity_id": ["a", "a"],
            "field": FIELD,
            "old": "2026-01-31",
            "new": "2026-03-20",
            "to_as_of": pd.to_datetime(["2026-01-31"] * 2),
            "to_taken_at": pd.to_datetime(["2026-02-01"] * 2, utc=True),
        }
    )
    frame = close_date_slippage(ROWS, changes(FIELD), WINDOW, observed_changes=seen)
    assert values(frame, "open_pushes") == [1 / 3, 1 / 2]
    later = seen.assign(to_as_of=pd.Timestamp("2026-03-01"))
    frame = close_date_slippage(ROWS, changes(FIELD), WINDOW, observed_changes=later)
    assert values(frame, "open_pushes") == [-1, -1]
