from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from kit import charts, tables
from kit.window import Calendar, Window


@pytest.fixture
def stale() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "opportunity_id": ["0012", "0013"],
            "owner": ["Anna", None],
            "created_at": pd.to_datetime(["2017-01-31T23:30Z", None]),
            "amount": [1500.0, None],
            "probability": [0.62, 0.05],
            "low": [0.50, None],
            "high": [0.70, None],
            "n": pd.array([40, 12], dtype="Int64"),
            "open_days": [12.5, 200.0],
            "is_overdue": pd.array([True, None], dtype="boolean"),
        }
    )


@pytest.fixture
def madrid() -> Iterator[None]:
    charts.use(Window(date(2017, 12, 31), calendar=Calendar("Europe/Madrid")))
    yield
    charts.use(None)


def test_each_record_is_a_row_under_the_names_of_its_columns(stale: pd.DataFrame) -> None:
    table = tables.display(stale, title="Stale", currency="EUR")
    assert [column.label for column in table.columns] == [
        "Opportunity", "Owner", "Created", "Amount", "Probability", "Records", "Open days",
        "Is overdue",
    ]  # fmt: skip
    first, second = ([cell.text for cell in row] for row in table.rows)
    assert first == [
        "0012", "Anna", "31 Jan 2017", "€1,500", "62.0% (50.0–70.0)", "40", "12.5 days", "yes",
    ]  # fmt: skip
    assert second == ["0013", "–", "–", "–", "5.0%", "12", "200 days", "–"]


def test_ids_stay_text_with_their_zeros(stale: pd.DataFrame) -> None:
    table = tables.display(stale)
    assert table.columns[0].align == "text"
    assert table.rows[0][0].value is None


def test_instants_are_days_of_the_projects_zone(stale: pd.DataFrame, madrid: None) -> None:
    assert tables.display(stale).rows[0][2].text == "1 Feb 2017"


def test_only_the_columns_asked_for_are_shown(stale: pd.DataFrame) -> None:
    table = tables.display(stale, by=("owner", "amount"), limit=1)
    assert [column.label for column in table.columns] == ["Owner", "Amount"]
    assert (len(table.rows), table.left_out) == (1, 1)


def test_a_formula_stays_text(stale: pd.DataFrame) -> None:
    table = tables.display(stale.assign(owner=["=1+1", "@x"]))
    assert [row[1].text for row in table.rows] == ["=1+1", "@x"]


def test_a_known_code_is_said_in_words_and_a_value_stays_as_it_is() -> None:
    frame = pd.DataFrame({"lead_id": ["a", "b"], "action": ["call_now", "ask_again"]})
    table = tables.display(frame, title="Leads")
    assert [column.label for column in table.columns] == ["Lead", "What to do"]
    assert [row[1].text for row in table.rows] == ["Call now", "ask_again"]


def test_what_has_no_name_goes_by_its_key() -> None:
    frame = pd.DataFrame(
        {"opportunity_id": ["O1", "O2"], "name": ["Fork lifts", None], "state": "cannot_tell"}
    )
    table = tables.display(frame, by=["name", "state"])
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Fork lifts", "Cannot tell"],
        ["O2", "Cannot tell"],
    ]


def test_an_age_is_told_in_hours_for_two_days_and_in_days_from_then_on() -> None:
    ages = pd.DataFrame({"lead_id": list("abcd"), "age_hours": [1.0, 47.5, 48.0, 180.0]})
    cells = [row[1] for row in tables.display(ages.assign(age_hours=ages["age_hours"])).rows]
    assert [cell.text for cell in cells] == ["1 hour", "47.5 hours", "2 days", "7.5 days"]
    assert [cell.value for cell in cells] == [1.0, 47.5, 48.0, 180.0]
    missing = pd.DataFrame({"lead_id": ["a"], "age_hours": [float("nan")]})
    assert tables.display(missing).rows[0][1].text == "–"
