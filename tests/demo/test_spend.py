from __future__ import annotations

import pandas as pd
import pytest


def test_media_are_paid_by_month_and_fairs_by_region(crm):
    rows = crm.table("spend")
    fairs = rows["campaign_id"].notna()
    assert set(rows[fairs]["source"]) == {"Trade fair"}
    assert set(rows[fairs]["region"]) == {"EMEA", "Americas"}
    media = rows[~fairs]
    assert (media.groupby("source").size() == 36).all()
    assert (media["period_end"] + pd.Timedelta(days=1)).dt.day.eq(1).all()


def test_cost_per_lead_is_about_as_stated(large):
    spent = large.table("spend").groupby("source")["amount"].sum()
    leads = large.table("leads")["source"].value_counts()
    for source in large.truth.world.sources:
        assert spent[source.name] / leads[source.name] == pytest.approx(
            source.cost_per_lead, rel=0.2
        ), source.name


@pytest.mark.parametrize("currency", ["USD", "GBP"])
def test_rates_are_never_older_than_a_week(crm, currency):
    days = crm.table("fx_rates").query("currency == @currency")["date"].sort_values()
    assert days.diff().max() <= pd.Timedelta(days=7)
    assert days.iloc[0] <= pd.Timestamp("2023-07-01")
    assert days.iloc[-1] >= pd.Timestamp("2026-06-24")


def test_rates_stay_near_where_they_began(crm):
    rates = crm.table("fx_rates").groupby("currency")["rate"]
    assert rates.min()["USD"] > 0.8
    assert rates.max()["USD"] < 1.05
