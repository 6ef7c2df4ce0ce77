"""Win rates by count, by amount, with no-decision losses and by cohort."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis import win_rate, win_rate_amount, win_rate_cohort, win_rate_with_no_decision
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JANUARY = Window(date(2026, 1, 31), periods=1)
JAN_FEB = Window(date(2026, 2, 28), periods=2)


def test_win_rate_leaves_open_ones_out_of_both_sides(opportunities_of: Make) -> None:
    table = opportunities_of(
        "2025-12-01 2026-01-01 won Ada 90 -",
        "2025-12-01 2026-01-31 lost Ada 0 -",
        "2025-12-01 2026-01-15 lost Bo 0 -",
        "2025-12-01 - open Bo - -",
        "2025-12-01 2026-02-01 won Bo 90 -",
    )
    frame = win_rate(table, JANUARY)
    assert frame["value"].tolist() == pytest.approx([1 / 3])
    assert frame["n"].tolist() == [3]


def test_a_period_with_nothing_closed_has_no_win_rate(opportunities_of: Make) -> None:
    frame = win_rate(opportunities_of("2025-12-01 2026-01-01 won Ada 90 -"), JAN_FEB)
    assert frame["value"].iloc[0] == 1
    assert frame.loc[1, ["value", "low", "high"]].isna().all()


def test_an_owner_without_records_has_no_win_rate(opportunities_of: Make) -> None:
    frame = win_rate(opportunities_of("2025-12-01 2026-01-01 won Ada 90 -"), JANUARY, by=["owner"])
    assert frame["owner"].tolist() == ["Ada", "Bo", "Cy"]
    assert frame["value"].isna().tolist() == [False, True, True]


def test_zeroed_lost_amounts_do_not_make_a_rate_by_amount_of_100_percent(
    opportunities_of: Make,
) -> None:
    table = opportunities_of(
        "2025-12-01 2026-01-02 won Ada 110 100",
        "2025-12-01 2026-01-03 won Ada 95 100",
        "2025-12-01 2026-01-04 lost Ada 0 600",
    )
    frame = win_rate_amount(table, JANUARY)
    assert frame["value"].tolist() == [0.25]
    assert frame["low"].iloc[0] < 0.25 < frame["high"].iloc[0]


def test_without_anything_to_weigh_by_a_rate_by_amount_is_missing_and_marked(
    opportunities_of: Make,
) -> None:
    table = opportunities_of(
        "2025-12-01 2026-01-02 won Ada 110 -", "2025-12-01 2026-01-04 lost Ada 0 -"
    )
    frame = win_rate_amount(table, JAN_FEB)
    assert frame["value"].isna().all()
    assert frame["n"].tolist() == [0, 0]
    assert frame["mark"].tolist() == ["unattributed", ""]


def test_a_rate_by_amount_of_all_won_has_a_lower_bound_below_1(opportunities_of: Make) -> None:
    table = opportunities_of(*["2025-12-01 2026-01-02 won Ada 110 -"] * 3)
    row = win_rate_amount(table, JANUARY).iloc[0]
    assert (row["value"], row["high"]) == (1, 1)
    assert row["low"] < 0.8


def test_no_decision_counts_in_the_period_in_which_everybody_else_had_decided(
    opportunities_of: Make,
) -> None:
    table = opportunities_of(
        "2026-01-01 2026-01-11 won Ada 90 -",
        "2026-01-11 - open Ada - -",
        "2026-01-20 - open Ada - -",
        "2026-01-21 - open Ada - -",
        "2026-02-20 - open Ada - -",
        "- - open Ada - -",
    )
    # Decided within 10 days: the 2nd is past that on 22 January, the 3rd on the 31st, the 4th
    # on 1 February, the 5th after as_of.
    frame = win_rate_with_no_decision(table, JAN_FEB)
    assert frame["n"].tolist() == [3, 1]
    assert frame["value"].tolist() == pytest.approx([1 / 3, 0])
    assert win_rate(table, JAN_FEB)["value"].fillna(-1).tolist() == [1, -1]


def test_before_the_first_close_nobody_is_given_up(opportunities_of: Make) -> None:
    frame = win_rate_with_no_decision(opportunities_of("2024-01-01 - open Ada - -"), JANUARY)
    assert np.isnan(frame["value"].iloc[0])


def test_a_cohort_counts_wins_so_far_among_all_created(opportunities_of: Make) -> None:
    table = opportunities_of(
        "2026-01-01 2026-01-06 won Ada 90 -",
        "2026-01-02 2026-02-06 lost Ada 0 -",
        "2026-01-03 2026-03-06 won Ada 90 -",
        "2026-02-03 - open Ada - -",
    )
    frame = win_rate_cohort(table, JAN_FEB)
    assert frame["value"].tolist() == pytest.approx([1 / 3, 0])
    assert frame["n"].tolist() == [3, 1]


def test_a_cohort_is_immature_until_9_in_10_have_ended_or_are_past_deciding(
    opportunities_of: Make,
) -> None:
    ended = ["2026-01-01 2026-01-21 lost Ada 0 -"] * 9
    young = opportunities_of(*ended, "2026-01-31 - open Ada - -", "2026-01-31 - open Ada - -")
    old = opportunities_of(*ended, "2026-01-10 - open Ada - -", "2026-01-11 - open Ada - -")
    at = date(2026, 1, 31)
    assert win_rate_cohort(young, JANUARY)["mark"].tolist() == ["immature"]
    # 20 days are the longest cycle: created on the 10th is past it on 31 January, the 11th not.
    assert win_rate_cohort(old, JANUARY.at(at))["mark"].tolist() == ["thin"]
    assert win_rate_cohort(old, JANUARY.at(date(2026, 1, 30)))["mark"].tolist() == ["immature"]
