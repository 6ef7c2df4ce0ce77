"""Odoo: orders, activities, tickets and stages."""

from functools import partial

import pytest

USERS = {"res_users": "id,name\n5,Ana Roy\n6,Bo Lind\n"}


@pytest.fixture
def read(export):
    """Read one export as a canonical table; lookups by name with their contents."""
    return partial(export, "odoo")


@pytest.mark.parametrize(
    ("heading", "states"),
    [
        (
            "name,opportunity_id,state,amount_untaxed,date_order,create_date,partner_id",
            ("draft", "sent", "sale", "cancel"),
        ),
        (
            "Order Reference,Opportunity/ID,Status,Untaxed Amount,Order Date,Creation Date,"
            "Customer/ID",
            ("Quotation", "Quotation Sent", "Sales Order", "Cancelled"),
        ),
    ],
)
def test_sale_orders_are_quotes_and_once_confirmed_orders(read, heading, states):
    draft, sent, sale, cancelled = states
    text = (
        f"{heading}\n"
        f"S01,2,{draft},10,2026-03-01 10:00:00,2026-03-01 10:00:00,72\n"
        f"S02,2,{sent},20,2026-03-02 10:00:00,2026-03-02 10:00:00,72\n"
        f"S03,2,{sale},30,2026-03-09 10:00:00,2026-03-03 10:00:00,72\n"
        f"S04,2,{cancelled},40,2026-03-04 10:00:00,2026-03-04 10:00:00,72\n"
        f"S05,,{sale},50,2026-03-05 10:00:00,2026-03-05 10:00:00,73\n"
    )
    quotes = read("quotes", text)
    assert quotes["quote_id"] == ["S02", "S03", "S04"]
    assert quotes["status"] == ["sent", "accepted", "rejected"]
    assert quotes["issued_at"][1] == "2026-03-03T10:00Z"
    assert quotes["decided_at"] == [None, "2026-03-09T10:00Z", None]
    orders = read("orders", text)
    assert orders["order_id"] == ["S03", "S05"]
    assert orders["ordered_at"] == ["2026-03-09T10:00Z", "2026-03-05T10:00Z"]
    assert orders["kind"] == ["sale", "sale"]
    assert orders["account_id"] == ["72", "73"]


def test_lines_of_orders_belong_to_the_opportunity_of_their_order(read):
    text = (
        "id,order_id,product_id,product_uom_qty,price_subtotal,display_type,state\n"
        "1,11,21,3,30,,sale\n"
        "2,11,,0,0,line_section,sale\n"
        "3,12,21,1,10,,cancel\n"
    )
    lookups = {
        "sale_order": "id,opportunity_id\n11,2\n12,2\n",
        "product_names": "id,name\n21,Blade\n",
    }
    rows = read("opportunity_lines", text, lookups)
    assert rows["opportunity_id"] == ["2"]
    assert rows["product"] == ["Blade"]
    assert rows["amount"] == [30]


def test_messages_have_a_direction(read):
    messages = (
        "id,date,model,res_id,message_type,create_uid,mail_activity_type_id\n"
        "1,2026-03-01 10:00:00,crm.lead,2,email,5,\n"
        "2,2026-03-01 11:00:00,crm.lead,2,comment,5,\n"
        "3,2026-03-01 12:00:00,crm.lead,2,notification,5,\n"
        "4,2026-03-01 13:00:00,sale.order,2,comment,5,\n"
        "5,2026-03-02 10:00:00,crm.lead,2,comment,5,2\n"
    )
    lookups = {**USERS, "mail_activity_type": "id,name\n2,Call\n"}
    rows = read("activities", messages, lookups)
    assert rows["channel"] == ["email", "email", "call"]
    assert rows["direction"] == ["inbound", "outbound", "outbound"]


def test_the_activity_report_is_read(read):
    text = (
        "id,date,author_id,mail_activity_type_id,lead_id,stage_id\n"
        "1,2026-03-01 10:00:00,Ana Roy,Phonecall,2,Qualified\n"
        "2,2026-03-02 10:00:00,Ana Roy,Meeting,2,Qualified\n"
    )
    rows = read("activities", text)
    assert rows["channel"] == ["call", "meeting"]
    assert rows["owner"] == ["Ana Roy", "Ana Roy"]
    assert rows["opportunity_id"] == ["2", "2"]


@pytest.mark.parametrize(
    ("heading", "kinds"),
    [
        (
            "id,date,author_id,mail_activity_type_id,lead_type,lead_id,lead_id/.id",
            ("lead", "opportunity"),
        ),
        (
            "ID,Completion Date,Assigned To,Activity Type,Type,Opportunity,Opportunity/ID",
            ("Lead", "Opportunity"),
        ),
    ],
)
def test_an_activity_is_about_a_lead_or_an_opportunity_as_its_type_says(read, heading, kinds):
    text = (
        f"{heading}\n"
        f"1,2026-03-01 10:00:00,Ana Roy,Call,{kinds[0]},Mail,5\n"
        f"2,2026-03-02 10:00:00,Ana Roy,Email,{kinds[1]},Lathe,2\n"
    )
    rows = read("activities", text)
    assert rows["lead_id"] == ["5", None]
    assert rows["opportunity_id"] == [None, "2"]
    assert rows["owner"] == ["Ana Roy", "Ana Roy"]


def test_tickets_are_cases_that_end_when_they_are_solved(read):
    text = (
        "id,create_date,stage_id,close_date,priority,partner_id\n"
        "1,2026-03-01 10:00:00,New,,1,72\n"
        "2,2026-03-01 10:00:00,Solved,2026-03-03 10:00:00,3,72\n"
        "3,2026-03-01 10:00:00,Cancelled,2026-03-04 10:00:00,0,72\n"
    )
    rows = read("cases", text)
    assert rows["status"] == ["new", "resolved", "closed"]
    assert rows["resolved_at"] == [None, "2026-03-03T10:00Z", None]
    assert rows["closed_at"] == [None, "2026-03-03T10:00Z", "2026-03-04T10:00Z"]
    assert rows["priority"] == ["normal", "urgent", "low"]


def test_a_stage_of_ones_own_counts_as_middle_and_that_is_said(read):
    text = (
        "id,name,sequence,is_won,team_id\n"
        "1,New,0,False,\n"
        "2,Qualified,1,False,\n"
        "8,Legal review,2,False,\n"
        "9,Signed,70,True,\n"
    )
    rows = read("stages", text)
    assert rows["stage"] == ["New", "Qualified", "Legal review"]
    assert rows["phase"] == ["early", "middle", "middle"]
    assert "`Legal review` counts as `middle`" in rows.said("warning")
