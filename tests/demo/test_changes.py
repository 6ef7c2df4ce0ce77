from __future__ import annotations

import pandas as pd
import pytest


def of_field(crm, table: str, field: str) -> pd.DataFrame:
    rows = crm.table("changes")
    return rows[(rows["table"] == table) & (rows["field"] == field)]


@pytest.mark.parametrize(
    ("table", "key", "field"),
    [
        ("opportunities", "opportunity_id", "amount"),
        ("opportunities", "opportunity_id", "expected_close_date"),
        ("opportunities", "opportunity_id", "owner"),
        ("leads", "lead_id", "score"),
    ],
)
def test_changes_lead_to_the_value_that_stands(crm, table, key, field):
    rows = of_field(crm, table, field)
    assert (rows["old"] != rows["new"]).all()
    last = rows.groupby("id")["new"].last()
    standing = crm.text(table).set_index(key)[field].loc[last.index]
    assert len(last) > 10
    assert (last == standing).all()


@pytest.mark.parametrize("field", ["amount", "expected_close_date"])
def test_each_change_takes_up_the_one_before(crm, field):
    rows = of_field(crm, "opportunities", field)
    before = rows.groupby("id")["new"].shift()
    known = before.notna()
    assert known.any()
    assert (rows["old"][known] == before[known]).all()


def test_changes_lie_within_the_life_of_the_opportunity(crm):
    rows = crm.table("changes").query("table == 'opportunities'")
    rows = rows.merge(crm.table("opportunities"), left_on="id", right_on="opportunity_id")
    assert (rows["changed_at"] >= rows["created_at"]).all()
    closed = rows[rows["status"] != "open"]
    assert (closed["changed_at"] <= closed["closed_at"]).all()


def test_changes_of_a_record_are_numbered_in_order(crm):
    rows = crm.table("changes")
    groups = rows.groupby(["table", "id"])
    assert (rows["sequence"] == groups.cumcount() + 1).all()
    assert (groups["changed_at"].diff().dropna() >= pd.Timedelta(0)).all()


def test_some_lost_amounts_were_set_to_zero_at_the_close(crm):
    lost = crm.table("opportunities").query("status == 'lost' and amount == 0")
    zeroed = of_field(crm, "opportunities", "amount").query("new == '0.00'")
    assert set(zeroed["id"]) == set(lost["opportunity_id"])
    assert len(lost) > 50


def test_who_leaves_hands_over(crm):
    rows = of_field(crm, "opportunities", "owner")
    on_the_day = rows[rows["changed_at"].dt.date.astype(str) == "2025-11-01"]
    assert "Paolo Rossi" in set(on_the_day["old"])
    assert "Paolo Rossi" not in set(rows[rows["changed_at"] > "2025-11-02"]["new"])
