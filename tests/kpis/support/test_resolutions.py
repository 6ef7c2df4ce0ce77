from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.kpis.support.resolutions import Resolutions, distinct_cases, resolutions
from kit.window import Window

Make = Callable[..., pd.DataFrame]
WINDOW = Window(date(2026, 3, 31))
ONCE_MORE = (
    "a 2026-03-03T10:00Z open resolved",
    "a 2026-03-05T10:00Z resolved open",
    "a 2026-03-10T10:00Z open resolved",
    "a 2026-03-24T03:00Z resolved closed",
)
CASE = "a 2026-03-02T10:00Z - 2026-03-10T10:00Z 2026-03-24T03:00Z Log-in"


def days(series: pd.Series) -> list[int | None]:
    return [None if pd.isna(one) else one.day for one in series]


def test_changes_tell_the_first_resolution_the_table_the_last(
    cases_of: Make, changes_of: Make
) -> None:
    found = resolutions(cases_of(CASE), changes_of(*ONCE_MORE), WINDOW)
    assert days(found.first) == [3]
    assert days(found.reopened) == [5]
    assert days(found.final) == [10]
    assert found.was_reopened.tolist() == [True]


def seen_on(day: int, cases: pd.DataFrame, changes: pd.DataFrame) -> Resolutions:
    window = Window(date(2026, 3, day))
    return resolutions(distinct_cases(cases, window), changes, window)


def test_seen_from_between_only_what_had_happened_counts(cases_of: Make, changes_of: Make) -> None:
    case, changes = cases_of(CASE), changes_of(*ONCE_MORE)
    resolved = seen_on(4, case, changes)
    assert (days(resolved.first), days(resolved.final)) == ([3], [3])
    assert resolved.was_reopened.tolist() == [False]
    reopened = seen_on(6, case, changes)
    assert (days(reopened.first), days(reopened.final)) == ([3], [None])
    assert reopened.was_reopened.tolist() == [True]


def test_a_robots_close_is_no_resolution(cases_of: Make, changes_of: Make) -> None:
    closed = cases_of("a 2026-03-02T10:00Z - - 2026-03-24T03:00Z Log-in", CASE.replace("a", "b", 1))
    found = resolutions(closed, changes_of(), WINDOW)
    assert days(found.final) == [None, 10]


def test_closing_stands_for_resolving_where_no_case_is_ever_resolved(
    cases_of: Make, changes_of: Make
) -> None:
    closed = cases_of("a 2026-03-02T10:00Z - - 2026-03-24T03:00Z Log-in")
    assert days(resolutions(closed, changes_of(), WINDOW).final) == [24]


def test_the_word_for_resolved_is_learned_from_the_instants(
    cases_of: Make, changes_of: Make
) -> None:
    changes = changes_of(
        "a 2026-03-03T10:00Z aperto risolto",
        "a 2026-03-05T10:00Z risolto aperto",
        "a 2026-03-10T10:00Z aperto risolto",
    )
    found = resolutions(cases_of(CASE), changes, WINDOW)
    assert (days(found.first), days(found.reopened)) == ([3], [5])


def test_without_changes_the_count_tells_of_a_reopening_but_not_when(
    cases_of: Make, changes_of: Make
) -> None:
    found = resolutions(cases_of(CASE, reopened=(1,)), changes_of(), WINDOW)
    assert found.was_reopened.tolist() == [True]
    assert (days(found.first), days(found.reopened)) == ([10], [None])


def test_days_of_resolution_go_with_instants_of_change(cases_of: Make, changes_of: Make) -> None:
    case = cases_of(CASE)
    dated = case.assign(
        resolved_at=case["resolved_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    )
    found = resolutions(dated, changes_of(*ONCE_MORE), WINDOW)
    assert (days(found.first), days(found.final)) == ([3], [10])
