from __future__ import annotations

import pandas as pd

from kit.demo.natives.gains import Gain, closing_days
from kit.demo.natives.losses import Loss, held

OPPORTUNITIES = pd.DataFrame(
    {
        "opportunity_id": ["a", "b", "c", "d"],
        "created_at": ["2026-01-01T09:00:00Z"] * 3 + [None],
        "closed_at": ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z", None, "2026-03-03T10:00:00Z"],
        "expected_close_date": ["2026-05-01", "2026-03-02", "2026-06-01", "2026-06-02"],
        "owner": ["Ana", "Ben", "Ana", "Ben"],
    },
    dtype="str",
)
CHANGES = pd.DataFrame(
    {
        "table": ["opportunities"] * 3,
        "id": ["a", "a", "c"],
        "changed_at": ["2026-02-01T10:00:00Z", "2026-03-01T10:00:00Z", "2026-04-01T10:00:00Z"],
        "sequence": ["1", "2", "1"],
        "field": ["amount"] * 3,
        "old": ["1", "2", "5"],
        "new": ["2", "3", "6"],
    },
    dtype="str",
)
TABLES = {"opportunities": OPPORTUNITIES, "changes": CHANGES}
GAIN = Gain(table="changes", rows=closing_days, why="It is so.")


def test_closing_changes_the_expected_day_where_it_is_another_one():
    rows = closing_days(TABLES)
    assert rows[["id", "old", "new", "by"]].to_numpy().tolist() == [
        ["a", "2026-05-01", "2026-03-01", "Ana"]
    ], "b closed as expected, c is open, and nobody knows since when there is d"


def test_gained_rows_are_numbered_after_those_of_their_instant_and_lose_columns_as_others_do():
    changes = held(TABLES, [], gains=[GAIN])["changes"]
    assert list(changes) == list(CHANGES)
    assert changes[["id", "sequence", "field"]].to_numpy().tolist() == [
        ["a", "1", "amount"],
        ["a", "2", "amount"],
        ["a", "3", "expected_close_date"],
        ["c", "1", "amount"],
    ]


def test_a_gain_sees_what_a_loss_has_taken():
    loss = Loss(table="opportunities", columns=("expected_close_date",), why="It is so.")
    left = held(TABLES, [loss], gains=[GAIN], native_ids=lambda kind, ids: kind[:1] + ids)
    assert "expected_close_date" not in left["opportunities"]
    assert "oa" in left["changes"]["id"].tolist()
    assert left["changes"]["old"].tolist()[2] == "2026-05-01"
