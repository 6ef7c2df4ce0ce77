"""A HubSpot portal: its record ids, its clock, and what its properties are called."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.plain import clock, csv_bytes

VARIANTS = ("labels", "older_labels", "internal_names")
"""Headings of a portal of today, of an older one, and internal names (the export's option)."""

ZONE = "Europe/Madrid"
"""Exports print instants on the portal's clock, to the minute, and do not say so."""

_FIRST = {
    "opportunities": 18_700_000_000,
    "accounts": 9_200_000_000,
    "leads": 5_100_000_000,
    "contacts": 5_500_000_000,
    "cases": 2_300_000_000,
    "call": 31_000_000_000,
    "email": 32_000_000_000,
    "meeting": 33_000_000_000,
    "visit": 33_000_000_000,
}
_STRAY = 90_000_000
ARCHIVED = 70_000_000
"""Records from this number on are archived copies of others."""

OLDER = {
    "Deal owner": "Deal Owner",
    "Deal Stage": "Deal stage",
    "Original Traffic Source": "Original Source Type",
    "Is Deal Closed?": "Is deal closed?",
}
INTERNAL = {
    "Record ID": "hs_object_id",
    "Create Date": "createdate",
    "Original Traffic Source": "hs_analytics_source",
    "Deal Name": "dealname",
    "Deal Stage": "dealstage",
    "Pipeline": "pipeline",
    "Amount": "amount",
    "Currency": "deal_currency_code",
    "Close Date": "closedate",
    "Deal owner": "hubspot_owner_id",
    "Closed Lost Reason": "closed_lost_reason",
    "Is Closed Won": "hs_is_closed_won",
    "Is Deal Closed?": "hs_is_closed",
    "Is closed lost": "hs_is_closed_lost",
    "HubSpot Campaign": "hs_campaign",
    "Last Name": "lastname",
    "Email": "email",
    "Contact owner": "hubspot_owner_id",
    "Lifecycle Stage": "lifecyclestage",
    "Lead Status": "hs_lead_status",
    "HubSpot Score": "hubspotscore",
    "Became a Sales Qualified Lead Date": "hs_lifecyclestage_salesqualifiedlead_date",
    "Became an Opportunity Date": "hs_lifecyclestage_opportunity_date",
    "Company name": "name",
    "Company Domain Name": "domain",
    "Company owner": "hubspot_owner_id",
    "Industry": "industry",
    "Country/Region": "country",
    "Ticket name": "subject",
    "Ticket status": "hs_pipeline_stage",
    "Ticket owner": "hubspot_owner_id",
    "Close date": "closed_date",
    "First agent reply date": "first_agent_reply_date",
    "Category": "hs_ticket_category",
    "Priority": "hs_ticket_priority",
    "Activity date": "hs_timestamp",
    "Activity assigned to": "hubspot_owner_id",
    "Call direction": "hs_call_direction",
    "Call outcome": "hs_call_disposition",
    "Call duration": "hs_call_duration",
    "Email direction": "hs_email_direction",
    "Email send status": "hs_email_status",
    "Meeting start time": "hs_meeting_start_time",
    "Meeting end time": "hs_meeting_end_time",
    "Meeting outcome": "hs_meeting_outcome",
    "Call and meeting type": "hs_activity_type",
}


def native_ids(kind: str, ids: pd.Series) -> pd.Series:
    """Plain ids of one kind of record → HubSpot's numbers.

    What a company keeps outside HubSpot (quotes, orders, contracts, campaigns) keeps its ids.

    >>> native_ids("opportunities", pd.Series(["O0000012", None], dtype="str")).tolist()
    ['18700000012', nan]
    >>> native_ids("quotes", pd.Series(["Q0000001"], dtype="str")).tolist()
    ['Q0000001']
    """
    if kind not in _FIRST:
        return ids
    known = {plain: record_id(kind, _number(plain)) for plain in ids.dropna().unique()}
    return ids.map(known, na_action="ignore").astype("str")


def record_id(kind: str, number: int) -> str:
    """Record ID of the record with this number.

    >>> record_id("accounts", 7)
    '9200000007'
    """
    return str(_FIRST[kind] + number)


def local(instants: pd.Series) -> pd.Series:
    """Instants as the portal prints them."""
    return clock(instants, "%Y-%m-%d %H:%M", zone=ZONE)


def with_archived(rows: pd.DataFrame, kind: str, variant: str, *, every: int = 300) -> pd.DataFrame:
    """The rows and, with internal names, archived copies of some.

    Only an export by interface, which has internal names, holds archived records.
    """
    if variant != "internal_names":
        return rows
    copies = rows.iloc[every // 3 :: every].copy()
    copies["Record ID"] = [record_id(kind, ARCHIVED + place) for place in range(len(copies))]
    whole = pd.concat([rows.assign(archived="false"), copies.assign(archived="true")])
    return whole.reset_index(drop=True)


def file_of(rows: pd.DataFrame, variant: str, stages: Mapping[str, str]) -> bytes:
    """One export under the headings of its variant.

    Parameters
    ----------
    stages
        Name of a stage → its internal id.
    """
    if variant == "older_labels":
        rows = rows.rename(columns=OLDER)
    elif variant == "internal_names":
        rows = rows.rename(columns={**INTERNAL, **_stage_properties(rows, stages)})
    return csv_bytes(rows, quote_all=True)


def _stage_properties(rows: pd.DataFrame, stages: Mapping[str, str]) -> dict[str, str]:
    """Internal names of the columns that each stage has."""
    found = {}
    for heading in rows.columns:
        match = re.fullmatch(r"(.*) [\"'](.*) \(.*\)[\"']", heading)
        if match:
            older = "" if '"' in heading else "time_in"
            kind = older or "v2_" + match[1].lower().replace(" ", "_")
            found[heading] = f"hs_{kind}_{stages[match[2]]}"
    return found


def _number(plain: str) -> int:
    match = re.search(r"\d+$", plain)
    stray = _STRAY if plain.startswith("deleted-") else 0
    return stray + int(match.group() if match else 0)
