from __future__ import annotations

from datetime import date

import numpy as np

from kit.models.forecast.months import LONGEST, Ahead, history, number_of


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[us]")


def test_the_running_month_counts_with_the_days_it_still_has() -> None:
    ahead = Ahead(date(2026, 2, 20), 2)
    assert ahead.days.tolist() == [8, 31, 30]
    assert [str(day.date()) for day in ahead.starts] == ["2026-02-01", "2026-03-01", "2026-04-01"]


def test_nothing_is_left_of_a_month_on_its_last_day() -> None:
    ahead = Ahead(date(2028, 2, 29), 1)
    assert ahead.ends.tolist() == [0, 31]


def test_totals_are_those_of_each_team_and_month_from_the_first_day_on() -> None:
    when = days("2025-12-30", "2026-01-10", "2026-01-31", "2026-02-01", "2026-02-11")
    codes, values = np.array([0, 0, 1, 1, 0]), np.array([9.0, 2.0, 3.0, 4.0, 8.0])
    past = history(when, codes, values, 2, date(2026, 1, 5), date(2026, 2, 10))
    assert past.totals.tolist() == [[2.0, 0.0], [3.0, 4.0]]
    assert past.days.tolist() == [27.0, 10.0]


def test_a_history_from_the_far_past_is_cut_to_its_last_months() -> None:
    past = history(days("1900-01-01"), np.array([0]), np.ones(1), 1, date(1900, 1, 1), date.max)
    assert len(past.numbers) == LONGEST
    assert past.totals.sum() == 0
    assert past.numbers[-1] == number_of(date.max)
