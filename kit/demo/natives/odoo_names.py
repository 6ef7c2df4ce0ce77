"""How Odoo names things: database ids, technical names of fields and their labels."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.plain import clock, named

_STRAY = 900_000_000
_PAIRED: Mapping[str, int] = {"opportunities": 0, "leads": 1, "quotes": 0, "orders": 1}
"""Kinds of record that share a table: leads with opportunities, quotations with orders."""

LABELS: Mapping[str, Mapping[str, str]] = {
    "crm.lead": {
        "id": "ID",
        "type": "Type",
        "name": "Opportunity",
        "active": "Active",
        "stage_id": "Stage",
        "user_id": "Salesperson",
        "team_id": "Sales Team",
        "partner_id": "Customer",
        "partner_id/.id": "Customer/ID",
        "partner_name": "Company Name",
        "expected_revenue": "Expected Revenue",
        "prorated_revenue": "Prorated Revenue",
        "company_currency": "Currency",
        "probability": "Probability",
        "source_id": "Source",
        "campaign_id": "Campaign",
        "campaign_id/.id": "Campaign/ID",
        "lost_reason_id": "Lost Reason",
        "create_date": "Created on",
        "date_open": "Assignment Date",
        "date_conversion": "Conversion Date",
        "date_last_stage_update": "Last Stage Update",
        "date_deadline": "Expected Closing",
        "date_closed": "Closed Date",
    },
    "mail.tracking.value": {
        "id": "ID",
        "mail_message_id/model": "Message ID/Related Document Model",
        "mail_message_id/res_id": "Message ID/Related Document ID",
        "mail_message_id/author_id": "Message ID/Author",
        "field": "Field",
        "old_value_char": "Old Value Char",
        "new_value_char": "New Value Char",
        "old_value_float": "Old Value Float",
        "new_value_float": "New Value Float",
        "create_date": "Created on",
    },
    "crm.activity.report": {
        "id": "ID",
        "date": "Completion Date",
        "author_id": "Created By",
        "mail_activity_type_id": "Activity Type",
        "lead_type": "Type",
        "lead_id": "Opportunity",
        "lead_id/.id": "Opportunity/ID",
        "stage_id": "Stage",
    },
    "sale.order": {
        "id": "ID",
        "name": "Order Reference",
        "opportunity_id": "Opportunity",
        "opportunity_id/.id": "Opportunity/ID",
        "partner_id": "Customer",
        "partner_id/.id": "Customer/ID",
        "state": "Status",
        "amount_untaxed": "Untaxed Amount",
        "currency_id": "Currency",
        "create_date": "Creation Date",
        "date_order": "Order Date",
        "user_id": "Salesperson",
        "team_id": "Sales Team",
    },
    "helpdesk.ticket": {
        "id": "ID",
        "name": "Subject",
        "ticket_type_id": "Type",
        "stage_id": "Stage",
        "priority": "Priority",
        "partner_id": "Customer",
        "partner_id/.id": "Customer/ID",
        "user_id": "Assigned to",
        "create_date": "Created on",
        "close_date": "Close date",
    },
    "res.partner": {
        "id": "ID",
        "name": "Name",
        "industry_id": "Industry",
        "country_id": "Country",
        "user_id": "Salesperson",
        "create_date": "Created on",
    },
    "utm.campaign": {"id": "ID", "name": "Campaign Name"},
    "res.users": {"id": "ID", "name": "Name", "sale_team_id": "User's Sales Team"},
}
"""Fields of each model in the order of its export: technical name → label."""

_SELECTIONS: Mapping[str, Mapping[str, str]] = {
    "type": {"lead": "Lead", "opportunity": "Opportunity"},
    "lead_type": {"lead": "Lead", "opportunity": "Opportunity"},
    "state": {
        "draft": "Quotation",
        "sent": "Quotation Sent",
        "sale": "Sales Order",
        "cancel": "Cancelled",
    },
    "field": {
        "stage_id": "Stage (crm.lead)",
        "expected_revenue": "Expected Revenue (crm.lead)",
        "user_id": "Salesperson (crm.lead)",
    },
    "priority": {"0": "Low priority", "1": "Medium priority", "2": "High priority"},
}


def native_ids(kind: str, ids: pd.Series) -> pd.Series:
    """Database ids of the plain `ids` of a kind of record; a missing id stays missing.

    >>> native_ids("leads", pd.Series(["L0000012", None], dtype="str")).tolist()
    ['23', nan]
    """
    numbers = ids.str.extract(r"(\d+)$", expand=False).astype("Int64")
    numbers += ids.str.startswith("deleted-", na=False).astype(int) * _STRAY
    if kind in _PAIRED:
        numbers = 2 * numbers - _PAIRED[kind]
    return numbers.astype("str")


def moments(texts: pd.Series) -> pd.Series:
    """Instants as Odoo exports them: in UTC, without saying so."""
    return clock(texts, "%Y-%m-%d %H:%M:%S")


def labelled(frame: pd.DataFrame, model: str) -> pd.DataFrame:
    """The rows under labels, with the labels of selections and of tracked fields."""
    words = {
        column: named(frame[column], _SELECTIONS[column])
        for column in frame.columns.intersection(list(_SELECTIONS))
    }
    return frame.assign(**words).rename(columns=dict(LABELS[model]))
