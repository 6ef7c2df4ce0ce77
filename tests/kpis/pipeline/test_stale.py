"""Stale opportunities, and the chances that they are judged by."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis import stale_opportunities, stale_share
from kit.kpis.pipeline.stale import upper_bound
from kit.kpis.pipeline.win_chances import win_chances
from kit.window import Window
from tests.kpis.pipeline.written import changes, history, table, values

WINDOW = Window(date(2026, 12, 31), periods=1)
COLUMNS = "opportunity_id created_at closed_at status amount stage expected_close_date"
NO_LOG = changes("expected_close_date")


def company(young_wins: int, old_losses: int) -> pd.DataFrame:
    """Won at 10 days, lost at 300 days, and three open: one of 5 days, two of 200."""
    lines = [f"w{n} 2025-01-01 2025-01-11 won 5 Won -" for n in range(young_wins)]
    lines += [f"l{n} 2025-01-01 2025-10-28 lost 0 Lost -" for n in range(old_losses)]
    lines += [
        "young 2026-12-26 - open 60 New 2027-01-31",
        "old 2026-06-14 - open 30 New 2026-12-01",
        "older 2026-06-14 - open 10 New -",
    ]
    return table(COLUMNS, *lines)


def test_old_ones_are_stale_when_enough_were_followed_and_hardly_any_was_won():
    frame = stale_share(company(60, 60), history(), WINDOW)
    assert values(frame, "stale") == [pytest.approx(2 / 3)]
    assert values(frame, "stale_amount") == [pytest.approx(0.4)]
    assert values(frame, "cannot_tell") == [0]


def test_fewer_than_30_followed_tell_nothing():
    frame = stale_share(company(60, 25), history(), WINDOW)
    assert values(frame, "stale") == [0]
    assert values(frame, "cannot_tell") == [pytest.approx(2 / 3)]


def test_a_bound_of_5_percent_or_more_does_not_make_stale():
    # No win among 40: the one-sided bound at 90 % is 1 - 0.1 ** (1 / 40) = 5.6 %.
    assert upper_bound(np.array([0.0]), np.array([40.0]), 0.9)[0] == pytest.approx(0.0559, abs=1e-4)
    frame = stale_share(company(60, 40), history(), WINDOW)
    assert values(frame, "cannot_tell") == [pytest.approx(2 / 3)]


def test_a_chance_is_that_of_those_at_the_stage_at_the_age_whatever_they_reached_later():
    rows = table(
        COLUMNS,
        "a 2026-01-01 2026-01-31 won 5 Won -",
        "b 2026-01-01 2026-05-31 lost 0 Lost -",
    )
    entered = history("a 2026-01-01 New", "a 2026-01-11 Offer", "b 2026-01-01 New")
    found = win_chances(rows, entered, WINDOW).set_index(["stage", "age_days"])["chance"]
    assert found["New", 7.0] == 0.5
    assert found["New", 14.0] == 0
    assert found["Offer", 14.0] == 1
    assert ("Offer", 7.0) not in found.index


def test_those_cut_off_count_as_long_as_they_were_seen():
    rows = table(COLUMNS, "a 2026-01-01 2026-03-02 won 5 Won -", "b 2026-12-01 - open 5 New -")
    first = win_chances(rows, history(), WINDOW).iloc[0]
    # b is seen for 30 of the 90 days and is gone when a is won on day 60.
    assert first["followed"] == pytest.approx(1 + 30 / 90)
    assert (first["won"], first["chance"]) == (1, 1)


def test_a_thin_stage_falls_back_on_all_stages_and_says_so():
    entered = history(*(f"l{n} 2025-01-01 New" for n in range(10)))
    listed = stale_opportunities(company(60, 60), entered, NO_LOG, WINDOW)
    assert listed["basis"].tolist() == ["all", "all"]
    entered = history(*(f"{one}{n} 2025-01-01 New" for n in range(60) for one in "lw"))
    listed = stale_opportunities(company(60, 60), entered, NO_LOG, WINDOW)
    assert listed["basis"].tolist() == ["stage", "stage"]


def test_the_listing_shows_the_largest_first_with_what_else_speaks_against_them():
    log = changes(
        "expected_close_date",
        "old 2026-08-01 2026-09-01 2026-10-01",
        "old 2026-09-20 2026-10-01 2026-12-01",
        "old 2026-10-01 2026-12-01 2026-11-01",
    )
    listed = stale_opportunities(company(60, 60), history(), log, WINDOW)
    assert listed["opportunity_id"].tolist() == ["old", "older"]
    assert listed["state"].tolist() == ["stale", "stale"]
    assert listed["age_days"].tolist() == [200, 200]
    assert listed["overdue_days"].tolist() == [30, pd.NA]
    assert listed["times_pushed"].tolist() == [2, 0]
    assert (listed["chance_high"] < 0.05).all()
    assert len(stale_opportunities(company(60, 60), history(), log, WINDOW, limit=1)) == 1
    unlogged = stale_opportunities(company(60, 60), history(), NO_LOG, WINDOW)
    assert unlogged["times_pushed"].isna().all()


def test_a_small_unit_is_judged_by_the_whole_company_on_the_same_day_only():
    unit = company(0, 0)
    chances = win_chances(company(60, 60), history(), WINDOW)
    assert values(stale_share(unit, history(), WINDOW), "cannot_tell") == [1]
    judged = stale_share(unit, history(), WINDOW, win_chances=chances)
    assert values(judged, "stale") == [pytest.approx(2 / 3)]
    earlier = chances.assign(as_of=pd.Timestamp("2026-12-30"))
    assert values(stale_share(unit, history(), WINDOW, win_chances=earlier), "cannot_tell") == [1]
