from __future__ import annotations

import numpy as np

from kit.demo import WORLD
from kit.demo.leads import conversion_chance


def test_every_hour_of_delay_costs_conversion():
    hours = np.array([0.0, 1.0, 24.0, np.nan])
    chance = conversion_chance(WORLD, np.zeros(4, np.int64), np.zeros(4), hours)
    assert np.isclose(chance[0], 1 / (1 + np.exp(-WORLD.sources[0].conversion)))
    assert (np.diff(chance) < 0).all()


def test_leads_move_forward_in_time(crm):
    rows = crm.table("leads")
    for later in ("qualified_at", "disqualified_at", "converted_at"):
        both = rows[["created_at", later]].dropna()
        assert (both["created_at"] < both[later]).all(), later
    both = rows[["qualified_at", "converted_at"]].dropna()
    assert (both["qualified_at"] < both["converted_at"]).all()


def test_a_lead_has_one_fate(crm):
    rows = crm.table("leads")
    assert not (rows["converted_at"].notna() & rows["disqualified_at"].notna()).any()
    assert ((rows["status"] == "converted") == rows["converted_at"].notna()).all()
    assert ((rows["status"] == "disqualified") == rows["disqualified_at"].notna()).all()
    assert (rows["disqualified_reason"].notna() == rows["disqualified_at"].notna()).all()


def test_a_few_converted_leads_have_no_opportunity(crm):
    converted = crm.table("leads").query("converted_at.notna()")
    assert 0.02 < converted["opportunity_id"].isna().mean() < 0.10


def test_better_scores_convert_more(large):
    rows = large.table("leads")
    rate = rows["converted_at"].notna().groupby(rows["rating"]).mean()
    assert rate["hot"] > rate["warm"] > rate["cold"]


def test_the_team_is_the_owners_on_that_day(crm):
    rows = crm.table("leads").query("owner.notna()")
    owners = crm.table("owners")
    pairs = rows.merge(owners, on="owner", suffixes=("", "_stay"))
    day = pairs["created_at"].dt.tz_localize(None).dt.normalize()
    there = (pairs["valid_from"] <= day) & ~(pairs["valid_to"] < day)
    assert (pairs[there]["team"] == pairs[there]["team_stay"]).all()
    assert there.sum() == len(rows)
