"""Dynamics 365 Sales: what surrounds opportunities and leads, by names and by labels."""

from __future__ import annotations

USERS = """\
systemuserid,fullname,businessunitid,parentsystemuserid
u1,Ana Roy,nord,u3
u2,Bo Lind,sud,u3
u3,Cai Wu,emea,
"""
UNITS = "businessunitid,name,parentbusinessunitid\nnord,Nord,emea\nsud,Sud,emea\nemea,EMEA,\n"
PRESS = "10000000-0000-0000-0000-000000000001"
ACCOUNT = "a0000000-0000-0000-0000-00000000000a"
VIEW = f"(Do Not Modify) Opportunity,Topic\n{PRESS},Press\n"
VIEW_OF_ACCOUNTS = f"(Do Not Modify) Account,Account Name\n{ACCOUNT},Acme\n"

ACTIVITIES = """\
activityid,activitytypecode,regardingobjectid,regardingobjecttypecode,ownerid,statecode,\
createdon,actualstart,actualend,scheduledstart,scheduledend,directioncode,actualdurationminutes,\
leftvoicemail
t1,phonecall,l1,lead,u1,1,2026-06-20T10:00:00Z,2026-06-20T11:00:00Z,2026-06-20T11:05:00Z,,\
2026-06-21T10:00:00Z,true,5,1
t2,email,o1,opportunity,u1,1,2026-08-05T10:00:00Z,,2026-08-05T10:01:00Z,,,0,,
t3,phonecall,o1,3,u1,0,2026-08-06T10:00:00Z,,,,2026-12-06T10:00:00Z,1,,
t4,appointment,a1,account,u2,3,2026-08-01T10:00:00Z,,,2026-08-07T10:00:00Z,2026-08-07T11:00:00Z,,60,
t5,4210,o1,opportunity,u1,2,2026-08-06T10:00:00Z,,,,,1,,
t6,task,o1,3,u1,1,2026-08-06T10:00:00Z,,2026-08-07T10:00:00Z,,2026-08-08T10:00:00Z,,,
"""


def test_what_is_only_planned_or_was_cancelled_is_left_out(export):
    read = export("dynamics", "activities", ACTIVITIES)
    wanted = ("activity_id", "occurred_at", "channel", "direction", "outcome", "duration_minutes")
    assert read.rows(*wanted) == [
        ("t1", "2026-06-20T11:00Z", "call", "outbound", "no_answer", 5.0),
        ("t2", "2026-08-05T10:01Z", "email", "inbound", None, None),
        ("t4", "2026-08-07T10:00Z", "meeting", None, None, 60.0),
        ("t6", "2026-08-07T10:00Z", "task", None, None, None),
    ]
    assert read.rows("due_at")[3] == ("2026-08-08T10:00Z",)
    said = read.said("warning")
    assert "1 row is left out: `channel` holds one of `planned`" in said


def test_the_kind_of_the_record_tells_what_an_activity_is_about(export):
    read = export("dynamics", "activities", ACTIVITIES)
    assert read.rows("lead_id", "opportunity_id", "account_id", "contact_id") == [
        ("l1", None, None, None),
        (None, "o1", None, None),
        (None, None, "a1", None),
        (None, "o1", None, None),
    ]


def test_a_view_of_calls_names_opportunities_and_unknown_names_are_no_ids(export):
    text = """\
(Do Not Modify) Phone Call,Subject,Regarding,Activity Status,Direction,Owner,Due Date,Actual End,\
Created On
t1,First,Press,Completed,Outgoing,Ana Roy,2026-08-05 12:00,2026-08-05 11:30,2026-08-04 10:00
t2,Next,Acme,Completed,Outgoing,Ana Roy,2026-12-05 12:00,2026-08-06 11:00,2026-08-06 10:00
t3,Plan,Acme,Open,Outgoing,Ana Roy,2026-12-05 12:00,,2026-08-06 10:00
"""
    lookups = {"OpportunityByTopic": VIEW, "AccountByName": VIEW_OF_ACCOUNTS}
    read = export("dynamics", "activities", text, lookups)
    assert read.rows("occurred_at", "channel", "opportunity_id", "account_id", "due_at") == [
        ("2026-08-05T11:30Z", "call", PRESS, None, "2026-08-05T12:00Z"),
        ("2026-08-06T11:00Z", "call", None, ACCOUNT, "2026-12-05T12:00Z"),
    ]


def test_drafts_and_revised_quotes_are_left_out(export):
    text = """\
quoteid,quotenumber,opportunityid,totalamount,statecode,statuscode,createdon,closedon
q1,1,o1,100,1,2,2026-08-04T10:00:00Z,
q2,2,o2,90,2,4,2026-08-05T10:00:00Z,2026-08-09
q3,3,o2,95,3,7,2026-08-03T10:00:00Z,2026-08-05
q4,4,o3,80,3,5,2026-08-05T10:00:00Z,2026-08-08
q5,5,o3,80,0,1,2026-08-05T10:00:00Z,
"""
    read = export("dynamics", "quotes", text)
    assert read.rows("quote_id", "status", "decided_at", "amount") == [
        ("q1", "sent", None, 100.0),
        ("q2", "accepted", "2026-08-09", 90.0),
        ("q4", "rejected", "2026-08-08", 80.0),
    ]


def test_orders_campaigns_and_what_they_cost(export):
    orders = """\
salesorderid,customerid,opportunityid,totalamount,statecode,createdon,transactioncurrencyidname
r1,a1,o2,100,3,2026-09-11T10:00:00Z,Euro
r2,a1,,30,2,2026-09-12T10:00:00Z,Euro
"""
    read = export("dynamics", "orders", orders)
    assert read.rows("order_id", "account_id", "amount", "kind", "currency") == [
        ("r1", "a1", 100.0, "sale", "EUR"),
        ("r2", "a1", 30.0, "cancelled", "EUR"),
    ]
    campaigns = """\
campaignid,name,typecode,proposedstart,proposedend,actualstart,actualend,totalactualcost
m1,Fair,3,2026-03-01,2026-03-03,2026-03-02,2026-03-04,8000
m2,Letter,2,2026-05-01,,,,
"""
    read = export("dynamics", "campaigns", campaigns)
    assert read.rows("campaign_id", "channel", "started_at", "ended_at") == [
        ("m1", "Event", "2026-03-02", "2026-03-04"),
        ("m2", "Direct Marketing", "2026-05-01", None),
    ]
    spend = export("dynamics", "spend", campaigns)
    assert spend.rows("period_start", "period_end", "campaign_id", "amount") == [
        ("2026-03-02", "2026-03-04", "m1", 8000.0)
    ]
    responses = """\
activityid,regardingobjectid,leadid,receivedon,responsecode
1,m1,l1,2026-03-05T10:00:00Z,1
2,m1,l2,2026-03-05T11:00:00Z,4
"""
    touches = export("dynamics", "campaign_touches", responses)
    assert touches.rows("campaign_id", "lead_id", "touched_at", "responded") == [
        ("m1", "l1", "2026-03-05T10:00Z", True),
        ("m1", "l2", "2026-03-05T11:00Z", False),
    ]
    parties = """\
activityid,regardingobjectid,partyid,partyobjecttypecode,receivedon,responsecode
1,m1,l1,lead,2026-03-05T10:00:00Z,1
2,m1,a1,account,2026-03-05T11:00:00Z,1
"""
    touches = export("dynamics", "campaign_touches", parties)
    assert touches.rows("lead_id", "account_id") == [("l1", None), (None, "a1")]


def test_a_case_was_resolved_when_its_last_resolution_was_unless_it_is_open_again(export):
    text = """\
incidentid,ticketnumber,title,casetypecode,prioritycode,statecode,statuscode,customerid,ownerid,\
createdon
i1,CAS-1,Noise,2,1,1,5,a1,u1,2026-08-04T10:00:00Z
i2,CAS-2,Price,1,2,0,1,a2,u2,2026-08-05T10:00:00Z
i3,CAS-3,Price,1,2,0,3,a2,u2,2026-08-05T10:00:00Z
"""
    resolutions = """\
activityid,incidentid,actualend
8,i1,2026-08-05T10:00:00Z
9,i1,2026-08-09T10:00:00Z
7,i1,2026-08-06T10:00:00Z
6,i3,2026-08-06T10:00:00Z
"""
    lookups = {"incidentresolution": resolutions, "systemuser": USERS}
    read = export("dynamics", "cases", text, lookups)
    wanted = ("case_id", "status", "category", "priority", "resolved_at", "account_id", "owner")
    assert read.rows(*wanted) == [
        ("i1", "resolved", "Problem", "high", "2026-08-09T10:00Z", "a1", "Ana Roy"),
        ("i2", "open", "Question", "normal", None, "a2", "Bo Lind"),
        ("i3", "pending", "Question", "normal", None, "a2", "Bo Lind"),
    ]
    assert "incidentresolution" not in read.said("warning"), "an open case has no resolution"


def test_a_business_unit_is_the_team_and_a_top_one_the_region_of_who_stands_in_it(export):
    read = export("dynamics", "owners", USERS, {"systemuser": USERS, "businessunit": UNITS})
    assert read.rows("owner", "team", "region", "manager") == [
        ("Ana Roy", "Nord", "EMEA", "Cai Wu"),
        ("Bo Lind", "Sud", "EMEA", "Cai Wu"),
        ("Cai Wu", None, "EMEA", None),
    ]


def test_lines_products_and_goals(export):
    products = "productid,name,parentproductid,price\np1,Press,f1,90\nf1,Machines,,\n"
    read = export("dynamics", "products", products, {"product": products})
    assert read.rows("product", "family", "list_price")[0] == ("Press", "Machines", 90.0)
    lines = "opportunityproductid,opportunityid,productid,quantity,extendedamount\n1,o1,p1,2,160\n"
    read = export("dynamics", "opportunity_lines", lines, {"product": products})
    assert read.rows("opportunity_id", "line", "product", "quantity", "amount") == [
        ("o1", 1, "Press", 2.0, 160.0)
    ]
    goals = """\
goalid,title,goalstartdate,goalenddate,goalownerid,targetmoney
g1,Q3,2026-07-01,2026-09-30,u1,5000
g2,Calls,2026-07-01,2026-09-30,u1,
"""
    read = export("dynamics", "targets", goals, {"systemuser": USERS})
    assert read.rows("period_start", "period_end", "measure", "owner", "amount") == [
        ("2026-07-01", "2026-09-30", "bookings", "Ana Roy", 5000.0)
    ]
