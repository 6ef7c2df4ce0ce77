"""Salesforce: exports by API names and reports by labels."""

from __future__ import annotations

USERS = """\
Id,Name,UserRoleId,ManagerId,IsActive
005A,Ana Roy,00ENORD0000000000,005C,true
005B,Bo Lind,00ESUD00000000000,005C,true
005C,Cai Wu,00EEMEA0000000000,,true
005D,Bo Lind,00ENORD0000000000,005C,false
"""

OPPORTUNITIES = """\
Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,LeadSource,IsClosed,IsWon,\
ForecastCategoryName,OwnerId,CreatedDate
006A,false,001A,Press,Negotiation/Review,9000,2026-12-01,Web,false,false,Best Case,005A,\
2026-08-03T09:15:00.000Z
006B,false,001B,Lathe,Signed,5000.5,2026-09-10,Web,true,true,Closed,005B,\
2026-07-01T23:30:00.000+0000
006C,0,001B,Drill,No budget,700,2026-09-02,Partner,1,0,Omitted,005A,2026-06-30T11:30:00.000Z
006D,TRUE,001C,Gone,Prospecting,1,2026-12-01,Web,false,false,Pipeline,005A,2026-06-30T11:30:00.000Z
"""


def test_a_closed_stage_of_any_name_is_won_or_lost_by_its_flags(export):
    read = export("salesforce", "opportunities", OPPORTUNITIES)
    assert read.rows("opportunity_id", "status", "stage") == [
        ("006A", "open", "Negotiation/Review"),
        ("006B", "won", None),
        ("006C", "lost", None),
    ]
    assert "1 row is left out: `IsDeleted`" in read.said("warning")


def test_the_close_date_is_expected_while_open_and_actual_when_closed(export):
    read = export("salesforce", "opportunities", OPPORTUNITIES)
    assert read.rows("created_at", "closed_at", "expected_close_date", "forecast_category") == [
        ("2026-08-03T09:15Z", None, "2026-12-01", "best case"),
        ("2026-07-01T23:30Z", "2026-09-10", None, None),
        ("2026-06-30T11:30Z", "2026-09-02", None, None),
    ]


def test_owners_have_names_and_two_of_one_name_stay_two(export):
    read = export("salesforce", "opportunities", OPPORTUNITIES, {"User": USERS})
    assert read.rows("owner", "amount", "account_id", "source") == [
        ("Ana Roy", 9000.0, "001A", "Web"),
        ("Bo Lind (005B)", 5000.5, "001B", "Web"),
        ("Ana Roy", 700.0, "001B", "Partner"),
    ]


def test_the_lead_of_an_opportunity_is_the_one_that_was_converted_into_it(export):
    leads = "Id,ConvertedOpportunityId\n00QA,006B\n00QB,\n"
    read = export("salesforce", "opportunities", OPPORTUNITIES, {"ConvertedLead": leads})
    assert read.rows("opportunity_id", "lead_id") == [
        ("006A", None),
        ("006B", "00QA"),
        ("006C", None),
    ]
    assert "ConvertedLead" not in read.said("warning"), "most opportunities come from no lead"
    alone = export("salesforce", "opportunities", OPPORTUNITIES)
    assert [lead for (lead,) in alone.rows("lead_id")] == [None] * 3
    assert "ConvertedLead" not in alone.said("warning")


def test_an_opportunity_that_two_leads_became_names_neither_and_a_deleted_one_counts_not(export):
    leads = "Id,ConvertedOpportunityId,IsDeleted\n00QA,006A,false\n00QB,006A,false\n"
    leads += "00QC,006B,false\n00QD,006B,true\n"
    read = export("salesforce", "opportunities", OPPORTUNITIES, {"ConvertedLead": leads})
    assert read["lead_id"] == [None, "00QC", None]
    said = "1 cell names entries of the lookup `ConvertedLead` that have a namesake."
    assert said in read.said("warning")


REPORT = """\
opportunity owner,Opportunity ID,Opportunity Name,Stage,Amount,Amount Currency,Close  Date,\
Created Date,Lead Source,Won,Closed,Account ID,Owner Role
Ana Roy,006A,Press,Prospecting,"9,000.00",EUR,01/12/2026,03/08/2026,Web,0,0,001A,Nord
Bo Lind,006B,Lathe,Signed,"5,000.50",EUR,10/09/2026,01/07/2026,Web,1,1,001B,Sud
Ana Roy,006C,Drill,No budget,700.00,EUR,02/09/2026,30/06/2026,Partner,0,1,001B,Nord


"Opportunities of all teams"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"Confidential Information - Do Not Distribute"
"""


def test_a_report_by_labels_reads_like_the_tables(export):
    read = export("salesforce", "opportunities", REPORT, dates="%d/%m/%Y", decimal=".")
    assert read.rows("opportunity_id", "status", "stage", "closed_at", "expected_close_date") == [
        ("006A", "open", "Prospecting", None, "2026-12-01"),
        ("006B", "won", None, "2026-09-10", None),
        ("006C", "lost", None, "2026-09-02", None),
    ]
    assert read.rows("owner", "amount", "currency", "team", "source", "account_id") == [
        ("Ana Roy", 9000.0, "EUR", "Nord", "Web", "001A"),
        ("Bo Lind", 5000.5, "EUR", "Sud", "Web", "001B"),
        ("Ana Roy", 700.0, "EUR", "Nord", "Partner", "001B"),
    ]


def test_the_footer_of_a_report_is_set_aside_however_it_is_written(export):
    rows, footer = REPORT.split("\n\n\n")
    padded = "".join(line + "," * 12 + "\n" for line in footer.splitlines())
    for text in (REPORT, f"{rows}\n{padded}"):
        read = export("salesforce", "opportunities", text, dates="%d/%m/%Y", decimal=".")
        assert (read.table.kept, read.table.quarantined) == (3, 3)


def test_without_flags_the_default_names_of_stages_tell_and_others_are_listed(export):
    text = """\
Id,StageName,Amount,CloseDate,OwnerId,CreatedDate
006A,Prospecting,1,2026-12-01,005A,2026-08-03T09:15:00Z
006B,closed won,2,2026-09-10,005A,2026-07-01T23:30:00Z
006C,Closed Lost,3,2026-09-02,005A,2026-06-30T11:30:00Z
006D,Demo done,4,2026-12-02,005A,2026-06-30T11:30:00Z
"""
    read = export("salesforce", "opportunities", text)
    assert [status for (status,) in read.rows("status")] == ["open", "won", "lost", "open"]
    assert "`Demo done` counts as `open`" in read.said("warning")


def test_a_stage_is_entered_when_it_changes_and_outcomes_are_no_stages(export):
    text = """\
Id,OpportunityId,CreatedDate,StageName,Amount,CloseDate,IsDeleted
1,006A,2026-08-03T09:15:00Z,Prospecting,1,2026-12-01,false
2,006A,2026-08-05T09:00:00Z,Prospecting,9,2026-12-01,false
3,006A,2026-08-09T10:00:00Z,Qualification,9,2026-12-01,false
4,006A,2026-08-20T10:00:00Z,Closed Won,9,2026-08-20,false
5,006A,2026-09-01T10:00:00Z,Qualification,9,2026-12-01,false
6,006B,2026-08-01T10:00:00Z,Prospecting,5,2026-12-01,true
"""
    read = export("salesforce", "stage_history", text)
    assert read.rows("opportunity_id", "entered_at", "sequence", "stage") == [
        ("006A", "2026-08-03T09:15Z", 1, "Prospecting"),
        ("006A", "2026-08-09T10:00Z", 2, "Qualification"),
        ("006A", "2026-09-01T10:00Z", 3, "Qualification"),
    ], "reopened into the stage in which it was closed"


FIELD_HISTORY = """\
Id,OpportunityId,Field,OldValue,NewValue,DataType,CreatedDate,CreatedById,IsDeleted
1,006A,Amount,100,250,Currency,2026-08-05T09:00:00Z,005A,false
2,006A,Owner,Ana Roy,Cai Wu,Text,2026-08-06T09:00:00Z,005C,false
3,006A,Owner,005A,005C,EntityId,2026-08-06T09:00:00Z,005C,false
4,006A,StageName,Prospecting,Qualification,DynamicEnum,2026-08-09T10:00:00Z,005A,false
5,006A,CloseDate,2026-12-01,2027-01-15,DateOnly,2026-08-10T10:00:00Z,005A,false
6,006A,Description,a,b,Text,2026-08-10T10:00:00Z,005A,false
"""


def test_changes_speak_of_canonical_fields_and_an_owner_changes_once(export):
    read = export("salesforce", "changes", FIELD_HISTORY, {"User": USERS})
    assert read.rows("table", "id", "changed_at", "field", "old", "new", "by") == [
        ("opportunities", "006A", "2026-08-05T09:00Z", "amount", "100", "250", "Ana Roy"),
        ("opportunities", "006A", "2026-08-06T09:00Z", "owner", "Ana Roy", "Cai Wu", "Cai Wu"),
        ("opportunities", "006A", "2026-08-09T10:00Z", "stage", "Prospecting", "Qualification",
         "Ana Roy"),
        ("opportunities", "006A", "2026-08-10T10:00Z", "expected_close_date", "2026-12-01",
         "2027-01-15", "Ana Roy"),
    ]  # fmt: skip
    assert "lookup" not in read.said("warning"), "amounts and dates are no ids"


def test_a_report_on_field_history_gives_the_same_changes(export):
    text = """\
Opportunity ID,Field / Event,Old Value,New Value,Edit Date,Edited By
006A,Close Date,2026-12-01,2027-01-15,2026-08-10,Ana Roy
006A,Stage,Prospecting,Qualification,2026-08-09,Ana Roy
006A,Created.,,,2026-08-01,Ana Roy
"""
    read = export("salesforce", "changes", text)
    assert read.rows("field", "new", "by") == [
        ("expected_close_date", "2027-01-15", "Ana Roy"),
        ("stage", "Qualification", "Ana Roy"),
    ]


def test_histories_of_leads_and_cases_speak_of_canonical_values(export):
    leads = """\
Id,LeadId,Field,OldValue,NewValue,CreatedDate,CreatedById
1,00QA,created,,,2026-08-01T09:00:00Z,005A
2,00QA,Status,Open - Not Contacted,Working - Contacted,2026-08-05T09:00:00Z,005A
"""
    cases = leads.replace("LeadId", "CaseId").replace("00QA", "500A")
    cases = cases.replace("Open - Not Contacted", "New").replace("Working - Contacted", "Closed")
    wanted = ("table", "id", "field", "old", "new")
    assert export("salesforce", "changes", leads).rows(*wanted) == [
        ("leads", "00QA", "status", "new", "working")
    ]
    assert export("salesforce", "changes", cases).rows(*wanted) == [
        ("cases", "500A", "status", "open", "closed")
    ]


def test_a_merged_lead_leads_to_the_one_that_stayed_and_a_deleted_one_is_left_out(export):
    text = """\
Id,Status,LeadSource,Rating,OwnerId,IsConverted,ConvertedDate,ConvertedOpportunityId,\
ConvertedAccountId,CreatedDate,IsDeleted,MasterRecordId
00QA,Closed - Converted,Web,Hot,005A,true,2026-08-10,006A,001A,2026-08-03T09:15:00Z,false,
00QB,Open - Not Contacted,Web,,005B,false,,,,2026-08-04T09:15:00Z,false,
00QC,Working - Contacted,Web,Cold,005B,false,,,,2026-08-04T09:15:00Z,true,00QB
00QD,Closed - Not Converted,Web,,005B,false,,,,2026-08-04T09:15:00Z,true,
00QE,Unqualified,Web,,005B,0,,,,2026-08-04T09:15:00Z,0,
"""
    read = export("salesforce", "leads", text)
    assert read.rows("lead_id", "status", "converted_at", "opportunity_id", "merged_into") == [
        ("00QA", "converted", "2026-08-10", "006A", None),
        ("00QB", "new", None, None, None),
        ("00QC", "working", None, None, "00QB"),
        ("00QE", "disqualified", None, None, None),
    ]
    assert read.rows("rating")[0] == ("hot",)


def test_what_waits_in_a_queue_has_no_owner(export):
    text = """\
Id,Status,OwnerId,IsConverted,CreatedDate
00QA,New,005A,false,2026-08-03T09:15:00Z
00QB,New,00G1,false,2026-08-04T09:15:00Z
"""
    read = export("salesforce", "leads", text, {"User": USERS})
    assert read["owner"] == ["Ana Roy", None]
    assert "lookup" not in read.said("warning")


def test_a_report_on_leads_knows_the_converted_by_their_flag(export):
    text = """\
Lead ID,Lead Owner,Lead Source,Lead Status,Converted,Create Date,Rating
00QA,Ana Roy,Web,Ready to hand over,1,2026-08-03,Warm
00QB,Bo Lind,Web,Nurturing,0,2026-08-04,
"""
    read = export("salesforce", "leads", text)
    assert read.rows("lead_id", "created_at", "owner", "status", "rating") == [
        ("00QA", "2026-08-03", "Ana Roy", "converted", "warm"),
        ("00QB", "2026-08-04", "Bo Lind", "nurturing", None),
    ]
