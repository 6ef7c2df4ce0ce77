"""What HubSpot's exports call things: headings and values by label, and by internal name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kit.demo.natives.plain import csv_bytes, named

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

VALUES = {
    "Lifecycle Stage": {
        "Subscriber": "subscriber",
        "Lead": "lead",
        "Sales Qualified Lead": "salesqualifiedlead",
        "Opportunity": "opportunity",
    },
    "Lead Status": {
        "New": "NEW",
        "In Progress": "IN_PROGRESS",
        "Open Deal": "OPEN_DEAL",
        "Unqualified": "UNQUALIFIED",
        "Connected": "CONNECTED",
        "Bad Timing": "BAD_TIMING",
    },
    "Call direction": {"Outbound": "OUTBOUND", "Inbound": "INBOUND"},
    "Call outcome": {
        "Connected": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
        "No answer": "73a0d17f-1163-4015-bdd5-ec830791da20",
    },
    "Meeting outcome": {"Completed": "COMPLETED"},
}
"""Internal values of the properties that are chosen from a list, by label."""


@dataclass(frozen=True)
class Names:
    """Ids of what a portal's records name, by label.

    Attributes
    ----------
    stages, owners, pipelines
        Label → internal id.
    """

    stages: Mapping[str, str]
    owners: Mapping[str, str]
    pipelines: Mapping[str, str]

    def file_of(self, rows: pd.DataFrame, variant: str) -> bytes:
        """One export under the headings, and with the values, of its variant."""
        if variant == "older_labels":
            rows = rows.rename(columns=OLDER)
        elif variant == "internal_names":
            rows = self._with_internal_values(rows)
            rows = rows.rename(columns={**INTERNAL, **_stage_properties(rows, self.stages)})
        return csv_bytes(rows, quote_all=True)

    def _with_internal_values(self, rows: pd.DataFrame) -> pd.DataFrame:
        words = {**VALUES, "Deal Stage": self.stages, "Pipeline": self.pipelines}
        words |= {label: self.owners for label, name in INTERNAL.items() if name == _OWNER}
        return rows.assign(
            **{label: named(rows[label], known) for label, known in words.items() if label in rows}
        )


_OWNER = "hubspot_owner_id"


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
