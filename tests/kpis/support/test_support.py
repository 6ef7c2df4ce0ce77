"""Waiting, promises kept, backlog and categories, worked out by hand in UTC office hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.errors import ParamError
from kit.kpis import (
    backlog,
    cases_by_category,
    first_response_time,
    reopen_rate,
    resolution_time,
    sla_met,
)
from kit.window import Window

Make = Callable[..., pd.DataFrame]
WINDOW = Window(date(2026, 3, 31), "month", 3)
MARCH = pd.Timestamp("2026-03-01")


def in_march(frame: pd.DataFrame, column: str = "value") -> dict[str, float]:
    own = frame[frame["period"].eq(MARCH)]
    return dict(zip(own["measure"], own[column], strict=True))


@pytest.fixture
def cases(cases_of: Make) -> pd.DataFrame:
    """2 March is a Monday; c is open, d resolved without an answer, e was opened just now."""
    return cases_of(
        "a 2026-03-02T10:00Z 2026-03-02T11:00Z 2026-03-02T15:00Z 2026-03-30T03:00Z Log-in",
        "b 2026-03-02T17:00Z 2026-03-03T12:00Z 2026-03-09T12:00Z 2026-03-30T03:00Z Log-in",
        "c 2026-03-02T10:00Z - - - Billing",
        "d 2026-03-02T10:00Z - 2026-03-02T12:00Z - Billing",
        "e 2026-03-31T17:00Z 2026-03-31T17:30Z - - Log-in",
    )


@pytest.fixture
def none(changes_of: Make) -> pd.DataFrame:
    return changes_of()


def test_the_first_response_in_working_and_clock_hours(cases: pd.DataFrame) -> None:
    found = in_march(first_response_time(cases.iloc[:2], WINDOW))
    assert found["median"] == 1.0
    assert (found["p90"], found["p90_clock"]) == (4.0, 19.0)


def test_the_unanswered_stay_at_risk_and_the_resolved_never_get_an_answer(
    cases: pd.DataFrame,
) -> None:
    frame = first_response_time(cases.iloc[:4], WINDOW)
    assert in_march(frame)["median"] == 4.0
    assert in_march(frame, "mark")["p90"] == "not_reached"


def test_resolution_ends_when_resolved_not_when_a_robot_closes(
    cases: pd.DataFrame, none: pd.DataFrame
) -> None:
    found = in_march(resolution_time(cases.iloc[:2], none, WINDOW))
    assert found["final_median"] == 5.0
    assert found["final_p90"] == 1 + 4 * 9 + 3
    assert found["final_p90_clock"] == 6 * 24 + 19


def test_open_cases_are_not_dropped(cases: pd.DataFrame, none: pd.DataFrame) -> None:
    """Of a, c and d two are resolved; half of all three are after five hours, not two."""
    found = in_march(resolution_time(cases.iloc[[0, 2, 3]], none, WINDOW))
    assert found["final_median"] == 5.0


def test_the_first_and_the_last_resolution_of_a_reopened_case(
    cases: pd.DataFrame, changes_of: Make
) -> None:
    changes = changes_of(
        "b 2026-03-03T10:00Z open resolved",
        "b 2026-03-04T10:00Z resolved open",
        "b 2026-03-09T12:00Z open resolved",
    )
    found = in_march(resolution_time(cases.iloc[[1]], changes, WINDOW))
    assert (found["first_median"], found["final_median"]) == (2.0, 40.0)


def test_a_case_is_judged_once_its_limit_has_passed(
    cases: pd.DataFrame, none: pd.DataFrame
) -> None:
    """A and b answered in 1 and 4 hours; c and d never; e still has time although it was quick."""
    frame = sla_met(cases, none, WINDOW)
    assert in_march(frame)["response"] == pytest.approx(2 / 4)
    assert in_march(frame, "n") == {"response": 4, "resolution": 4}
    assert in_march(frame)["resolution"] == pytest.approx(2 / 4)
    assert in_march(frame, "mark")["response"] == "immature"


def test_limits_by_priority(cases: pd.DataFrame, none: pd.DataFrame) -> None:
    urgent = cases.iloc[:2].assign(priority=["high", "low"])
    frame = sla_met(urgent, none, WINDOW, response_hours={"high": 0.5})
    assert in_march(frame)["response"] == 0.0
    assert in_march(frame, "n")["response"] == 1
    with pytest.raises(ParamError, match="cannot be met"):
        sla_met(cases, none, WINDOW, response_hours=0)


def test_a_response_that_is_never_recorded_is_not_a_missed_one(
    cases: pd.DataFrame, none: pd.DataFrame
) -> None:
    silent = cases.assign(first_response_at=pd.Series(pd.NaT, cases.index).dt.tz_localize("UTC"))
    assert np.isnan(in_march(sla_met(silent, none, WINDOW))["response"])


def test_reopened_within_the_days_after_the_first_resolution(
    cases: pd.DataFrame, changes_of: Make
) -> None:
    changes = changes_of(
        "a 2026-03-02T15:00Z open resolved",
        "b 2026-03-03T10:00Z open resolved",
        "b 2026-03-07T10:00Z resolved open",
        "b 2026-03-09T12:00Z open resolved",
    )
    frame = reopen_rate(cases, changes, WINDOW, days=20)
    assert (in_march(frame)["value"], in_march(frame, "n")["value"]) == (pytest.approx(1 / 3), 3)
    assert in_march(reopen_rate(cases, changes, WINDOW, days=3))["value"] == 0.0
    assert in_march(reopen_rate(cases, changes, WINDOW), "mark")["value"] == "immature"


def test_where_reopenings_are_not_recorded_there_is_no_rate(
    cases: pd.DataFrame, none: pd.DataFrame
) -> None:
    unknown = cases.assign(reopened_count=pd.array([None] * len(cases), dtype="Int64"))
    assert np.isnan(in_march(reopen_rate(unknown, none, WINDOW))["value"])
    assert in_march(reopen_rate(cases, none, WINDOW))["value"] == 0.0


def test_the_backlog_is_a_stock_of_the_periods_last_day(cases_of: Make, changes_of: Make) -> None:
    cases = cases_of(
        "a 2026-01-10T00:00Z - 2026-03-10T00:00Z 2026-03-30T03:00Z Log-in",
        "b 2026-02-19T00:00Z - - - Log-in",
    )
    changes = changes_of(
        "a 2026-02-10T00:00Z open resolved",
        "a 2026-03-05T00:00Z resolved open",
        "a 2026-03-10T00:00Z open resolved",
    )
    frame = backlog(cases, changes, WINDOW)
    assert frame.loc[frame["measure"].eq("open"), "value"].tolist() == [1, 1, 1]
    assert frame.loc[frame["measure"].eq("median_age"), "value"].tolist() == [22, 10, 41]
    assert frame.attrs["is_stock"]
    last_day = backlog(cases, changes, Window(date(2026, 3, 7), "month", 3))
    assert last_day.loc[last_day["measure"].eq("open"), "value"].tolist() == [1, 1, 2]


def test_categories_by_count_hours_share_and_change(
    cases: pd.DataFrame, cases_of: Make, none: pd.DataFrame
) -> None:
    old = cases_of(
        "x 2025-12-01T10:00Z - 2025-12-01T11:00Z - Log-in",
        "y 2026-02-10T10:00Z - 2026-02-10T11:00Z - Log-in",
    )
    frame = cases_by_category(pd.concat([old, cases], ignore_index=True), none, WINDOW)
    log_in = in_march(frame[frame["category"].eq("Log-in")])
    assert (log_in["count"], log_in["hours"]) == (3, 5 + 40 + 1)
    assert (log_in["share"], log_in["change"]) == (pytest.approx(3 / 5), 2)
    billing = frame[frame["category"].eq("Billing")]
    assert in_march(billing, "mark")["change"] == "immature"
    february = billing[billing["period"].eq(pd.Timestamp("2026-02-01"))].set_index("measure")
    assert february["value"].to_dict() == {
        "count": 0,
        "hours": pytest.approx(np.nan, nan_ok=True),
        "share": 0,
        "change": 0,
    }


def test_a_period_that_still_runs_is_compared_with_as_much_of_the_one_before(
    cases_of: Make, none: pd.DataFrame
) -> None:
    days = [
        *(f"2026-01-{day:02}" for day in range(1, 29)),
        "2026-02-03",
        "2026-02-25",
        "2026-03-04",
    ]
    cases = cases_of(*(f"{day} {day}T10:00Z - - - Log-in" for day in days))
    frame = cases_by_category(cases, none, Window(date(2026, 3, 10), "month", 2))
    assert in_march(frame)["change"] == 0
