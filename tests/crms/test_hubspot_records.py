"""HubSpot: contacts, activities, tickets and quotes."""

from functools import partial

import pytest


@pytest.fixture
def read(export):
    """Read one export as a canonical table; lookups by name with their contents."""
    return partial(export, "hubspot")


@pytest.mark.parametrize(
    ("heading", "stages"),
    [
        (
            "Record ID,Create Date,Lifecycle Stage,Lead Status,HubSpot Score,Contact owner",
            ("Subscriber", "Lead", "Sales Qualified Lead", "Customer"),
        ),
        (
            "hs_object_id,createdate,lifecyclestage,hs_lead_status,hubspotscore,contact owner",
            ("subscriber", "lead", "salesqualifiedlead", "customer"),
        ),
    ],
)
def test_contacts_are_leads_but_for_mere_subscribers(read, heading, stages):
    subscriber, lead, qualified, customer = stages
    text = (
        f"{heading}\n"
        f"1,2026-03-01 10:00,{subscriber},,,\n"
        f"2,2026-03-02 10:00,{lead},,12,Ana Roy\n"
        f"3,2026-03-03 10:00,{lead},Unqualified,3,Ana Roy\n"
        f"4,2026-03-04 10:00,{lead},In Progress,40,Bo Lind\n"
        f"5,2026-03-05 10:00,{qualified},New,60,Bo Lind\n"
        f"6,2026-03-06 10:00,{customer},Open Deal,80,Bo Lind\n"
        f"7,2026-03-07 10:00,{lead},Bad Timing,,\n"
        f"8,2026-03-08 10:00,{lead},Waiting for budget,,\n"
    )
    rows = read("leads", text)
    assert rows["lead_id"] == ["2", "3", "4", "5", "6", "7", "8"]
    assert rows["status"] == [
        "new",
        "disqualified",
        "working",
        "qualified",
        "converted",
        "nurturing",
        "Waiting for budget",
    ]
    assert rows["score"] == [12, 3, 40, 60, 80, None, None]


def test_a_lead_is_converted_when_it_became_an_opportunity_or_else_a_customer(read):
    text = (
        "hs_object_id,createdate,lifecyclestage,hs_lifecyclestage_salesqualifiedlead_date,"
        "hs_lifecyclestage_opportunity_date,hs_lifecyclestage_customer_date,Associated Deal IDs\n"
        "1,2026-03-01T10:00Z,customer,2026-03-02T10:00Z,2026-03-03T10:00Z,2026-04-01T10:00Z,51;52\n"
        "2,2026-03-01T10:00Z,customer,,,2026-04-02T10:00Z,\n"
        "3,2026-03-01T10:00Z,lead,,,,53\n"
    )
    rows = read("leads", text)
    assert rows["converted_at"] == ["2026-03-03T10:00Z", "2026-04-02T10:00Z", None]
    assert rows["qualified_at"] == ["2026-03-02T10:00Z", None, None]
    assert rows["opportunity_id"] == ["51", None, None]


def test_calls_have_a_direction_an_outcome_and_minutes(read):
    text = (
        "hs_object_id,hs_timestamp,hs_call_direction,hs_call_disposition,hs_call_duration,"
        "Associated Contact IDs,Associated Deal IDs\n"
        "1,2026-03-01T10:00:00Z,OUTBOUND,f240bbac-87c9-4f6e-bf70-924b57d47db7,90000,11;12,\n"
        "2,2026-03-02T10:00:00Z,INBOUND,Busy,,,51\n"
    )
    rows = read("activities", text)
    assert rows["channel"] == ["call", "call"]
    assert rows["direction"] == ["outbound", "inbound"]
    assert rows["outcome"] == ["reached", "no_answer"]
    assert rows["duration_minutes"] == [1.5, None]
    assert rows["lead_id"] == ["11", None]
    assert rows["opportunity_id"] == [None, "51"]


@pytest.mark.parametrize(
    "heading",
    [
        "Record ID,Activity date,Call and meeting type,Meeting start time,Meeting end time,"
        "Meeting outcome",
        "hs_object_id,hs_timestamp,hs_activity_type,hs_meeting_start_time,hs_meeting_end_time,"
        "hs_meeting_outcome",
    ],
)
def test_meetings_last_from_their_start_to_their_end_and_some_are_visits(read, heading):
    text = (
        f"{heading}\n"
        "1,2026-03-01 09:00,Discovery call,2026-03-01 10:00,2026-03-01 11:30,Completed\n"
        "2,2026-03-02 09:00,Visit,2026-03-02 10:00,,Scheduled\n"
        "3,2026-03-02 09:00,Visit,2026-03-02 10:00,2026-03-02 10:30,Canceled\n"
        "4,2026-10-25 00:00,,2026-10-25 01:30,2026-10-25 02:15,No show\n"
    )
    rows = read("activities", text, timezone="Europe/Madrid")
    assert rows["channel"] == ["meeting", "visit", "meeting"]
    assert rows["outcome"] == ["reached", None, "no_answer"]
    assert rows["duration_minutes"] == [90, None, None], "2:15 came twice in that night"


def test_one_file_of_all_activities_is_read_without_the_notes(read):
    text = (
        "Record ID,Activity type,Activity date,Activity assigned to,Email direction\n"
        "1,Call,2026-03-01 10:00,Ana Roy,\n"
        "2,Note,2026-03-01 10:05,Ana Roy,\n"
        "3,Email,2026-03-02 10:00,Ana Roy,INCOMING_EMAIL\n"
        "4,Meeting,2026-03-03 10:00,Bo Lind,\n"
    )
    rows = read("activities", text)
    assert rows["channel"] == ["call", "email", "meeting"]
    assert rows["direction"] == [None, "inbound", None]


def test_tickets_are_cases_in_both_styles(read):
    warehouse = (
        "id,property_createdate,property_closed_date,property_first_agent_reply_date,"
        "property_hs_pipeline_stage,property_hs_ticket_category,property_hs_ticket_priority,"
        "property_hubspot_owner_id,property_subject\n"
        "1,2026-03-01T10:00:00Z,2026-03-02T10:00:00Z,2026-03-01T11:00:00Z,4,Billing,HIGH,5,x\n"
        "2,2026-03-03T10:00:00Z,,,1,Billing,LOW,5,x\n"
    )
    labels = (
        "Ticket ID,Create date,Close date,First agent reply date,Ticket status,Category\n"
        "1,2026-03-01 10:00,2026-03-02 10:00,2026-03-01 11:00,Closed,Billing\n"
        "2,2026-03-03 10:00,,,New,Billing\n"
    )
    for text in (warehouse, labels):
        rows = read("cases", text)
        assert rows["status"] == ["closed", "new"]
        assert rows["first_response_at"] == ["2026-03-01T11:00Z", None]
        assert rows["closed_at"] == ["2026-03-02T10:00Z", None]


def test_drafts_of_quotes_are_left_out(read):
    text = (
        "Record ID,Quote Amount,Create Date,Quote Status,Signature Status,Associated Deal IDs\n"
        "1,100,2026-03-01 10:00,Draft,,51\n"
        "2,200,2026-03-02 10:00,Published,,51\n"
        "3,300,2026-03-03 10:00,Published,Signed,52\n"
    )
    rows = read("quotes", text)
    assert rows["quote_id"] == ["2", "3"]
    assert rows["status"] == ["sent", "accepted"]
