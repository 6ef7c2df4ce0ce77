"""The leaderboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kit.kpis import leaderboard
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 10), periods=2)


@pytest.fixture
def board(opportunities_of: Make) -> pd.DataFrame:
    """Ada won 2 of 2, Bo 24 of 36, nobody 1 of 1; Cy has only an open one."""
    table = opportunities_of(
        *["2025-12-01 2026-01-02 won Ada 50 -"] * 2,
        *["2025-12-01 2026-02-02 won Bo 10 -"] * 24,
        *["2025-12-01 2026-01-02 lost Bo 0 -"] * 12,
        "2025-12-01 2026-01-02 won - 60 -",
        "2025-12-01 - open Cy 10 -",
        "2025-12-01 2025-12-31 won Cy 999 -",
    )
    frame = leaderboard(table, JAN_FEB)
    return frame.assign(owner=frame["owner"].astype("str").fillna("nobody"))


def measure(board: pd.DataFrame, name: str) -> pd.DataFrame:
    return board[board["measure"] == name].set_index("owner")


def test_the_whole_window_counts_and_contributions_add_up(board: pd.DataFrame) -> None:
    assert measure(board, "amount")["value"].to_dict() == {
        "Ada": 100,
        "Bo": 240,
        "Cy": 0,
        "nobody": 60,
    }
    assert measure(board, "count")["value"].to_dict() == {"Ada": 2, "Bo": 24, "Cy": 0, "nobody": 1}
    assert measure(board, "contribution")["value"].tolist() == [0.25, 0.6, 0, 0.15]
    assert set(board["period"]) == {pd.Timestamp("2026-02-01")}


def test_two_of_two_is_drawn_towards_the_common_rate(board: pd.DataFrame) -> None:
    raw, shrunken = measure(board, "win_rate"), measure(board, "win_rate_shrunken")
    assert raw.loc["Ada", "value"] == 1
    assert shrunken.loc["Ada", "value"] < 0.9
    assert abs(shrunken.loc["Bo", "value"] - 24 / 36) < 0.05
    assert raw["mark"].to_dict() == {"Ada": "thin", "Bo": "", "Cy": "", "nobody": "thin"}


def test_ranks_say_how_unsure_they_are(board: pd.DataFrame) -> None:
    rank = measure(board, "rank")
    assert rank.loc["Ada", ["low", "high"]].tolist() == [1, 2]
    assert sorted(rank["value"].dropna()) == [1, 2]


def test_who_closed_nothing_and_nobody_have_no_place(board: pd.DataFrame) -> None:
    assert measure(board, "win_rate").loc["Cy"].isna()[["value", "low", "high"]].all()
    assert measure(board, "rank").loc[["Cy", "nobody"], "value"].isna().all()
    assert measure(board, "win_rate_shrunken").loc[["Cy", "nobody"], "value"].isna().all()


def test_rates_of_few_records_are_suppressed_but_amounts_are_open(opportunities_of: Make) -> None:
    table = opportunities_of(*["2025-12-01 2026-01-02 won Ada 50 -"] * 2)
    window = Window(date(2026, 2, 10), periods=2, minimum_group=5)
    ada = measure(leaderboard(table, window).query("owner == 'Ada'"), "win_rate").iloc[0]
    assert (ada["mark"], pd.isna(ada["value"])) == ("suppressed", True)
    assert measure(leaderboard(table, window), "amount").loc["Ada", "value"] == 100


def test_without_bookings_there_is_no_contribution(opportunities_of: Make) -> None:
    table = opportunities_of("2025-12-01 2026-01-02 lost Ada 0 -")
    assert measure(leaderboard(table, JAN_FEB), "contribution")["value"].isna().all()
