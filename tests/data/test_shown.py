"""Tables that a page has not opened are read only so far as it asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from kit.data.frames import completed
from kit.data.part import Part
from kit.data.readings import Tables
from kit.data.records import Records
from kit.window import Calendar

MANY = 1_000_000
ROWS: dict[str, dict[str, list[Any]]] = {
    "activities": {
        "activity_id": ["a", "b"],
        "owner": ["Ada Byron", None],
        "lead_id": ["l", "l"],
        "message": ["to jo@example.com", "plain"],
        "team": ["Iberia", "DACH"],
    },
    "changes": {
        "table": ["leads"] * 2,
        "id": ["l"] * 2,
        "sequence": [1, 2],
        "field": ["owner", "status"],
        "old": ["Ada Byron", "open"],
        "new": ["Bo Li", "qualified"],
    },
    "accounts": {"account_id": ["x", "x", "y"], "owner": ["Zoe Ray", "Zoe Ray", None]},
    "owners": {"owner": ["Cy Young"]},
}


class OnDisk:
    """Parts of so many rows, or so they say, and the columns that were read of them."""

    def __init__(self, rows: int) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        parts = [Part(name, "", "", name, rows) for name in ROWS]
        self.tables = Tables(self, parts)

    def __call__(
        self, parts: Iterable[Part], columns: Sequence[str] | None = None
    ) -> dict[str, DataFrame]:
        (part,) = parts
        frame = completed(DataFrame(ROWS[part.table]), part.table)
        if part.table == "accounts":
            frame = frame.drop_duplicates("account_id", ignore_index=True)
        self.asked.append((part.table, tuple(columns or ())))
        return {part.table: frame if columns is None else frame.filter(list(columns))}

    def records(self) -> Records:
        return Records.of(self.tables, owners_policy="initials")


@pytest.mark.parametrize("rows", [2, MANY])
@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("activities", ["owner", "message"]),
        ("activities", ["lead_id"]),
        ("changes", ["new", "old"]),
        ("accounts", ["owner"]),
        ("quotes", ["quote_id"]),
    ],
)
def test_some_columns_are_those_of_the_whole_table(
    rows: int, table: str, columns: list[str]
) -> None:
    some = OnDisk(rows).records().some(table, *columns)
    assert_frame_equal(some, OnDisk(rows).records().tables[table][columns])


def test_of_a_large_table_no_other_column_is_read() -> None:
    disk = OnDisk(MANY)
    records = disk.records()
    assert records.some("activities", "lead_id")["lead_id"].tolist() == ["l", "l"]
    assert ("activities", ("lead_id",)) in disk.asked
    assert ("activities", ()) not in disk.asked
    whole = records.activities
    before = list(disk.asked)
    assert records.some("activities", "message").equals(whole[["message"]])
    assert disk.asked == before  # what is open is not read again


def test_a_small_table_is_read_once() -> None:
    disk = OnDisk(2)
    records = disk.records()
    records.some("activities", "lead_id")
    records.some("activities", "owner")
    assert records.activities["owner"].tolist()[0].startswith("A. B.")
    assert disk.asked.count(("activities", ())) == 1
    assert {columns for table, columns in disk.asked if table == "activities"} == {()}


def test_people_are_shown_as_the_policy_wants_even_where_one_column_is_read() -> None:
    new = OnDisk(MANY).records().some("changes", "new")["new"].tolist()
    assert new[0].startswith("B. L.")
    assert new[1] == "qualified"


def test_rows_are_counted_without_reading_them_apart_from_those_that_several_units_hold() -> None:
    disk = OnDisk(MANY)
    records = disk.records()
    assert records.count("activities") == MANY  # as the parts say
    assert disk.asked == []
    assert records.count("accounts") == 2
    assert records.count("quotes") == 0


def test_of_an_earlier_day_columns_are_those_of_that_day() -> None:
    then = OnDisk(MANY).records().known_at(date(2026, 1, 31), Calendar())
    assert then.some("activities", "lead_id")["lead_id"].tolist() == ["l", "l"]
    assert then.count("activities") == 2
