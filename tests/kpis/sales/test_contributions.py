"""The open leaderboard: everyone's bookings and shares over the whole window."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.kpis import contributions
from kit.window import Window

QUARTER = Window(date(2026, 3, 31), periods=3)


@pytest.fixture
def board() -> pd.DataFrame:
    """Ada of Iberia and Bo of DACH won in the first quarter; Cy only the year before."""
    rows = [
        ("EMEA", "Iberia", "Ada", "2026-01-01", 0.1, 1),
        ("EMEA", "Iberia", "Ada", "2026-02-01", 0.2, 2),
        ("EMEA", "DACH", "Bo", "2026-03-01", 0.6, 1),
        ("EMEA", "DACH", "Cy", "2025-12-01", 99.0, 9),
        (None, None, None, "2026-03-01", 0.1, 1),
    ]
    frame = pd.DataFrame(rows, columns=["region", "team", "owner", "month", "amount", "count"])
    return frame.astype({"month": "datetime64[us]", "count": "Int64"})


def test_months_within_the_window_add_up_exactly_the_largest_first(board: pd.DataFrame) -> None:
    found = contributions(board, QUARTER)
    assert found["owner"].fillna("nobody").tolist() == ["Bo", "Ada", "nobody"]
    assert found["amount"].tolist() == [0.6, 0.3, 0.1]
    assert found["count"].tolist() == [1, 3, 1]
    assert found.columns.tolist() == ["owner", "amount", "contribution", "count", "team", "region"]


def test_shares_with_those_of_nobody_add_up_to_one(board: pd.DataFrame) -> None:
    shares = contributions(board, QUARTER)["contribution"]
    assert shares.tolist() == pytest.approx([0.6, 0.3, 0.1])
    assert shares.sum() == pytest.approx(1)


def test_the_order_of_the_rows_does_not_matter(board: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        contributions(board.iloc[::-1], QUARTER), contributions(board, QUARTER)
    )


def test_the_input_is_left_as_it_was(board: pd.DataFrame) -> None:
    before = board.copy()
    contributions(board, QUARTER)
    pd.testing.assert_frame_equal(board, before)


def test_namesakes_of_two_teams_stay_apart(board: pd.DataFrame) -> None:
    found = contributions(board.assign(owner="Ada"), QUARTER)
    assert len(found) == 3


def test_where_nothing_was_booked_there_is_no_share(board: pd.DataFrame) -> None:
    found = contributions(board.assign(amount=0.0), QUARTER)
    assert found["contribution"].isna().all()


def test_outside_the_window_nobody_is_listed(board: pd.DataFrame) -> None:
    found = contributions(board, Window(date(2024, 6, 30), periods=1))
    assert len(found) == 0


def test_a_window_that_begins_within_a_month_leaves_that_month_out(board: pd.DataFrame) -> None:
    week = Window(date(2026, 3, 8), "week", 2)  # from 23 February
    assert contributions(board, week)["amount"].tolist() == [0.6, 0.1]
