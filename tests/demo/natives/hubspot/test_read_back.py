"""HubSpot's export, read back by hand, holds the plain CRM but for its declared losses."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from kit.demo.natives import NATIVES

HUBSPOT = NATIVES["hubspot"]


INTERFACE = "exports/deal_{}.csv"


STATUSES = {
    "New": "new",
    "In Progress": "working",
    "Bad Timing": "nurturing",
    "Unqualified": "disqualified",
    "Connected": "qualified",
    "Open Deal": "converted",
}


CHANGED = {
    "amount": "amount",
    "closedate": "expected_close_date",
    "hubspot_owner_id": "owner",
}


@pytest.fixture
def held(plain, variant):
    return HUBSPOT.held(plain, variant)


def iso(local):
    naive = pd.to_datetime(local)
    first = np.ones(len(naive), dtype=bool)
    moments = naive.dt.tz_localize("Europe/Madrid", ambiguous=first).dt.tz_convert("UTC")
    return moments.dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def lasting(start, end):
    """Minutes between two local times; missing where a clock that was set back hides them."""
    begun, ended = (
        pd.to_datetime(at).dt.tz_localize("Europe/Madrid", ambiguous="NaT") for at in (start, end)
    )
    return ((ended - begun).dt.total_seconds() / 60).map("{:g}".format, na_action="ignore")


def renamed(rows, **columns):
    return pd.DataFrame({name: rows[label] for name, label in columns.items()})


def entered(deals, exported, variant):
    """Deal, stage, moment: the stage columns of the deals one below the other."""
    stages = exported("hubspot", variant).frames(INTERFACE.format("pipeline_stage"))
    names = stages.set_index("stage_id")["label"].to_dict()
    parts = []
    for heading in deals:
        label = re.fullmatch(r'Date entered "(.*) \(Sales\)"', heading)
        internal = re.fullmatch(r"hs_v2_date_entered_(.*)", heading)
        if label or internal:
            stage = label[1] if label else names[internal[1]]
            part = deals[["Record ID", heading]].dropna()
            parts.append(part.set_axis(["deal", "at"], axis=1).assign(stage=stage))
    return pd.concat(parts)


def test_deals(table, held, same, exported, variant):
    rows = table("deals")
    stages = entered(rows, exported, variant)
    open_ones = stages[~stages["stage"].str.startswith("Closed")]
    last = open_ones.drop_duplicates("deal", keep="last").set_index("deal")["stage"]
    closed = rows["Is Deal Closed?"] == "true"
    won = rows["Is Closed Won"] == "true"
    assert won.equals(closed & (rows["Is closed lost"] == "false"))
    read = renamed(
        rows,
        opportunity_id="Record ID",
        amount="Amount",
        currency="Currency",
        owner="Deal owner",
        name="Deal Name",
        account_id="Associated Company IDs",
        lead_id="Associated Contact IDs",
        pipeline="Pipeline",
        source="Original Traffic Source",
        campaign_id="HubSpot Campaign",
        loss_reason="Closed Lost Reason",
    ).assign(
        created_at=iso(rows["Create Date"]),
        closed_at=iso(rows["Close Date"]).where(closed),
        expected_close_date=rows["Close Date"].str[:10].mask(closed),
        status=won.map({True: "won", False: "lost"}).where(closed, "open"),
        stage=rows["Deal Stage"].mask(closed, rows["Record ID"].map(last)),
    )
    same(read, held["opportunities"])


def test_stage_history(table, held, same, exported, variant):
    rows = entered(table("deals"), exported, variant)
    rows = rows[~rows["stage"].str.startswith("Closed")]
    sequence = rows.groupby("deal").cumcount() + 1
    read = renamed(rows, opportunity_id="deal", stage="stage")
    same(read.assign(entered_at=iso(rows["at"]), sequence=sequence), held["stage_history"])


def test_changes(exported, variant, held, same, owner_names):
    rows = exported("hubspot", variant).frames(INTERFACE.format("property_history"))
    rows = rows.sort_values(["deal_id", "timestamp"], kind="stable")
    is_owner = rows["name"] == "hubspot_owner_id"
    assert rows["value"][is_owner].isin(owner_names).all()
    rows["value"] = rows["value"].mask(is_owner, rows["value"].map(owner_names))
    old = rows.groupby(["deal_id", "name"])["value"].shift()
    kept = rows["name"].isin(CHANGED) & old.notna() & (rows["value"] != old)
    rows = rows[kept]
    read = renamed(rows, id="deal_id", new="value").assign(
        table="opportunities",
        field=rows["name"].map(CHANGED),
        old=old[kept],
        changed_at=rows["timestamp"].str.replace(".000Z", "Z"),
        sequence=rows.groupby("deal_id").cumcount() + 1,
    )
    same(read, held["changes"])


def test_contacts_with_a_lead_status_are_the_leads(table, held, same):
    rows = table("contacts")
    assert (rows["Lifecycle Stage"] == "Subscriber").sum() == 40
    rows = rows.dropna(subset="Lead Status")
    read = renamed(
        rows,
        lead_id="Record ID",
        owner="Contact owner",
        source="Original Traffic Source",
        score="HubSpot Score",
        account_id="Associated Company IDs",
    ).assign(
        status=rows["Lead Status"].map(STATUSES),
        created_at=iso(rows["Create Date"]),
        qualified_at=iso(rows["Became a Sales Qualified Lead Date"]),
        converted_at=iso(rows["Became an Opportunity Date"]),
    )
    same(read, held["leads"])


def test_companies_and_tickets(table, held, same):
    rows = table("companies")
    read = renamed(
        rows,
        account_id="Record ID",
        name="Company name",
        industry="Industry",
        country="Country/Region",
        owner="Company owner",
    )
    same(read.assign(created_at=iso(rows["Create Date"])), held["accounts"])
    rows = table("tickets")
    read = renamed(
        rows,
        case_id="Record ID",
        status="Ticket status",
        category="Category",
        priority="Priority",
        owner="Ticket owner",
        account_id="Associated Company IDs",
    ).assign(
        opened_at=iso(rows["Create Date"]),
        first_response_at=iso(rows["First agent reply date"]),
        closed_at=iso(rows["Close date"]),
    )
    same(read, held["cases"])


def test_calls_emails_and_meetings_are_the_activities(table, held, same):
    calls, emails, meetings = (table(name) for name in ("calls", "emails", "meetings"))
    minutes = calls["Call duration"].astype(float) / 60_000
    parts = [
        calls.assign(
            channel="call",
            direction=calls["Call direction"].str.lower(),
            outcome=calls["Call outcome"].map({"Connected": "reached", "No answer": "no_answer"}),
            duration_minutes=minutes.map("{:g}".format, na_action="ignore"),
        ),
        emails.assign(
            channel="email",
            direction=emails["Email direction"].map(
                {"EMAIL": "outbound", "INCOMING_EMAIL": "inbound"}
            ),
            outcome=emails["Email send status"].map({"BOUNCED": "bounced"}),
        ),
        meetings.assign(
            channel=meetings["Call and meeting type"].str.lower(),
            outcome=meetings["Meeting outcome"].map({"Completed": "reached"}),
            duration_minutes=lasting(meetings["Meeting start time"], meetings["Meeting end time"]),
        ),
    ]
    rows = pd.concat(parts, ignore_index=True)
    read = renamed(
        rows,
        activity_id="Record ID",
        owner="Activity assigned to",
        lead_id="Associated Contact IDs",
        opportunity_id="Associated Deal IDs",
        account_id="Associated Company IDs",
        channel="channel",
        direction="direction",
        outcome="outcome",
        duration_minutes="duration_minutes",
    )
    same(read.assign(occurred_at=iso(rows["Activity date"])), held["activities"])


def test_every_table_is_read_back_here_or_kept_beside(held):
    read = "opportunities stage_history changes leads accounts cases activities"
    assert set(held) == {*read.split(), *HUBSPOT.params}
