from __future__ import annotations

import pandas as pd


def test_each_activity_concerns_something(crm):
    rows = crm.table("activities")
    assert rows[["lead_id", "opportunity_id", "account_id"]].notna().any(axis=1).all()


def test_responses_follow_what_was_sent(crm):
    rows = crm.table("activities")
    answered = rows["outcome"].isin(["answered", "meeting_booked"])
    assert (rows["responded_at"].notna() == answered).all()
    assert (rows[answered]["responded_at"] >= rows[answered]["occurred_at"]).all()
    assert set(rows[answered]["direction"]) == {"outbound"}


def test_the_machine_answers_web_forms_at_once_and_is_marked(crm):
    rows = crm.table("activities").query("is_automatic == 'true'")
    created = crm.table("leads").set_index("lead_id")["created_at"]
    wait = rows["occurred_at"] - rows["lead_id"].map(created)
    assert (wait < pd.Timedelta(minutes=2)).all()
    assert set(rows["message"]) == {"acknowledgement"}


def test_all_channels_and_outcomes_occur(crm):
    rows = crm.table("activities")
    assert set(rows["channel"]) == {"email", "call", "meeting", "visit"}
    assert rows["outcome"].nunique() == 6
    assert set(rows["direction"]) == {"inbound", "outbound"}


def test_no_one_touches_an_opportunity_outside_its_life(crm):
    rows = crm.table("activities").merge(crm.table("opportunities"), on="opportunity_id")
    assert (rows["occurred_at"] >= rows["created_at"]).all()
    closed = rows[rows["status"] != "open"]
    assert (closed["occurred_at"] <= closed["closed_at"]).all()


def test_stale_opportunities_fall_silent(large):
    rows = large.table("opportunities").query("status == 'open'")
    old = rows[rows["created_at"] < pd.Timestamp("2025-01-01", tz="UTC")]
    last = large.table("activities").groupby("opportunity_id")["occurred_at"].max()
    silence = pd.Timestamp("2026-06-30", tz="UTC") - old["opportunity_id"].map(last)
    assert silence.median() > pd.Timedelta(days=300)


def test_next_steps_are_planned_for_open_ones_only(crm):
    rows = crm.table("activities")
    planned = rows[rows["due_at"] > pd.Timestamp("2026-07-15", tz="UTC")]
    status = crm.table("opportunities").set_index("opportunity_id")["status"]
    assert set(planned["opportunity_id"].map(status)) == {"open"}
