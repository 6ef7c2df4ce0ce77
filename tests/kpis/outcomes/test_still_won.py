"""What those that have reached an age may still hope for, by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.kpis import still_won
from kit.window import Window

WINDOW = Window(date(2026, 6, 30))
TABLE = pd.DataFrame(
    {
        # Ages: won 10, lost 30, won 100, open 60, open 180.
        "created_at": pd.to_datetime(
            ["2026-01-01", "2026-01-01", "2026-01-01", "2026-05-01", "2026-01-01"]
        ),
        "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31", "2026-04-11", None, None]),
        "status": ["won", "lost", "won", "open", "open"],
        "amount": 1.0,
    }
)


def shares(age: int) -> dict[str, float]:
    frame = still_won(TABLE, WINDOW, ages=[0, 20, 50, 150, 300], days=60)
    return frame[frame["age_days"].eq(age)].set_index("measure")["value"].to_dict()


def test_of_all_from_the_creation_on() -> None:
    # One of five is won at 10, one of four lost at 30; nobody else ends by day 60.
    assert shares(0) == pytest.approx({"won": 0.2, "lost": 0.2, "still_open": 0.6})


def test_those_that_ended_before_the_age_do_not_count() -> None:
    # Four are open at 20: one of them is lost at 30.
    assert shares(20) == pytest.approx({"won": 0.0, "lost": 0.25, "still_open": 0.75})


def test_one_cut_off_on_the_way_counts_as_long_as_it_was_seen() -> None:
    # Three are open at 50, one of which is cut off at 60: one of the two left wins at 100.
    assert shares(50) == pytest.approx({"won": 0.5, "lost": 0.0, "still_open": 0.5})


def test_where_nobody_was_followed_so_long_it_says_so() -> None:
    frame = still_won(TABLE, WINDOW, ages=[0, 150, 300], days=60).query("measure == 'won'")
    assert frame["mark"].tolist() == ["thin", "immature", "not_reached"]
    assert frame["n"].tolist() == [5, 1, 0]
