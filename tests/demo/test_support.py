from __future__ import annotations

import pandas as pd


def test_cases_go_from_opened_to_response_to_resolution_to_close(crm):
    rows = crm.table("cases")
    for earlier, later in (
        ("opened_at", "first_response_at"),
        ("first_response_at", "resolved_at"),
        ("resolved_at", "closed_at"),
    ):
        both = rows[[earlier, later]].dropna()
        assert (both[earlier] < both[later]).all(), later
        assert rows.loc[rows[later].notna(), earlier].notna().all(), later


def test_a_robot_closes_two_weeks_after_the_resolution(crm):
    rows = crm.table("cases").query("closed_at.notna()")
    days = (rows["closed_at"].dt.normalize() - rows["resolved_at"].dt.normalize()).dt.days
    assert set(days) == {14}
    assert set(rows["closed_at"].dt.hour) == {3}


def test_the_status_says_how_far_a_case_is(crm):
    rows = crm.table("cases")
    assert ((rows["status"] == "closed") == rows["closed_at"].notna()).all()
    assert (rows["status"].isin(["resolved", "closed"]) == rows["resolved_at"].notna()).all()


def test_reopened_cases_have_their_first_resolution_in_the_changes(crm):
    reopened = crm.table("cases").query("reopened_count == 1")
    changes = crm.table("changes").query("table == 'cases'")
    assert set(changes["id"]) == set(reopened["case_id"])
    first = changes.groupby("id").head(1)
    assert set(first["new"]) == {"resolved"}
    resolved = reopened.set_index("case_id")["resolved_at"].dropna()
    last = changes[changes["new"] == "resolved"].groupby("id")["changed_at"].last()
    assert (last[resolved.index] == resolved).all()


def test_cases_come_from_customers_and_go_to_agents(crm):
    rows = crm.table("cases")
    assert set(rows["account_id"]) <= set(crm.table("orders")["account_id"])
    assert "Marta Oliveira" in set(rows["owner"])
    assert not set(rows["owner"]) & set(crm.table("opportunities")["owner"])


def test_the_category_that_grows_rises(large):
    rows = large.table("cases")
    share = rows["category"].eq("Log-in").groupby(rows["opened_at"].dt.year).mean()
    assert share[2026] > share[2024] + 0.05


def test_nobody_handles_cases_before_joining(large):
    rows = large.table("cases").query("owner == 'Pau Serra'")
    assert (rows["opened_at"] >= pd.Timestamp("2026-06-15", tz="UTC")).all()
