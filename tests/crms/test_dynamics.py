"""Dynamics 365 Sales: tables by logical names and Excel views by labels."""

from __future__ import annotations

ACCOUNT, OTHER = "a0000000-0000-0000-0000-00000000000a", "b0000000-0000-0000-0000-00000000000b"
PRESS, LATHE = "10000000-0000-0000-0000-000000000001", "20000000-0000-0000-0000-000000000002"

USERS = """\
systemuserid,fullname,businessunitid,parentsystemuserid
u1,Ana Roy,nord,u3
u2,Bo Lind,sud,u3
u3,Cai Wu,emea,
"""
CURRENCIES = "transactioncurrencyid,isocurrencycode\nc1,EUR\nc2,USD\n"

OPPORTUNITIES = """\
opportunityid,name,customerid,parentaccountid,ownerid,owneridname,statecode,statuscode,stepname,\
estimatedvalue,estimatedvalue_base,estimatedclosedate,actualvalue,actualclosedate,\
transactioncurrencyid,originatingleadid,createdon,msdyn_forecastcategory
o1,Press,x1,a1,u1,Roy (Ana),0,1,2-Develop,9000,9900,2026-12-01,,,c2,,2026-08-03T09:15:00Z,100000002
o2,Lathe,x2,a2,u2,Lind (Bo),1,3,3-Propose,5000,5000,2026-09-30,4500,2026-09-10,c1,l1,\
2026-07-01T23:30:00Z,100000005
o3,Drill,a3,,u1,Roy (Ana),2,5,1-Qualify,700,700,2026-09-15,0,2026-09-02,c1,,2026-06-30T11:30:00Z,
"""


def test_won_ones_count_with_actual_revenue_and_all_others_with_the_estimate(export):
    lookups = {"systemuser": USERS, "transactioncurrency": CURRENCIES}
    read = export("dynamics", "opportunities", OPPORTUNITIES, lookups)
    wanted = ("opportunity_id", "status", "amount", "currency", "owner", "account_id", "lead_id")
    assert read.rows(*wanted) == [
        ("o1", "open", 9000.0, "USD", "Ana Roy", "a1", None),
        ("o2", "won", 4500.0, "EUR", "Bo Lind", "a2", "l1"),
        ("o3", "lost", 700.0, "EUR", "Ana Roy", "a3", None),
    ]


def test_expected_and_actual_close_dates_are_two_fields(export):
    read = export("dynamics", "opportunities", OPPORTUNITIES, {"transactioncurrency": CURRENCIES})
    wanted = ("closed_at", "expected_close_date", "stage", "loss_reason", "forecast_category")
    assert read.rows(*wanted) == [
        (None, "2026-12-01", "Develop", None, "best case"),
        ("2026-09-10", "2026-09-30", "Propose", None, None),
        ("2026-09-02", "2026-09-15", "Qualify", "Out-Sold", None),
    ]


def test_without_the_lookup_of_users_the_names_in_the_file_are_owners(export):
    read = export("dynamics", "opportunities", OPPORTUNITIES, {"transactioncurrency": CURRENCIES})
    assert read.rows("owner")[0] == ("Roy (Ana)",)


VIEW = f"""\
(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,\
Potential Customer,Account,Status,Status reason,pipeline phase,Est. Revenue,Currency,\
Est. Close Date,Actual Revenue,Actual Close Date,Owner,Created On
{PRESS},k==,2026-08-03 11:15,Press,Acme,Acme,Open,In Progress,2-Develop,9000,US Dollar,\
2026-12-01,,,Ana Roy,2026-08-03 11:15
{LATHE},k==,2026-09-10 09:00,Lathe,Zeta,,Won,Won,3-Propose,5000,Euro,2026-09-30,4500,2026-09-10,\
Bo Lind,2026-07-02 01:30
"""
VIEW_OF_ACCOUNTS = f"""\
(Do Not Modify) Account,(Do Not Modify) Row Checksum,Account Name,Industry,Address 1: Country/Region
{ACCOUNT},k==,Acme,Financial,Spain
{OTHER},k==,Zeta,,
"""


def test_a_view_reads_like_the_table_and_its_hidden_column_holds_the_id(export):
    lookups = {"AccountByName": VIEW_OF_ACCOUNTS}
    read = export("dynamics", "opportunities", VIEW, lookups, timezone="Europe/Madrid")
    wanted = ("opportunity_id", "status", "stage", "amount", "currency", "account_id", "owner")
    assert read.rows(*wanted) == [
        (PRESS, "open", "Develop", 9000.0, "USD", ACCOUNT, "Ana Roy"),
        (LATHE, "won", "Propose", 4500.0, "EUR", OTHER, "Bo Lind"),
    ]
    assert read.rows("created_at", "closed_at", "expected_close_date") == [
        ("2026-08-03T09:15Z", None, "2026-12-01"),
        ("2026-07-01T23:30Z", "2026-09-10", "2026-09-30"),
    ]
    accounts = export("dynamics", "accounts", VIEW_OF_ACCOUNTS)
    assert accounts.rows("account_id", "name", "industry", "country") == [
        (ACCOUNT, "Acme", "Financial", "Spain"),
        (OTHER, "Zeta", None, None),
    ]


def test_the_process_tells_the_active_stage_and_the_audit_all_of_them(export):
    process = """\
businessprocessflowinstanceid,opportunityid,activestageid,activestagestartedon,completedon
1,o1,s2,2026-08-09T10:00:00Z,
2,,s1,2026-08-09T10:00:00Z,
"""
    stages = """\
processstageid,stagename,stagecategory,processid,primaryentitytypecode
s1,Qualify,0,p1,lead
s2,Develop,1,p1,opportunity
s3,Close,3,p1,opportunity
"""
    read = export("dynamics", "stage_history", process, {"processstage": stages})
    assert read.rows("opportunity_id", "entered_at", "stage") == [
        ("o1", "2026-08-09T10:00Z", "Develop")
    ]
    audit = """\
auditid,objectid,objecttypecode,createdon,attributename,oldvalue,newvalue,userid
1,o1,opportunity,2026-08-03T09:15:00Z,stepname,,1-Qualify,u1
2,o1,opportunity,2026-08-09T10:00:00Z,stepname,1-Qualify,2-Develop,u1
3,o1,opportunity,2026-08-10T10:00:00Z,estimatedvalue,8000,9000,u1
4,l1,lead,2026-08-10T10:00:00Z,ownerid,u1,u2,u1
5,o1,opportunity,2026-08-11T10:00:00Z,description,a,b,u1
"""
    history = export("dynamics", "stage_history", audit)
    assert history.rows("entered_at", "sequence", "stage") == [
        ("2026-08-03T09:15Z", 1, "Qualify"),
        ("2026-08-09T10:00Z", 2, "Develop"),
    ]
    changes = export("dynamics", "changes", audit, {"systemuser": USERS})
    assert changes.rows("table", "id", "field", "old", "new", "by")[2:] == [
        ("opportunities", "o1", "amount", "8000", "9000", "Ana Roy"),
        ("leads", "l1", "owner", "Ana Roy", "Bo Lind", "Ana Roy"),
    ]
    listed = export("dynamics", "stages", stages)
    assert listed.rows("pipeline", "stage", "position", "phase") == [
        ("p1", "Develop", 2, "middle"),
        ("p1", "Close", 4, "late"),
    ]


LEADS = """\
leadid,subject,leadsourcecode,leadqualitycode,msdyn_leadscore,statecode,statuscode,\
qualifyingopportunityid,ownerid,createdon,masterid
l1,Lathe,8,1,77,1,3,o2,u2,2026-06-20T10:00:00Z,
l2,Saw,7,2,,1,3,,u2,2026-06-21T10:00:00Z,
l3,Mill,8,3,12,2,5,,u1,2026-06-22T10:00:00Z,
l4,Mill,,,,0,1,,u1,2026-06-23T10:00:00Z,l3
"""


def test_a_qualified_lead_was_converted_when_its_opportunity_was_made(export):
    lookups = {"opportunity": OPPORTUNITIES, "systemuser": USERS}
    read = export("dynamics", "leads", LEADS, lookups)
    wanted = ("lead_id", "status", "converted_at", "opportunity_id", "merged_into")
    assert read.rows(*wanted) == [
        ("l1", "converted", "2026-07-01T23:30Z", "o2", None),
        ("l2", "converted", None, None, None),
        ("l3", "disqualified", None, None, None),
        ("l4", "new", None, None, "l3"),
    ]
    assert read.rows("source", "rating", "score", "disqualified_reason", "owner") == [
        ("Web", "hot", 77.0, None, "Bo Lind"),
        ("Trade Show", "warm", None, None, "Bo Lind"),
        ("Web", "cold", 12.0, "Cannot Contact", "Ana Roy"),
        (None, None, None, None, "Ana Roy"),
    ]


def test_without_the_lookup_no_id_is_taken_for_a_time(export):
    read = export("dynamics", "leads", LEADS)
    assert [at for (at,) in read.rows("converted_at")] == [None] * 4


def test_a_view_of_leads_reads_by_labels(export):
    text = """\
(Do Not Modify) Lead,Topic,Status,Status Reason,Lead Source,Rating,Qualifying Opportunity,\
Owning Business Unit,Owner,Created On
l1,Lathe,Qualified,Qualified,Web,Hot,Lathe,Sud,Bo Lind,2026-06-20 12:00
l3,Mill,Disqualified,No Longer Interested,Web,Cold,,Nord,Ana Roy,2026-06-22 12:00
l4,Mill,Open,Contacted,Web,Cold,,Nord,Ana Roy,2026-06-22 12:00
l5,Saw,Qualified,Qualified,Web,Cold,Saw,Nord,Ana Roy,2026-06-23 12:00
"""
    saw = VIEW.splitlines()[1].replace(",Press,", ",Saw,")
    twice = f"{saw}\n{saw.replace(PRESS, OTHER).replace('11:15', '11:20')}\n"
    lookups = {"OpportunityByTopic": VIEW + twice}
    read = export("dynamics", "leads", text, lookups, timezone="Europe/Madrid")
    assert read.rows("lead_id", "status", "rating", "disqualified_reason", "owner", "team") == [
        ("l1", "converted", "hot", None, "Bo Lind", "Sud"),
        ("l3", "disqualified", "cold", "No Longer Interested", "Ana Roy", "Nord"),
        ("l4", "working", "cold", None, "Ana Roy", "Nord"),
        ("l5", "converted", "cold", None, "Ana Roy", "Nord"),
    ]
    links = ("opportunity_id", "converted_at")
    assert read.rows(*links)[0] == (LATHE, "2026-07-01T23:30Z")
    assert read.rows(*links)[3] == (None, None), "two opportunities are called Saw"
