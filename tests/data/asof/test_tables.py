"""All tables as known on a day: what came later is undone, fields are set back."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pandas import DataFrame

from kit.data.asof import birth_column, event_columns, records_known_at, table_known_at
from kit.data.frames import completed
from tests.data.asof.then import MADRID, UTC, instants


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
