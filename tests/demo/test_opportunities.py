from __future__ import annotations

import pandas as pd


def test_closing_fields_go_with_the_status(crm):
    rows = crm.table("opportunities")
    is_open = rows["status"] == "open"
    assert (rows["closed_at"].isna() == is_open).all()
    assert (rows["forecast_category"].notna() == is_open).all()
    assert rows.loc[rows["status"] != "lost", "loss_reason"].isna().all()
    assert rows.loc[rows["status"] == "won", "amount"].gt(0).all()


def test_opportunities_close_after_they_begin(crm):
    closed = crm.table("opportunities").query("status != 'open'")
    assert (closed["closed_at"] > closed["created_at"]).all()


def test_those_that_have_not_started_are_open_in_the_first_stage(crm):
    waiting = crm.table("opportunities").query("created_at.isna()")
    assert len(waiting) == 5  # 0.6 % of 400, 400 and 200, rounded
    assert set(waiting["status"]) == {"open"}
    assert set(waiting["stage"]) == {"Prospecting"}
    assert not waiting["opportunity_id"].isin(crm.table("stage_history")["opportunity_id"]).any()


def test_an_opportunity_and_its_lead_name_each_other(crm):
    rows = crm.table("opportunities").query("lead_id.notna()")
    leads = crm.table("leads").set_index("lead_id").loc[rows["lead_id"]]
    assert (leads["opportunity_id"].to_numpy() == rows["opportunity_id"].to_numpy()).all()
    assert (leads["source"].to_numpy() == rows["source"].to_numpy()).all()
    assert (rows["created_at"].to_numpy() > leads["converted_at"].to_numpy()).all()
    assert len(rows) == crm.table("leads")["opportunity_id"].notna().sum()


def test_existing_customers_have_won_before(crm):
    rows = crm.table("opportunities")
    again = rows[rows["source"] == "Existing customer"]
    first_win = rows[rows["status"] == "won"].groupby("account_id")["closed_at"].min()
    known = again[again["account_id"].notna()]
    assert (known["account_id"].map(first_win) < known["created_at"]).all()
    assert len(again) > 100


def test_accounts_are_missing_on_open_ones_only(crm):
    rows = crm.table("opportunities")
    assert set(rows[rows["account_id"].isna()]["status"]) == {"open"}


def test_most_open_ones_that_live_close_in_the_future(crm):
    rows = crm.table("opportunities").query("status == 'open'")
    recent = rows[rows["created_at"] > pd.Timestamp("2026-04-01", tz="UTC")]
    assert (recent["expected_close_date"] > pd.Timestamp("2026-06-30")).mean() > 0.6
    overdue = rows[rows["expected_close_date"] <= pd.Timestamp("2026-06-30")]
    assert len(overdue) > 20
