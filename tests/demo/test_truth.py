"""The truth comes back from the files, roughly."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from kit.demo import WORLD


def closed_opportunities(crm) -> pd.DataFrame:
    rows = crm.table("opportunities")
    closed = rows[rows["status"] != "open"].copy()
    closed["days"] = (closed["closed_at"] - closed["created_at"]) / pd.Timedelta(days=1)
    closed["is_won"] = closed["status"].eq("won")
    return closed


def test_the_file_holds_every_parameter(crm):
    truth = json.loads((crm.folder / "truth.json").read_text("utf-8"))
    assert truth["world"]["closing"]["quarter_end"] == WORLD.closing.quarter_end
    assert truth["world"]["sources"][0]["name"] == "Website"
    assert truth["owners"]["Núria Puig"].keys() >= {"skill", "delay_hours", "neglect"}
    assert (truth["opportunities"], truth["seed"], truth["as_of"]) == (1000, 1, "2026-06-30")


def test_about_one_in_three_closed_ones_is_won(large):
    assert 0.29 < closed_opportunities(large)["is_won"].mean() < 0.36


def test_won_ones_take_about_two_months_and_lost_ones_three_weeks(large):
    days = closed_opportunities(large).groupby("status")["days"].median()
    assert 55 < days["won"] < 70
    assert 18 < days["lost"] < 30


def test_sources_rank_by_their_win_effect(large):
    rates = closed_opportunities(large).groupby("source")["is_won"].mean()
    assert rates["Referral"] > rates["Website"] > rates["Paid search"] > rates["Webinar"]
    assert rates["Existing customer"] > rates["Partner"] > rates["Paid search"]


def test_opportunities_of_webinars_are_lost_early(large):
    lost = closed_opportunities(large).query("status == 'lost'")
    early = (lost["days"] <= WORLD.closing.early_days).groupby(lost["source"]).mean()
    assert early["Webinar"] > 0.65
    assert early.drop("Webinar").max() < 0.60


def test_the_declared_share_never_ends(large):
    assert abs(large.truth.stale / 20_000 - WORLD.closing.stale) < 0.01
    rows = large.table("opportunities")
    old = rows["created_at"] < pd.Timestamp("2024-07-01", tz="UTC")
    still_open = (rows[old]["status"] == "open").mean()
    assert abs(still_open - WORLD.closing.stale) < 0.02


def test_quarters_end_with_a_peak_of_wins(large):
    won = closed_opportunities(large).query("is_won")
    months = won.groupby(won["closed_at"].dt.month).size()
    assert months[12] > 1.4 * months[11]
    assert months[3] > 1.3 * months[2]


def test_fewer_leads_arrive_in_august(large):
    created = large.table("leads")["created_at"]
    months = created[created.dt.year.isin([2024, 2025])].dt.month.value_counts()
    assert months[8] < 0.75 * months[6]


def test_business_grows(large):
    years = large.table("leads")["created_at"].dt.year.value_counts()
    assert years[2025] > 1.08 * years[2024]


def test_skilled_owners_win_more(large):
    rates = closed_opportunities(large).groupby("owner")["is_won"].agg(["mean", "size"])
    rates = rates[rates["size"] > 200]
    skill = [large.truth.owners[owner]["skill"] for owner in rates.index]
    assert np.corrcoef(skill, rates["mean"])[0, 1] > 0.7


def test_leads_answered_fast_convert_more(large):
    leads, touches = large.table("leads"), large.table("activities")
    human = (touches["direction"] == "outbound") & (touches["is_automatic"] == "false")
    first = touches[human].groupby("lead_id")["occurred_at"].min()
    hours = (leads["lead_id"].map(first) - leads["created_at"]) / pd.Timedelta(hours=1)
    converted = leads["converted_at"].notna()
    assert converted[hours <= 1].mean() > converted[(hours > 4) & (hours <= 72)].mean() + 0.08
    assert converted[hours.isna()].mean() < 0.05


def test_the_small_team_has_about_forty_of_five_thousand(large):
    owners = large.table("owners").query("team == 'Nordics'")["owner"]
    held = large.table("opportunities")["owner"].isin(owners).sum()
    assert 100 < held < 220


def test_a_few_rows_belong_to_nobody(large):
    assert 0.003 < large.table("opportunities")["owner"].isna().mean() < 0.02
    assert 0.004 < large.table("leads")["team"].isna().mean() < 0.015
