"""Why a chance is what it is, as a table says it."""

from __future__ import annotations

import pandas as pd

from kit import tables
from kit.tables.reasons import said_reasons


def test_names_stand_where_readers_know_them_and_points_are_signed() -> None:
    reasons = [("age", "103", 0.0989), ("source", "Existing customer", -0.156), ("month", "", 0.02)]
    assert said_reasons(reasons) == "Age +10, Source Existing customer −16, Time of year +2"


def test_less_than_a_point_is_not_said_to_be_nothing() -> None:
    assert said_reasons([("recalibration", "", -0.006)]) == "Latest results −0.6"


def test_a_team_goes_by_its_own_name() -> None:
    assert said_reasons([("team", "EMEA/Iberia", 0.05)]) == "Team Iberia +5"


def test_hostile_names_stay_one_harmless_line() -> None:
    said = said_reasons([("product", "\u202eevil\nname" + "x" * 90, 0.05), ("new_factor", "", 0.1)])
    assert "\n" not in said
    assert "\u202e" not in said
    assert len(said) < 60
    assert said.endswith("new_factor +10")


def test_without_a_reason_there_is_a_dash() -> None:
    assert said_reasons([]) == "–"


def test_a_listing_says_reasons_changes_and_chances() -> None:
    frame = pd.DataFrame(
        {
            "opportunity_id": ["a", "b"],
            "within_90": [0.25, 0.5],
            "low": [0.2, 0.4],
            "high": [0.3, 0.6],
            "reasons": [(("age", "", 0.05),), ()],
            "chance_change": [-0.032, None],
            "weighted_amount": [1500.0, 20.0],
            "basis": ["model", "pooled"],
        }
    )
    table = tables.display(frame, currency="EUR")
    assert [cell.text for cell in table.rows[0]] == [
        *("a", "25.0% (20.0–30.0)", "Age +5", "−3.2 points", "€1,500", "The model"),
    ]
    assert [cell.text for cell in table.rows[1]][2:4] == ["–", "–"]
    assert [column.align for column in table.columns] == [
        *("text", "number", "text", "number", "number", "text"),
    ]
