"""Zoho CRM: modules by API names and CSV exports by labels."""

from __future__ import annotations

USERS = """\
id,full_name,role,Reporting_To,status
1,Ana Roy,Nord,Cai Wu,active
2,Bo Lind,Sud,Cai Wu,active
3,Cai Wu,CEO,,active
"""

DEALS = """\
id,Deal_Name,Account_Name,Owner,Amount,Currency,Stage,Pipeline,Closing_Date,Change_Log_Time__s,\
Lead_Source,Reason_For_Loss__s,Created_Time
41,Press,71,1,9000,EUR,Proposal/Price Quote,Standard,2026-12-01,2026-08-20T10:00:00+02:00,Web,,\
2026-08-03T11:15:00+02:00
42,Lathe,72,2,5000.5,EUR,Closed Won,Standard,2026-09-30,2026-09-10T18:40:00+02:00,Web,,\
2026-07-02T01:30:00+02:00
43,Drill,72,1,700,EUR,Closed-Lost to Competition,Standard,2026-10-15,2026-09-02T10:05:00+02:00,\
Partner,Price,2026-06-30T13:30:00+02:00
"""


def test_the_closing_date_is_expected_and_the_last_change_of_stage_the_close(export):
    read = export("zoho", "opportunities", DEALS)
    assert read.rows("opportunity_id", "status", "closed_at", "expected_close_date") == [
        ("41", "open", None, "2026-12-01"),
        ("42", "won", "2026-09-10T16:40Z", "2026-09-30"),
        ("43", "lost", "2026-09-02T08:05Z", "2026-10-15"),
    ]
    assert read.rows("stage", "loss_reason", "created_at") == [
        ("Proposal/Price Quote", None, "2026-08-03T09:15Z"),
        (None, None, "2026-07-01T23:30Z"),
        (None, "Price", "2026-06-30T11:30Z"),
    ]


def test_the_last_close_in_the_history_of_stages_comes_before_the_last_change(export):
    history = """\
id,Deal_Name.id,Stage,Modified_Time
1,42,Closed Lost,2026-08-20T10:00:00+02:00
2,42,Qualification,2026-08-25T10:00:00+02:00
3,42,Closed Won,2026-09-01T10:00:00+02:00
4,41,Qualification,2026-09-02T10:00:00+02:00
"""
    read = export("zoho", "opportunities", DEALS, {"Closings": history})
    assert read["closed_at"] == [None, "2026-09-01T08:00Z", "2026-09-02T08:05Z"]
    labels = history.replace("Deal_Name.id", "Deal Name.id").replace("_", " ")
    read = export("zoho", "opportunities", LABELS, {"ClosingsByLabel": labels})
    assert read["closed_at"] == [None, "2026-09-01T08:00Z", None]


def test_owners_have_names_through_the_users_or_as_they_stand(export):
    read = export("zoho", "opportunities", DEALS, {"Users": USERS})
    assert read.rows("owner", "amount", "currency", "account_id") == [
        ("Ana Roy", 9000.0, "EUR", "71"),
        ("Bo Lind", 5000.5, "EUR", "72"),
        ("Ana Roy", 700.0, "EUR", "72"),
    ]
    named = DEALS.replace(",Owner,", ",Owner.name,").replace(",1,9000", ",Roy,9000")
    assert export("zoho", "opportunities", named).rows("owner")[0] == ("Roy",)


LABELS = """\
Record Id,Deal Owner.id,Deal Owner,DEAL NAME,Account Name.id,Account Name,Amount,Stage,\
Closing Date,Lead Source,Created Time
zcrm_41,zcrm_1,Ana Roy,Press,zcrm_71,Acme,9000,Negotiation/Review,2026-12-01,Web,2026-08-03 11:15:00
zcrm_42,zcrm_2,Bo Lind,Lathe,zcrm_72,Zeta,5000.5,Closed Won,2026-09-10,Web,2026-07-02 01:30:00
zcrm_43,zcrm_1,Ana Roy,Drill,zcrm_72,Zeta,700,Gone quiet,2026-10-15,Partner,2026-06-30 13:30:00
"""


def test_an_export_by_labels_has_the_same_ids_and_the_closing_date_for_want_of_better(export):
    read = export("zoho", "opportunities", LABELS, timezone="Europe/Madrid")
    assert read.rows("opportunity_id", "status", "closed_at", "expected_close_date") == [
        ("41", "open", None, "2026-12-01"),
        ("42", "won", "2026-09-10", "2026-09-10"),
        ("43", "open", None, "2026-10-15"),
    ]
    assert read.rows("owner", "name", "account_id", "created_at")[1] == (
        "Bo Lind", "Lathe", "72", "2026-07-01T23:30Z",
    )  # fmt: skip
    assert "`Gone quiet` counts as `open`" in read.said("warning")


def test_where_only_names_of_accounts_are_exported_the_accounts_give_the_ids(export):
    accounts = "Record Id,Account Name,Billing Country\nzcrm_71,Acme,Spain\nzcrm_72,Zeta,\n"
    text = LABELS.replace("Account Name.id", "Territory")
    read = export("zoho", "opportunities", text, {"AccountByName": accounts})
    assert [account for (account,) in read.rows("account_id")] == ["71", "72", "72"]
    assert export("zoho", "accounts", accounts).rows("account_id", "name", "country") == [
        ("71", "Acme", "Spain"),
        ("72", "Zeta", None),
    ]


def test_a_stage_is_entered_when_it_changes_and_outcomes_are_no_stages(export):
    text = """\
id,Deal_Name.id,Stage,Amount,Closing_Date,Modified_Time
1,41,Qualification,1,2026-12-01,2026-08-03T09:15:00Z
2,41,Qualification,9,2026-12-01,2026-08-05T09:00:00Z
3,41,Proposal/Price Quote,9,2026-12-01,2026-08-20T08:00:00Z
4,42,Closed Won,9,2026-08-20,2026-08-20T10:00:00Z
"""
    assert export("zoho", "stage_history", text).rows("opportunity_id", "entered_at", "stage") == [
        ("41", "2026-08-03T09:15Z", "Qualification"),
        ("41", "2026-08-20T08:00Z", "Proposal/Price Quote"),
    ]


def test_the_timeline_gives_changes_in_canonical_words(export):
    text = """\
record.id,record.module.api_name,audited_time,field_history.api_name,field_history._value.old,\
field_history._value.new,done_by.name
41,Deals,2026-08-05T09:00:00Z,Amount,100,250,Ana Roy
41,Deals,2026-08-06T09:00:00Z,Owner,1,3,Cai Wu
51,Leads,2026-08-06T10:00:00Z,Lead_Status,Not Contacted,Junk Lead,Bo Lind
71,Accounts,2026-08-06T10:00:00Z,Industry,A,B,Bo Lind
"""
    read = export("zoho", "changes", text, {"Users": USERS})
    assert read.rows("table", "id", "field", "old", "new", "by") == [
        ("opportunities", "41", "amount", "100", "250", "Ana Roy"),
        ("opportunities", "41", "owner", "Ana Roy", "Cai Wu", "Cai Wu"),
        ("leads", "51", "status", "new", "disqualified", "Bo Lind"),
    ]


def test_a_converted_lead_keeps_its_old_status_only_in_zoho(export):
    text = """\
id,Owner,Company,Lead_Source,Lead_Status,Rating,Converted__s,Converted_Date_Time,\
Converted_Account,Converted_Deal,Created_Time,Visitor_Score
51,1,Acme,Web,Contacted,Active,true,2026-07-02T01:30:00+02:00,71,42,2026-06-20T10:00:00+02:00,12
52,1,Zeta,Web,Attempted to Contact,,false,,,,2026-06-21T10:00:00+02:00,
53,2,Iota,Web,Junk Lead,,false,,,,2026-06-22T10:00:00+02:00,
54,2,Rho,Web,,,0,,,,2026-06-23T10:00:00+02:00,
55,2,Tau,Web,Not Qualified,,0,,,,2026-06-23T10:00:00+02:00,
"""
    read = export("zoho", "leads", text, {"Users": USERS})
    wanted = ("lead_id", "status", "converted_at", "opportunity_id", "account_id", "owner")
    assert read.rows(*wanted) == [
        ("51", "converted", "2026-07-01T23:30Z", "42", "71", "Ana Roy"),
        ("52", "working", None, None, None, "Ana Roy"),
        ("53", "disqualified", None, None, None, "Bo Lind"),
        ("54", "open", None, None, None, "Bo Lind"),
        ("55", "disqualified", None, None, None, "Bo Lind"),
    ]
    assert read["score"][:2] == [12.0, None]
    assert read["disqualified_reason"] == [None, None, "Junk Lead", None, None]


def test_an_export_of_leads_by_labels_reads_alike(export):
    text = """\
Record Id,Lead Owner,Lead Source,Lead Status,Is Converted,Created Time
zcrm_51,Ana Roy,Web,Pre-Qualified,false,2026-06-20 10:00:00
zcrm_52,Bo Lind,Web,Contacted,TRUE,2026-06-21 10:00:00
"""
    assert export("zoho", "leads", text).rows("lead_id", "owner", "status") == [
        ("51", "Ana Roy", "qualified"),
        ("52", "Bo Lind", "converted"),
    ]
