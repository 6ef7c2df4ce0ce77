"""Rows beyond those shown are the rows that would have been shown, as values."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kit import tables
from kit.results import Table, from_wire, plain_rows, to_wire
from kit.tables.beyond import ordinal

OWNERS = ["Ada", "Bo", "Cy", "Dan"]
RATES = pd.DataFrame({
    "kpi": "win_rate", "measure": "value", "period": pd.to_datetime(["2026-01-01"] * 4),
    "owner": OWNERS, "value": [0.5, 0.25, None, 1.0], "low": [0.4, 0.1, None, 0.8],
    "high": [0.6, 0.4, None, 1.0], "n": [8, 4, 1, 9], "mark": ["", "thin", "suppressed", ""],
})  # fmt: skip
LISTED = pd.DataFrame({
    "opportunity_id": ["a", "b", "c"], "owner": ["Ada", None, "=Cy"], "amount": [5.5, 7.0, None],
    "chance": [0.5, 0.25, 0.125], "low": [0.4, 0.2, 0.1], "high": [0.6, 0.3, None],
    "expected_close_date": pd.to_datetime(["2026-03-01", None, "2026-02-28"]),
})  # fmt: skip


@pytest.mark.parametrize("frame", [RATES, LISTED], ids=["tidy", "listing"])
@pytest.mark.parametrize("limit", [0, 1, 2])
def test_they_are_the_same_values_wherever_the_page_stops(frame: pd.DataFrame, limit: int) -> None:
    whole = tables.display(frame, currency="EUR")
    cut = tables.display(frame, currency="EUR", limit=limit)
    assert whole.left_out == 0
    assert (len(cut.rows), cut.left_out) == (limit, len(whole.rows) - limit)
    assert plain_rows(cut) == plain_rows(whole)


def test_bounds_marks_and_missing_values_are_kept() -> None:
    rest = tables.display(RATES, limit=1).rest
    assert rest == (
        ("Bo", 0.25, 0.1, 0.4, 4.0, "thin"),
        ("Cy", None, None, None, 1.0, "suppressed"),
        ("Dan", 1.0, 0.8, 1.0, 9.0, ""),
    )


def test_columns_say_their_units_and_dates_are_days() -> None:
    table = tables.display(LISTED, currency="EUR", limit=1)
    assert [column.unit for column in table.columns] == ["", "", "money", "ratio", "date"]
    assert table.rest == (
        ("b", None, 7.0, 0.25, 0.2, 0.3, None, ""),
        ("c", "=Cy", None, 0.125, None, None, ordinal(pd.Timestamp("2026-02-28")), ""),
    )


def test_they_travel_with_the_table() -> None:
    table = tables.display(RATES, limit=2)
    assert from_wire(to_wire(table)) == table
    assert "rest" not in to_wire(replace(table, rest=()))


def test_the_points_behind_a_chart_are_all_there() -> None:
    many = pd.concat([RATES.assign(owner=f"{number}") for number in range(60)], ignore_index=True)
    table: Table = tables.drawn(many)
    assert (len(table.rows), table.left_out) == (200, 40)
    assert len(plain_rows(table)) == 240
    assert [column.unit for column in table.columns] == ["", "ratio", "ratio", "ratio", "count"]
