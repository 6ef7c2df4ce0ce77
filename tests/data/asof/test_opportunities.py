"""Opportunities as known on a day."""

from __future__ import annotations

import time
from datetime import date

import pandas as pd
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from kit.data.asof import known_at
from tests.data.asof.then import MADRID, UTC


def test_a_later_close_is_undone_and_an_earlier_one_stays(opportunities: DataFrame) -> None:
    known = known_at(opportunities, date(2026, 1, 31), UTC).set_index("opportunity_id")
    assert known["status"].to_dict() == {"a": "won", "b": "open", "c": "open", "d": "open"}
    assert known["closed_at"].notna().to_dict() == {"a": True, "b": False, "c": False, "d": False}
    assert known.loc["c", ["loss_reason", "stage"]].isna().all()
    assert known.loc["a", "stage"] == "Won"


def test_the_amount_falls_back_to_the_one_before_closing_then_to_the_list_price(
    opportunities: DataFrame,
) -> None:
    known = known_at(opportunities, date(2026, 1, 31), UTC).set_index("opportunity_id")
    assert known["amount"].to_dict() == {"a": 100.0, "b": 200.0, "c": 300.0, "d": 70.0}
    without = opportunities.drop(columns=["amount_before_close", "list_price"])
    known = known_at(without, date(2026, 1, 31), UTC).set_index("opportunity_id")
    assert pd.isna(known.loc["b", "amount"])


def test_created_later_is_unknown_and_not_started_is_kept(opportunities: DataFrame) -> None:
    assert known_at(opportunities, date(2026, 2, 28), UTC)["opportunity_id"].tolist() == list(
        "abcd"
    )
    assert known_at(opportunities, date(2026, 3, 1), UTC)["opportunity_id"].tolist() == list(
        "abcde"
    )


def test_expected_dates_are_plans_and_stay(opportunities: DataFrame) -> None:
    assert known_at(opportunities, date(2026, 1, 31), UTC)["expected_close_date"].notna().all()


def test_looking_twice_changes_nothing_and_the_input_is_untouched(opportunities: DataFrame) -> None:
    before = opportunities.copy(deep=True)
    once = known_at(opportunities, date(2026, 1, 31), UTC)
    assert_frame_equal(known_at(once, date(2026, 1, 31), UTC), once)
    assert_frame_equal(opportunities, before)
    assert (once.dtypes == before.dtypes).all()


def test_an_early_look_through_a_later_look_is_the_early_look(opportunities: DataFrame) -> None:
    early = known_at(opportunities, date(2026, 1, 10), UTC)
    through = known_at(known_at(opportunities, date(2026, 2, 28), UTC), date(2026, 1, 10), UTC)
    assert_frame_equal(early, through)


def test_dates_count_to_the_end_of_the_day(opportunities: DataFrame) -> None:
    dated = opportunities.assign(
        closed_at=opportunities["closed_at"].dt.tz_localize(None).dt.normalize()
    )
    assert known_at(dated, date(2026, 2, 20), MADRID)["status"].tolist() == [
        "won",
        "won",
        "open",
        "open",
    ]


def test_a_million_opportunities_take_less_than_a_second() -> None:
    n = 1_000_000
    created = pd.Series(pd.date_range("2024-01-01", periods=n, freq="min", tz="UTC", unit="us"))
    frame = DataFrame(
        {
            "opportunity_id": created.index.astype("str"),
            "created_at": created,
            "status": "won",
            "closed_at": created + pd.Timedelta(days=90),
            "amount": 1.0,
        }
    )

    start = time.process_time()
    known_at(frame, date(2025, 6, 30), UTC)
    assert time.process_time() - start < 1.0
