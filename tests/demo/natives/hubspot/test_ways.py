"""What HubSpot does to records on their way out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.demo.natives import NATIVES
from kit.demo.natives.hubspot_names import VALUES

HUBSPOT = NATIVES["hubspot"]
NAME = "exports/hubspot-crm-exports-all-{}-2026-07-01.csv"


def test_headings_differ_from_portal_to_portal(exported):
    headings = {
        variant: list(exported("hubspot", variant).frames(NAME.format("deals")).columns)
        for variant in HUBSPOT.variants
    }
    assert {"Deal owner", "Deal Stage", "Original Traffic Source"} <= set(headings["labels"])
    assert {"Deal Owner", "Deal stage", "Original Source Type"} <= set(headings["older_labels"])
    assert 'Date entered "Closed Won (Sales)"' in headings["labels"]
    assert "Time in 'Proposal (Sales)'" in headings["labels"]
    internal = {"dealname", "dealstage", "closedate", "hs_is_closed_won", "archived"}
    assert internal <= set(headings["internal_names"])
    assert "hs_v2_date_entered_closedwon" in headings["internal_names"]
    assert not [heading for heading in headings["internal_names"] if "Date" in heading]


def test_the_close_date_is_expected_until_the_deal_closes(table, plain):
    rows = table("deals").reset_index(drop=True)
    opportunities = plain["opportunities"]
    closed = opportunities["status"] != "open"
    expected = opportunities["expected_close_date"]
    assert rows["Close Date"].str[:10][~closed].equals(expected[~closed])
    assert (rows["Close Date"].str[:10] != expected)[closed].mean() > 0.9


def test_internal_values_are_ids_and_words_of_lists(exported):
    frames = exported("hubspot", "internal_names").frames
    contacts, calls = frames(NAME.format("contacts")), frames(NAME.format("calls"))
    assert set(contacts["hs_lead_status"].dropna()) == set(VALUES["Lead Status"].values())
    assert "salesqualifiedlead" in set(contacts["lifecyclestage"])
    assert calls["hs_call_disposition"].dropna().str.fullmatch(r"[0-9a-f-]{36}").all()
    deals = frames(NAME.format("deals"))
    assert deals["hubspot_owner_id"].dropna().str.fullmatch(r"\d+").all()
    assert set(deals["pipeline"].dropna()) == {"default"}


def test_archived_records_come_only_by_interface(exported):
    def archived(variant):
        frame = exported("hubspot", variant).frames(NAME.format("deals"))
        return "archived" in frame and (frame["archived"] == "true").any()

    assert [archived(variant) for variant in HUBSPOT.variants] == [False, False, True]


def test_instants_stand_on_the_clock_of_the_portal_to_the_minute(table, plain):
    summer = plain["accounts"]["created_at"].str[5:7].isin(["06", "07", "08"])
    told = table("companies").reset_index(drop=True)["Create Date"]
    ahead = pd.to_datetime(told) - pd.to_datetime(plain["accounts"]["created_at"]).dt.tz_localize(
        None
    )
    hours = (ahead.dt.total_seconds() / 3600).map(np.ceil)
    assert set(hours[summer]) == {2}
    assert set(hours) == {1, 2}
