"""HubSpot's export, read back by hand, holds the plain CRM but for its declared losses."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from kit.demo.natives import NATIVES
from kit.demo.natives.hubspot_names import INTERNAL, OLDER, VALUES

HUBSPOT = NATIVES["hubspot"]
NAME = "exports/hubspot-crm-exports-all-{}-2026-07-01.csv"
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


@pytest.fixture(params=HUBSPOT.variants)
def variant(request):
    return request.param


@pytest.fixture
def held(plain, variant):
    return HUBSPOT.held(plain, variant)


@pytest.fixture
def labels_of(exported, variant):
    """Name of a table of the interface → its ids and the labels that they stand for."""

    def labels(name, key, *parts):
        frame = exported("hubspot", variant).frames(f"exports/{name}.csv")
        words = frame[list(parts)].fillna("").agg(" ".join, axis=1).str.strip()
        return dict(zip(frame[key], words, strict=True))

    return labels


@pytest.fixture
def owner_names(labels_of):
    return labels_of("owner", "owner_id", "first_name", "last_name")


@pytest.fixture
def table(exported, variant, labels_of, owner_names):
    """Name of an object → its rows that are not archived, as the labels of today show them."""
    owners = {"deals": "Deal owner", "contacts": "Contact owner", "companies": "Company owner"}
    owners |= {"tickets": "Ticket owner"}

    def rows(name):
        frame = exported("hubspot", variant).frames(NAME.format(name))
        owner = owners.get(name, "Activity assigned to")
        labels = {INTERNAL[label]: label for label in INTERNAL if "owner" not in label}
        labels |= {older: label for label, older in OLDER.items()}
        frame = frame.rename(columns={**labels, "hubspot_owner_id": owner})
        frame = frame[frame["archived"] == "false"] if "archived" in frame else frame
        words = {label: {id_: text for text, id_ in VALUES[label].items()} for label in VALUES}
        words[owner] = owner_names
        words["Deal Stage"] = labels_of("deal_pipeline_stage", "stage_id", "label")
        words["Pipeline"] = labels_of("deal_pipeline", "pipeline_id", "label")
        for label in words.keys() & set(frame.columns):
            known = words[label]
            frame[label] = frame[label].map(known, na_action="ignore").fillna(frame[label])
        return frame.rename(columns={"name": "Company name", "Create date": "Create Date"})

    return rows


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
