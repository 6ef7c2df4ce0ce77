from __future__ import annotations

import time
from datetime import date

import pandas as pd
import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from kit.data.asof import birth_column, event_columns, known_at, records_known_at, table_known_at
from kit.data.frames import completed
from kit.window import Calendar

UTC = Calendar()
MADRID = Calendar("Europe/Madrid")


def instants(*values: str | None) -> pd.Series:
    return pd.to_datetime(pd.Series(values, dtype="str"), utc=True).astype("datetime64[us, UTC]")


@pytest.fixture
def opportunities() -> DataFrame:
    """Won early, won later, lost later, not started, created later."""
    frame = DataFrame(
        {
            "opportunity_id": ["a", "b", "c", "d", "e"],
            "created_at": instants(
                "2026-01-01T08:00Z",
                "2026-01-02T08:00Z",
                "2026-01-03T08:00Z",
                None,
                "2026-03-01T08:00Z",
            ),
            "stage": ["Won", "Won", "Lost", "New", "New"],
            "status": ["won", "won", "lost", "open", "open"],
            "closed_at": instants(
                "2026-01-20T08:00Z", "2026-02-20T08:00Z", "2026-02-21T08:00Z", None, None
            ),
            "amount": [100.0, 250.0, 0.0, 70.0, 80.0],
            "amount_before_close": [90.0, 200.0, None, None, None],
            "list_price": [None, 300.0, 300.0, None, None],
            "loss_reason": [None, None, "price", None, None],
            "expected_close_date": pd.to_datetime(["2026-05-01"] * 5),
        }
    )
    return completed(frame, "opportunities")


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


def test_the_day_ends_at_midnight_of_the_projects_zone() -> None:
    leads = completed(
        DataFrame(
            {
                "lead_id": ["a", "b"],
                "created_at": instants("2026-03-28T22:59Z", "2026-03-28T23:00Z"),
                "status": ["open", "open"],
            }
        ),
        "leads",
    )
    known = records_known_at({"leads": leads}, date(2026, 3, 28), MADRID)["leads"]
    assert known["lead_id"].tolist() == ["a"]


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


def test_a_later_conversion_takes_its_opportunity_and_status_along() -> None:
    leads = completed(
        DataFrame(
            {
                "lead_id": ["a", "b", "c"],
                "created_at": instants(*["2026-01-01T08:00Z"] * 3),
                "status": ["Converted", "Unqualified", "Working"],
                "qualified_at": instants("2026-01-05T08:00Z", None, None),
                "disqualified_at": instants(None, "2026-02-05T08:00Z", None),
                "disqualified_reason": [None, "student", None],
                "converted_at": instants("2026-02-05T08:00Z", None, None),
                "opportunity_id": ["o", None, None],
                "account_id": ["x", None, "y"],
            }
        ),
        "leads",
    )
    known = records_known_at({"leads": leads}, date(2026, 1, 31), UTC)["leads"]
    assert known["status"].tolist() == ["qualified", "open", "Working"]
    assert known["opportunity_id"].isna().all()
    assert known["account_id"].isna().tolist() == [True, True, False]
    assert known["disqualified_reason"].isna().all()


def test_quotes_cases_and_contracts_are_undone_too() -> None:
    tables = {
        "quotes": DataFrame(
            {
                "quote_id": ["q"],
                "issued_at": instants("2026-01-01T08:00Z"),
                "decided_at": instants("2026-02-01T08:00Z"),
                "status": ["accepted"],
            }
        ),
        "cases": DataFrame(
            {
                "case_id": ["a", "b"],
                "opened_at": instants("2026-01-01T08:00Z", "2026-01-01T08:00Z"),
                "status": ["closed", "closed"],
                "resolved_at": instants("2026-01-15T08:00Z", "2026-02-15T08:00Z"),
                "closed_at": instants("2026-02-16T08:00Z", "2026-02-16T08:00Z"),
            }
        ),
        "contracts": DataFrame(
            {
                "contract_id": ["k", "l"],
                "start_date": pd.to_datetime(["2026-01-01", "2026-02-01"]),
                "end_date": pd.to_datetime(["2026-03-01", None]),
                "cancelled_at": instants("2026-02-10T08:00Z", None),
            }
        ),
    }
    known = records_known_at(tables, date(2026, 1, 31), UTC)
    assert known["quotes"]["status"].tolist() == ["sent"]
    assert known["cases"]["status"].tolist() == ["resolved", "open"]
    assert known["contracts"]["contract_id"].tolist() == ["k"]
    assert known["contracts"][["end_date", "cancelled_at"]].isna().all(axis=None)


def test_plans_are_not_events() -> None:
    tables = {
        "targets": DataFrame({"period_start": pd.to_datetime(["2027-01-01"]), "amount": [1.0]}),
        "activities": DataFrame(
            {
                "activity_id": ["a"],
                "occurred_at": instants("2026-01-01T08:00Z"),
                "due_at": instants("2026-09-01T08:00Z"),
            }
        ),
    }
    known = records_known_at(tables, date(2026, 1, 31), UTC)
    assert len(known["targets"]) == 1
    assert known["activities"]["due_at"].notna().all()
    assert birth_column("products") == ""
    assert event_columns("activities") == ("occurred_at", "responded_at")


def test_changes_set_fields_back_to_what_they_held(opportunities: DataFrame) -> None:
    changes = DataFrame(
        {
            "table": ["opportunities"] * 4,
            "id": ["a", "a", "d", "d"],
            "changed_at": instants(
                "2026-02-03T08:00Z", "2026-02-02T08:00Z", "2026-02-02T08:00Z", "2026-01-10T08:00Z"
            ),
            "sequence": [1, 1, 1, 1],
            "field": ["amount", "amount", "expected_close_date", "amount"],
            "old": ["110", "105", "2026-04-01", "5"],
            "new": ["100", "110", "2026-05-01", "70"],
        }
    )
    tables = {"opportunities": opportunities, "changes": changes}
    known = records_known_at(tables, date(2026, 1, 31), UTC)
    rows = known["opportunities"].set_index("opportunity_id")
    assert rows.loc["a", "amount"] == 105.0
    assert rows.loc["d", "amount"] == 70.0
    assert rows.loc["d", "expected_close_date"] == pd.Timestamp("2026-04-01")
    assert known["changes"]["id"].tolist() == ["d"]


def test_an_amount_set_back_is_converted_at_the_rate_of_its_row(opportunities: DataFrame) -> None:
    foreign = opportunities.assign(currency="USD", amount_original=opportunities["amount"] * 2)
    changes = DataFrame(
        {
            "table": ["opportunities"],
            "id": ["a"],
            "changed_at": instants("2026-02-02T08:00Z"),
            "sequence": [1],
            "field": ["amount"],
            "old": ["160"],
            "new": ["200"],
        }
    )
    known = records_known_at({"opportunities": foreign, "changes": changes}, date(2026, 1, 31), UTC)
    assert known["opportunities"].set_index("opportunity_id").loc["a", "amount"] == 80.0


def test_stage_history_says_the_stage_of_then(opportunities: DataFrame) -> None:
    history = DataFrame(
        {
            "opportunity_id": ["b", "b", "b", "d"],
            "entered_at": instants(
                "2026-01-02T08:00Z", "2026-01-09T08:00Z", "2026-02-20T08:00Z", "2026-02-01T08:00Z"
            ),
            "sequence": [1, 1, 1, 1],
            "stage": ["New", "Proposal", "Won", "Proposal"],
        }
    )
    tables = {
        "opportunities": opportunities.assign(stage=opportunities["stage"].astype("category")),
        "stage_history": history,
    }
    known = records_known_at(tables, date(2026, 1, 31), UTC)
    stages = known["opportunities"].set_index("opportunity_id")["stage"]
    assert stages["a"] == "Won"
    assert stages["b"] == "Proposal"
    assert pd.isna(stages["c"])
    assert pd.isna(stages["d"])
    assert len(known["stage_history"]) == 2


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


def test_a_later_response_takes_back_the_answer_but_not_the_bounce() -> None:
    later = pd.Series(pd.to_datetime(["2026-03-09"] * 3, utc=True)).astype("datetime64[us, UTC]")
    activities = pd.DataFrame(
        {
            "occurred_at": later - pd.Timedelta(days=7),
            "outcome": ["answered", "bounced", "no_answer"],
            "responded_at": later,
        }
    )
    then = table_known_at("activities", activities, date(2026, 3, 5), MADRID)
    assert then["responded_at"].isna().all()
    assert then["outcome"].isna().tolist() == [True, False, False]
