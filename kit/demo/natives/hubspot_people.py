"""HubSpot's contacts (leads among them), companies, tickets, calls, e-mails and meetings."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.hubspot_portal import local, record_id, with_archived
from kit.demo.natives.plain import Tables

OUTCOMES = {"reached": "Connected", "no_answer": "No answer"}
_DIRECTIONS = {"outbound": "Outbound", "inbound": "Inbound"}
_EMAILS = {"outbound": "EMAIL", "inbound": "INCOMING_EMAIL"}
_STATUSES = {
    "new": "New",
    "working": "In Progress",
    "nurturing": "Bad Timing",
    "disqualified": "Unqualified",
    "qualified": "Connected",
    "converted": "Open Deal",
}
_LIFECYCLE = {
    "new": "Lead",
    "working": "Lead",
    "nurturing": "Lead",
    "disqualified": "Lead",
    "qualified": "Sales Qualified Lead",
    "converted": "Opportunity",
}
_SUBSCRIBERS = 40
_FIRST_SUBSCRIBER = 8_000_000
_FIRST_OWNER = 61_400_000


def owners(tables: Tables) -> pd.DataFrame:
    """Owners and their ids, as the interface tells them (``owner``)."""
    names = pd.Series(tables["owners"]["owner"].unique(), dtype="str")
    parts = names.str.split(n=1, expand=True)
    return pd.DataFrame(
        {
            "owner_id": [str(_FIRST_OWNER + place) for place in names.index],
            "email": [f"owner{place}@example.com" for place in names.index + 1],
            "first_name": parts[0],
            "last_name": parts[1],
        }
    )


def contacts(tables: Tables, variant: str) -> pd.DataFrame:
    """Contacts: the leads, and a few subscribers, who have no lead status."""
    plain = tables["leads"]
    rows = pd.DataFrame(
        {
            "Record ID": plain["lead_id"],
            "Last Name": [f"Contact {place}" for place in plain.index + 1],
            "Email": [f"contact{place}@example.com" for place in plain.index + 1],
            "Contact owner": plain["owner"],
            "Lifecycle Stage": plain["status"].map(_LIFECYCLE),
            "Lead Status": plain["status"].map(_STATUSES),
            "Create Date": local(plain["created_at"]),
            "Original Traffic Source": plain["source"],
            "HubSpot Score": plain["score"],
            "Became a Sales Qualified Lead Date": local(plain["qualified_at"]),
            "Became an Opportunity Date": local(plain["converted_at"]),
            "Associated Company IDs": plain["account_id"],
        }
    )
    return with_archived(pd.concat([rows, _subscribers(rows)], ignore_index=True), "leads", variant)


def companies(tables: Tables, variant: str) -> pd.DataFrame:
    """Companies."""
    plain = tables["accounts"]
    rows = pd.DataFrame(
        {
            "Record ID": plain["account_id"],
            "Company name": plain["name"],
            "Company Domain Name": [f"company{place}.example" for place in plain.index + 1],
            "Company owner": plain["owner"],
            "Industry": plain["industry"],
            "Country/Region": plain["country"],
            "Create Date": local(plain["created_at"]),
        }
    )
    return with_archived(rows, "accounts", variant)


def tickets(tables: Tables, variant: str) -> pd.DataFrame:
    """Tickets."""
    plain = tables["cases"]
    rows = pd.DataFrame(
        {
            "Record ID": plain["case_id"],
            "Ticket name": plain["category"] + ": " + plain["product"],
            "Ticket status": plain["status"],
            "Create Date": local(plain["opened_at"]),
            "First agent reply date": local(plain["first_response_at"]),
            "Close date": local(plain["closed_at"]),
            "Category": plain["category"],
            "Priority": plain["priority"],
            "Ticket owner": plain["owner"],
            "Associated Company IDs": plain["account_id"],
        }
    )
    return with_archived(rows, "cases", variant)


def calls(tables: Tables, variant: str) -> pd.DataFrame:
    """Calls; their duration is in milliseconds."""
    plain = _activities(tables, "call")
    length = plain["duration_minutes"].astype(float) * 60_000
    rows = _engagement(plain).assign(
        **{
            "Call direction": plain["direction"].map(_DIRECTIONS),
            "Call outcome": plain["outcome"].map(OUTCOMES),
            "Call duration": length.map("{:.0f}".format, na_action="ignore"),
        }
    )
    return with_archived(rows, "call", variant)


def emails(tables: Tables, variant: str) -> pd.DataFrame:
    """E-mails that were sent or came in."""
    plain = _activities(tables, "email")
    bounced = plain["outcome"] == "bounced"
    rows = _engagement(plain).assign(
        **{
            "Email direction": plain["direction"].map(_EMAILS),
            "Email send status": bounced.map({True: "BOUNCED", False: "SENT"}),
        }
    )
    return with_archived(rows, "email", variant)


def meetings(tables: Tables, variant: str) -> pd.DataFrame:
    """Meetings, visits among them."""
    plain = _activities(tables, "meeting", "visit")
    start = pd.to_datetime(plain["occurred_at"], utc=True)
    end = start + pd.to_timedelta(plain["duration_minutes"].astype(float), unit="min")
    rows = _engagement(plain)
    rows["Meeting start time"] = local(start)
    rows["Meeting end time"] = local(end)
    rows["Meeting outcome"] = "Completed"
    rows["Call and meeting type"] = plain["channel"].str.capitalize()
    return with_archived(rows, "meeting", variant)


def _activities(tables: Tables, *channels: str) -> pd.DataFrame:
    rows = tables["activities"]
    return rows[rows["channel"].isin(channels)].reset_index(drop=True)


def _engagement(plain: pd.DataFrame) -> pd.DataFrame:
    """What all engagements have. The contact of an engagement is the lead."""
    return pd.DataFrame(
        {
            "Record ID": plain["activity_id"],
            "Activity date": local(plain["occurred_at"]),
            "Activity assigned to": plain["owner"],
            "Associated Contact IDs": plain["lead_id"],
            "Associated Deal IDs": plain["opportunity_id"],
            "Associated Company IDs": plain["account_id"],
        }
    )


def _subscribers(rows: pd.DataFrame) -> pd.DataFrame:
    """Contacts who only get the newsletter: nobody's leads."""
    few = rows.head(_SUBSCRIBERS)
    numbers = range(_FIRST_SUBSCRIBER, _FIRST_SUBSCRIBER + len(few))
    kept = few[["Create Date", "Original Traffic Source"]]
    return kept.assign(
        **{
            "Record ID": [record_id("leads", number) for number in numbers],
            "Last Name": [f"Subscriber {place}" for place in range(1, len(few) + 1)],
            "Lifecycle Stage": "Subscriber",
        }
    )
