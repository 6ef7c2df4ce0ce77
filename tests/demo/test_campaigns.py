from __future__ import annotations

import pandas as pd


def test_leads_of_a_campaign_come_while_it_lasts_or_soon_after(crm):
    leads = crm.table("leads").query("campaign_id.notna()")
    rows = leads.merge(crm.table("campaigns"), on="campaign_id", suffixes=("", "_campaign"))
    days = (rows["created_at"].dt.normalize() - rows["started_at"].dt.normalize()).dt.days
    assert (days >= 0).all()
    assert (days[rows["channel"].isin(["event", "webinar"])] < 120).all()


def test_a_fair_brings_leads_of_its_region(crm):
    leads = crm.table("leads").query("source == 'Trade fair' and region.notna()")
    rows = leads.merge(crm.table("campaigns"), on="campaign_id", suffixes=("", "_campaign"))
    assert len(rows) == len(leads) > 0
    assert (rows["region"] == rows["region_campaign"]).all()


def test_a_touch_concerns_a_lead_or_an_account(crm):
    rows = crm.table("campaign_touches")
    assert (rows["lead_id"].notna() != rows["account_id"].notna()).all()


def test_a_lead_is_touched_before_it_is_there(crm):
    rows = crm.table("campaign_touches").merge(crm.table("leads"), on="lead_id")
    assert (rows["touched_at"] <= rows["created_at"]).all()


def test_running_campaigns_have_no_end(crm):
    rows = crm.table("campaigns")
    running = rows[rows["ended_at"].isna()]
    assert set(running["name"]) == {"Search Americas 2026", "Search EMEA 2026"}
    ended = rows.dropna(subset=["ended_at"])
    assert (ended["ended_at"] - ended["started_at"] > pd.Timedelta(0)).all()
