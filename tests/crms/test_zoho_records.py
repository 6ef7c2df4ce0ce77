"""Zoho CRM: what surrounds deals and leads, by API names and by labels."""

from __future__ import annotations

USERS = """\
id,full_name,role,Reporting_To,status
1,Ana Roy,Nord,Cai Wu,active
2,Bo Lind,Sud,Cai Wu,active
3,Cai Wu,CEO,,active
"""

CALLS = """\
id,Subject,Call_Type,Call_Purpose,Call_Result,Call_Start_Time,Call_Duration_in_seconds,Who_Id,\
What_Id,$se_module,Owner
61,First,Outbound,Prospecting,Interested,2026-06-20T10:00:00Z,90,,51,Leads,1
62,Next,Outbound,Prospecting,No response/Busy,2026-08-04T10:00:00Z,0,81,41,Deals,1
63,Back,Missed,,,2026-08-05T10:00:00Z,,81,71,Accounts,2
"""


def test_calls_say_who_called_whom_for_how_long_and_what_came_of_it(export):
    read = export("zoho", "activities", CALLS, {"Users": USERS})
    wanted = ("activity_id", "occurred_at", "channel", "direction", "outcome", "duration_minutes")
    assert read.rows(*wanted) == [
        ("61", "2026-06-20T10:00Z", "call", "outbound", "reached", 1.5),
        ("62", "2026-08-04T10:00Z", "call", "outbound", "no_answer", 0.0),
        ("63", "2026-08-05T10:00Z", "call", "inbound", "no_answer", None),
    ]


def test_the_module_tells_what_a_call_is_about(export):
    read = export("zoho", "activities", CALLS)
    assert read.rows("lead_id", "opportunity_id", "account_id", "contact_id") == [
        ("51", None, None, None),
        (None, "41", None, "81"),
        (None, None, "71", "81"),
    ]


def test_without_the_module_an_id_is_taken_for_that_of_a_deal(export):
    lines = [line.split(",") for line in CALLS.splitlines()]
    text = "\n".join(",".join([*cells[:9], cells[10]]) for cells in lines) + "\n"
    read = export("zoho", "activities", text)
    assert read.rows("lead_id", "opportunity_id", "account_id")[1:] == [
        (None, "41", None),
        (None, "71", None),
    ]


def test_tasks_that_are_not_done_are_left_out_and_events_last_to_their_end(export):
    tasks = """\
id,Subject,Due_Date,Status,Priority,Closed_Time,Created_Time,Owner
65,Email,2026-08-05,Completed,High,2026-08-05T10:00:00Z,2026-08-01T10:00:00Z,1
66,Call,2026-12-05,Not Started,High,,2026-08-02T10:00:00Z,1
67,Tidy up,2026-08-06,Completed,High,2026-08-06T10:00:00Z,2026-08-02T10:00:00Z,1
"""
    read = export("zoho", "activities", tasks)
    assert read.rows("occurred_at", "channel", "due_at") == [
        ("2026-08-05T10:00Z", "email", "2026-08-05"),
        ("2026-08-06T10:00Z", "task", "2026-08-06"),
    ]
    events = """\
Record Id,Title,From,To,Host
zcrm_68,Demo,2026-08-07 10:00:00,2026-08-07 11:00:00,Ana Roy
"""
    read = export("zoho", "activities", events)
    wanted = ("activity_id", "occurred_at", "channel", "owner", "duration_minutes")
    assert read.rows(*wanted) == [("68", "2026-08-07T10:00Z", "meeting", "Ana Roy", 60.0)]


def test_quotes_are_sent_accepted_or_rejected_and_drafts_are_left_out(export):
    text = """\
id,Quote_Number,Subject,Quote_Stage,Deal_Name,Account_Name,Grand_Total,Created_Time,Modified_Time
81,1,Press,Delivered,41,71,100,2026-08-04T10:00:00Z,2026-08-04T10:00:00Z
82,2,Lathe,Confirmed,42,72,90,2026-08-05T10:00:00Z,2026-08-09T10:00:00Z
83,3,Drill,Closed Lost,43,72,80,2026-08-05T10:00:00Z,2026-08-08T10:00:00Z
84,4,Drill,Draft,43,72,80,2026-08-05T10:00:00Z,2026-08-08T10:00:00Z
"""
    wanted = ("quote_id", "opportunity_id", "status", "decided_at", "amount")
    assert export("zoho", "quotes", text).rows(*wanted) == [
        ("81", "41", "sent", None, 100.0),
        ("82", "42", "accepted", None, 90.0),
        ("83", "43", "rejected", None, 80.0),
    ], "the time of the last change is no day of decision"
    labels = "Record Id,Quote Stage,Deal Name.id,Grand Total,Created Time\n"
    labels += "zcrm_82,confirmed,zcrm_42,90,2026-08-05 10:00:00\n"
    assert export("zoho", "quotes", labels).rows("quote_id", "opportunity_id", "status") == [
        ("82", "42", "accepted")
    ]


def test_orders_campaigns_and_what_they_cost(export):
    orders = """\
id,Account_Name,Deal_Name,Grand_Total,Status,Created_Time
91,72,42,100,Delivered,2026-09-11T10:00:00Z
92,72,,30,Cancelled,2026-09-12T10:00:00Z
"""
    read = export("zoho", "orders", orders)
    assert read.rows("order_id", "account_id", "opportunity_id", "amount", "kind") == [
        ("91", "72", "42", 100.0, "sale"),
        ("92", "72", None, 30.0, "cancelled"),
    ]
    campaigns = """\
id,Campaign_Name,Type,Status,Start_Date,End_Date,Budgeted_Cost,Actual_Cost
31,Fair,Trade Show,Complete,2026-03-01,2026-03-04,9000,8000
32,Letter,-None-,Planning,2026-05-01,,500,
"""
    read = export("zoho", "campaigns", campaigns)
    assert read.rows("campaign_id", "name", "channel", "started_at") == [
        ("31", "Fair", "Trade Show", "2026-03-01"),
        ("32", "Letter", "other", "2026-05-01"),
    ]
    assert export("zoho", "spend", campaigns).rows("campaign_id", "period_end", "amount") == [
        ("31", "2026-03-04", 8000.0)
    ]
    members = """\
Campaigns.id,Leads.id,Member_Status,Created_Time
31,51,Responded,2026-03-02T10:00:00Z
31,52,Planned,2026-03-02T10:00:00Z
"""
    read = export("zoho", "campaign_touches", members)
    assert read.rows("campaign_id", "lead_id", "responded") == [
        ("31", "51", True),
        ("31", "52", False),
    ]


def test_a_closed_case_has_the_time_of_its_end_only_where_there_is_a_field_for_it(export):
    text = """\
id,Case_Number,Subject,Status,Priority,Type,Case_Reason,Account_Name,Owner,Created_Time,\
Modified_Time
21,C1,Noise,Closed,High,Problem,,71,1,2026-08-04T10:00:00Z,2026-08-09T10:00:00Z
22,C2,Price,Escalated,-None-,-None-,Billing,72,2,2026-08-05T10:00:00Z,2026-08-06T10:00:00Z
"""
    read = export("zoho", "cases", text, {"Users": USERS})
    wanted = ("case_id", "status", "category", "closed_at", "priority", "account_id", "owner")
    assert read.rows(*wanted) == [
        ("21", "closed", "Problem", None, "high", "71", "Ana Roy"),
        ("22", "open", "Billing", None, None, "72", "Bo Lind"),
    ]
    own = export("zoho", "cases", text.replace("Modified_Time", "Closed Time"))
    assert own["closed_at"] == ["2026-08-09T10:00Z", None]


def test_users_products_and_stages(export):
    owners = export("zoho", "owners", USERS, {"Users": USERS})
    assert owners.rows("owner", "team", "manager") == [
        ("Ana Roy", "Nord", "Cai Wu"),
        ("Bo Lind", "Sud", "Cai Wu"),
        ("Cai Wu", "CEO", None),
    ]
    products = "Record Id,Product Name,Product Category,Unit Price\nzcrm_11,Press,-None-,90\n"
    assert export("zoho", "products", products).rows("product", "family", "list_price") == [
        ("Press", None, 90.0)
    ]
    stages = """\
display_value,sequence_number,forecast_type,probability
Qualification,1,Open,10
Negotiation/Review,2,Open,90
Closed Won,3,Closed Won,100
"""
    assert export("zoho", "stages", stages).rows("stage", "position", "phase", "probability") == [
        ("Qualification", 1, "early", 0.1),
        ("Negotiation/Review", 2, "late", 0.9),
    ]
