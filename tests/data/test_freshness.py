from __future__ import annotations

from datetime import date

import pandas as pd
from pandas import DataFrame

from kit.data.frames import empty
from kit.data.freshness import newest_events
from kit.window import Calendar


def test_the_newest_event_counts_in_the_projects_zone() -> None:
    late = DataFrame({"opened_at": pd.to_datetime(["2026-01-31T23:30Z", "2026-01-02T10:00Z"])})
    assert newest_events({"cases": late}, Calendar("Europe/Madrid")) == {"cases": date(2026, 2, 1)}


def test_expected_dates_and_plans_are_no_events() -> None:
    tables = {
        "opportunities": DataFrame(
            {
                "created_at": pd.to_datetime(["2026-01-02"]),
                "closed_at": pd.to_datetime(["2026-01-09"]),
                "expected_close_date": pd.to_datetime(["2027-01-01"]),
            }
        ),
        "activities": DataFrame(
            {
                "occurred_at": pd.to_datetime(["2026-01-05"]),
                "due_at": pd.to_datetime(["2026-12-05"]),
            }
        ),
        "targets": DataFrame({"period_start": pd.to_datetime(["2027-01-01"])}),
    }
    assert newest_events(tables, Calendar()) == {
        "opportunities": date(2026, 1, 9),
        "activities": date(2026, 1, 5),
    }


def test_days_after_until_are_left_out() -> None:
    orders = DataFrame({"ordered_at": pd.to_datetime(["2026-01-02", "2206-01-02"])})
    newest = newest_events({"orders": orders}, Calendar(), until=date(2026, 6, 30))
    assert newest == {"orders": date(2026, 1, 2)}


def test_an_empty_table_has_no_newest_event() -> None:
    assert newest_events({"orders": empty("orders"), "stages": empty("stages")}, Calendar()) == {}
