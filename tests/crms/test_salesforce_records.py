"""Salesforce: what surrounds opportunities and leads, by API names and by report labels."""

from __future__ import annotations

USERS = """\
Id,Name,UserRoleId,ManagerId,IsActive
005A,Ana Roy,00ENORD0000000000,005C,true
005B,Bo Lind,00ESUD00000000000,005C,true
005C,Cai Wu,00EEMEA0000000000,,true
005D,Bo Lind,00ENORD0000000000,005C,false
"""
ROLES = """\
Id,Name,ParentRoleId
00ENORD0000000000,Nord,00EEMEA0000000000
00ESUD00000000000,Sud,00EEMEA0000000000
00EEMEA0000000000,EMEA,
"""

TASKS = """\
Id,WhoId,WhatId,AccountId,Subject,ActivityDate,Status,IsClosed,OwnerId,CreatedDate,\
CompletedDateTime,TaskSubtype,CallType,CallDurationInSeconds,CallDisposition,Type,IsDeleted
00TA,00QA,,,First call,2026-08-04,Completed,true,005A,2026-08-03T10:00:00Z,\
2026-08-04T10:00:00Z,Call,Outbound,90,Left Voicemail,Call,false
00TB,003A,006A,001A,Offer,2026-08-05,Completed,true,005A,2026-08-05T10:00:00Z,\
2026-08-05T10:00:00Z,Email,,,,Email,false
00TC,003A,500A,001A,Ask again,2026-12-05,Not Started,false,005A,2026-08-06T10:00:00Z,\
,Call,,,,Call,false
00TD,,001B,,Lunch,2026-08-07,Completed,true,005A,2026-08-07T10:00:00Z,\
2026-08-07T12:00:00Z,Task,,,,Meeting,false
00TE,,006A,,Gone,2026-08-07,Completed,true,005A,2026-08-07T10:00:00Z,,Task,,,,Other,true
"""


def test_an_id_tells_by_its_start_what_an_activity_is_about(export):
    read = export("salesforce", "activities", TASKS)
    wanted = ("activity_id", "lead_id", "contact_id", "opportunity_id", "account_id")
    assert read.rows(*wanted) == [
        ("00TA", "00QA", None, None, None),
        ("00TB", None, "003A", "006A", "001A"),
        ("00TD", None, None, None, "001B"),
    ]


def test_a_task_that_is_not_done_is_a_plan_and_left_out(export):
    read = export("salesforce", "activities", TASKS)
    wanted = ("occurred_at", "channel", "direction", "outcome", "due_at", "duration_minutes")
    assert read.rows(*wanted) == [
        ("2026-08-04T10:00Z", "call", "outbound", "no_answer", "2026-08-04", 1.5),
        ("2026-08-05T10:00Z", "email", None, None, "2026-08-05", None),
        ("2026-08-07T12:00Z", "meeting", None, None, "2026-08-07", None),
    ]
    assert "1 row is left out: `IsClosed` holds one of `false`, `0`." in read.said("warning")


def test_events_are_meetings_unless_their_type_says_more_and_copies_are_left_out(export):
    text = """\
Id,WhoId,WhatId,Subject,StartDateTime,EndDateTime,DurationInMinutes,OwnerId,CreatedDate,Type,IsChild
00UA,00QA,,Demo,2026-08-04T10:00:00Z,2026-08-04T10:45:00Z,45,005A,2026-08-01T10:00:00Z,,false
00UB,,006A,At theirs,2026-08-05T10:00:00Z,2026-08-05T12:00:00Z,120,005A,2026-08-01T10:00:00Z,\
Visit,false
00UC,,006A,At theirs,2026-08-05T10:00:00Z,2026-08-05T12:00:00Z,120,005B,2026-08-01T10:00:00Z,\
Visit,true
"""
    read = export("salesforce", "activities", text)
    wanted = ("occurred_at", "channel", "lead_id", "opportunity_id", "duration_minutes")
    assert read.rows(*wanted) == [
        ("2026-08-04T10:00Z", "meeting", "00QA", None, 45.0),
        ("2026-08-05T10:00Z", "visit", None, "006A", 120.0),
    ]


def test_only_quotes_that_were_given_to_the_customer_count(export):
    text = """\
Id,OpportunityId,QuoteNumber,Status,GrandTotal,CreatedDate,LastModifiedDate
0QA,006A,1,Presented,100,2026-08-04T10:00:00Z,2026-08-04T10:00:00Z
0QB,006A,2,Accepted,90,2026-08-05T10:00:00Z,2026-08-09T10:00:00Z
0QC,006B,3,Denied,80,2026-08-05T10:00:00Z,2026-08-08T10:00:00Z
0QD,006B,4,In Review,80,2026-08-05T10:00:00Z,2026-08-08T10:00:00Z
"""
    read = export("salesforce", "quotes", text)
    assert read.rows("quote_id", "opportunity_id", "status", "decided_at", "amount") == [
        ("0QA", "006A", "sent", None, 100.0),
        ("0QB", "006A", "accepted", "2026-08-09T10:00Z", 90.0),
        ("0QC", "006B", "rejected", "2026-08-08T10:00Z", 80.0),
    ]


def test_a_reduction_order_is_a_refund_of_a_positive_amount(export):
    text = """\
Id,AccountId,OpportunityId,OrderNumber,EffectiveDate,Status,TotalAmount,IsReductionOrder
801A,001A,006A,1,2026-08-04,Activated,100.00,false
801B,001A,,2,2026-08-05,Activated,-40.00,true
801C,001A,,3,2026-08-06,Cancelled,30.00,false
801D,001A,,4,2026-08-06,Draft,30.00,false
"""
    read = export("salesforce", "orders", text)
    assert read.rows("order_id", "ordered_at", "amount", "kind", "opportunity_id") == [
        ("801A", "2026-08-04", 100.0, "sale", "006A"),
        ("801B", "2026-08-05", 40.0, "refund", None),
        ("801C", "2026-08-06", 30.0, "cancelled", None),
    ]


CAMPAIGNS = """\
Id,Name,Type,Status,StartDate,EndDate,BudgetedCost,ActualCost
701A,Fair,Event,Completed,2026-03-01,2026-03-04,9000,8000
701B,Letter,,Planned,2026-05-01,,500,
"""


def test_a_campaign_gives_its_days_and_what_it_cost(export):
    campaigns = export("salesforce", "campaigns", CAMPAIGNS)
    assert campaigns.rows("campaign_id", "name", "channel", "started_at", "ended_at") == [
        ("701A", "Fair", "Event", "2026-03-01", "2026-03-04"),
        ("701B", "Letter", "other", "2026-05-01", None),
    ]
    spend = export("salesforce", "spend", CAMPAIGNS)
    assert spend.rows("period_start", "period_end", "campaign_id", "amount") == [
        ("2026-03-01", "2026-03-04", "701A", 8000.0)
    ]
    assert "1 row is left out: `amount`" in spend.said("warning")


def test_a_contact_among_the_members_of_a_campaign_stands_for_its_account(export):
    text = """\
Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,CreatedDate
00VA,701A,00QA,,Responded,true,2026-03-05,2026-03-02T10:00:00Z
00VB,701A,,003A,Sent,false,,2026-03-02T10:00:00Z
00VC,701A,,003X,Sent,0,,2026-03-02T10:00:00Z
"""
    contacts = "Id,AccountId\n003A,001A\n"
    wanted = ("lead_id", "account_id", "touched_at", "responded")
    assert export("salesforce", "campaign_touches", text, {"Contact": contacts}).rows(*wanted) == [
        ("00QA", None, "2026-03-02T10:00Z", True),
        (None, "001A", "2026-03-02T10:00Z", False),
        (None, None, "2026-03-02T10:00Z", False),
    ]


def test_cases_read_the_same_by_api_names_and_by_report_labels(export):
    api = """\
Id,CaseNumber,AccountId,Type,Status,Reason,Priority,IsClosed,ClosedDate,OwnerId,CreatedDate
500A,1,001A,Electrical,Done,Installation,High,true,2026-08-09T10:00:00Z,005A,2026-08-04T10:00:00Z
500B,2,001B,,Escalated,Feedback,Medium,false,,005B,2026-08-05T10:00:00Z
"""
    report = """\
Case ID,Case Number,Account ID,Case Reason,Status,Closed,Priority,Date/Time Opened,\
Date/Time Closed,Case Owner
500A,1,001A,Electrical,Done,1,High,2026-08-04 10:00,2026-08-09 10:00,Ana Roy
500B,2,001B,Feedback,Escalated,0,Medium,2026-08-05 10:00,,Bo Lind (005B)
"""
    wanted = ("case_id", "opened_at", "status", "category", "closed_at", "priority", "owner")
    by_name = export("salesforce", "cases", api, {"User": USERS}).rows(*wanted)
    assert by_name == [
        ("500A", "2026-08-04T10:00Z", "closed", "Electrical", "2026-08-09T10:00Z", "high",
         "Ana Roy"),
        ("500B", "2026-08-05T10:00Z", "open", "Feedback", None, "normal", "Bo Lind (005B)"),
    ]  # fmt: skip
    assert export("salesforce", "cases", report).rows(*wanted) == by_name


def test_a_role_is_the_team_and_the_role_above_it_the_region(export):
    read = export("salesforce", "owners", USERS, {"User": USERS, "UserRole": ROLES})
    assert read.rows("owner", "team", "region", "manager") == [
        ("Ana Roy", "Nord", "EMEA", "Cai Wu"),
        ("Bo Lind (005B)", "Sud", "EMEA", "Cai Wu"),
        ("Cai Wu", "EMEA", "EMEA", None),
        ("Bo Lind (005D)", "Nord", "EMEA", "Cai Wu"),
    ]


def test_without_the_roles_nothing_claims_to_be_a_region(export):
    read = export("salesforce", "owners", USERS, {"User": USERS})
    assert [region for (region,) in read.rows("region")] == [None] * 4
    assert "lookups: {UserRole" in " ".join(fault.fix for fault in read.table.faults)


def test_merged_accounts_lead_to_the_one_that_stayed(export):
    text = """\
Id,Name,Industry,BillingCountry,OwnerId,CreatedDate,IsDeleted,MasterRecordId
001A,Acme,Energy,Spain,005A,2025-08-04T10:00:00Z,0,
001B,Acme Ltd,Energy,Spain,005A,2025-09-04T10:00:00Z,1,001A
001C,Test,,,005A,2025-09-04T10:00:00Z,1,
"""
    read = export("salesforce", "accounts", text)
    assert read.rows("account_id", "name", "country", "merged_into") == [
        ("001A", "Acme", "Spain", None),
        ("001B", "Acme Ltd", "Spain", "001A"),
    ]


def test_lines_products_stages_quotas_and_contracts(export):
    products = "Id,Name,ProductCode,Family,IsActive\n01tA,Press,P1,Machines,true\n"
    assert export("salesforce", "products", products).rows("product", "family") == [
        ("Press", "Machines")
    ]
    lines = "Id,OpportunityId,Product2Id,Quantity,TotalPrice\n1,006A,01tA,2,80\n2,006A,01tA,1,40\n"
    read = export("salesforce", "opportunity_lines", lines, {"Product2": products})
    assert read.rows("opportunity_id", "line", "product", "quantity", "amount") == [
        ("006A", 1, "Press", 2.0, 80.0),
        ("006A", 2, "Press", 1.0, 40.0),
    ]
    stages = """\
ApiName,MasterLabel,SortOrder,DefaultProbability,IsClosed,IsWon
Prospecting,Prospecting,1,5,false,false
Proposal,Proposal,2,65,false,false
Negotiation,Negotiation,3,90.0,false,false
Signed,Signed,4,100,true,true
"""
    assert export("salesforce", "stages", stages).rows("stage", "position", "phase") == [
        ("Prospecting", 1, "early"),
        ("Proposal", 2, "middle"),
        ("Negotiation", 3, "late"),
    ]
    quotas = "Id,QuotaAmount,StartDate,PeriodId,QuotaOwnerId\n1,5000,2026-07-01,026A,005A\n"
    lookups = {"User": USERS, "Period": "Id,StartDate,EndDate\n026A,2026-07-01,2026-09-30\n"}
    read = export("salesforce", "targets", quotas, lookups)
    assert read.rows("period_start", "period_end", "measure", "owner", "amount") == [
        ("2026-07-01", "2026-09-30", "bookings", "Ana Roy", 5000.0)
    ]
    contracts = "Id,AccountId,StartDate,EndDate,Status,MRR__c\n800A,001A,2026-01-01,,Activated,90\n"
    assert export("salesforce", "contracts", contracts).rows("amount_per_period", "period") == [
        (90.0, "month")
    ]
