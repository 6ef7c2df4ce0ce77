from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit.models.win_probability.standing import matured, stages_on, standing, won_by
from kit.window import Calendar, Window

TABLE = pd.DataFrame(
    {
        "opportunity_id": ["a", "b", "c"],
        "created_at": pd.to_datetime(["2026-01-01", "2026-01-10", "2026-03-01"]),
        "closed_at": pd.to_datetime(["2026-02-15", "2026-02-01", None]),
        "status": ["won", "lost", "open"],
        "stage": ["Won", "Lost", "New"],
        "amount": [5.0, 6.0, 7.0],
    }
)
HISTORY = pd.DataFrame(
    {
        "opportunity_id": ["a", "a", "a", "b", "x"],
        "entered_at": pd.to_datetime(
            ["2026-01-01", "2026-01-20", "2026-02-15", "2026-01-10", "2026-01-01"]
        ),
        "sequence": pd.array([1, 2, 3, 1, 1], dtype="Int64"),
        "stage": ["New", "Offer", "Won", "New", "New"],
    }
)


def test_those_open_then_are_seen_as_they_were_then() -> None:
    found = standing(TABLE, Window(date(2026, 1, 31)))
    assert found.records["opportunity_id"].tolist() == ["a", "b"]
    assert found.age.tolist() == [30.0, 21.0]
    assert found.records["status"].tolist() == ["open", "open"]


def test_instants_have_ages_to_the_end_of_the_day() -> None:
    table = TABLE.assign(
        created_at=TABLE["created_at"].dt.tz_localize("UTC") + pd.Timedelta(hours=12),
        closed_at=TABLE["closed_at"].dt.tz_localize("UTC"),
    )
    assert standing(table, Window(date(2026, 1, 31))).age.tolist() == [30.5, 21.5]


def test_wins_count_up_to_the_end_of_the_day() -> None:
    records = TABLE.iloc[[2, 0, 1]]
    for day, expected in ((date(2026, 2, 15), True), (date(2026, 2, 14), False)):
        assert won_by(TABLE, records, day, Calendar()).tolist() == [False, expected, False]


def test_a_record_that_has_gone_was_not_won() -> None:
    gone = TABLE.iloc[:1].assign(opportunity_id="z")
    assert won_by(TABLE, gone, date(2026, 12, 31), Calendar()).tolist() == [False]


def test_stages_are_those_of_the_day_by_the_history() -> None:
    window = Window(date(2026, 1, 31))
    found = stages_on(standing(TABLE, window).records, HISTORY, window)
    assert found["stage"].tolist() == ["Offer", "New"]
    assert found["days"].tolist() == [11.0, 21.0]


def test_a_stage_that_no_history_tells_is_not_taken_from_the_record() -> None:
    window = Window(date(2026, 3, 31))
    found = stages_on(standing(TABLE, window).records, HISTORY, window)
    assert found["stage"].isna().tolist() == [True]
    assert stages_on(TABLE, None, window)["days"].isna().all()


@pytest.mark.parametrize("day", pd.date_range("2026-01-01", "2026-12-31", freq="13D"))
def test_a_matured_day_is_a_quarter_back_and_ninety_days_at_least(day: pd.Timestamp) -> None:
    window = Window(day.date())
    for quarters in (1, 2, 5):
        back = (window.as_of - matured(window, quarters).as_of).days
        assert 90 * quarters <= back <= 93 * quarters
