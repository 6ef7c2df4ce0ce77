"""Salesforce's activities (Task and Event) and its cases, which come as a report."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.plain import clock, csv_bytes, looked_up
from kit.demo.natives.salesforce_ids import numbered
from kit.demo.natives.salesforce_org import Org, merged, pointing_to_losers, with_deleted

TASK = (
    "Id",
    "IsDeleted",
    "WhoId",
    "WhatId",
    "AccountId",
    "Subject",
    "ActivityDate",
    "Status",
    "Priority",
    "IsClosed",
    "OwnerId",
    "CreatedDate",
    "CompletedDateTime",
    "TaskSubtype",
    "CallType",
    "CallDurationInSeconds",
    "CallDisposition",
    "Type",
)
EVENT = (
    "Id",
    "IsDeleted",
    "WhoId",
    "WhatId",
    "AccountId",
    "Subject",
    "StartDateTime",
    "EndDateTime",
    "ActivityDate",
    "DurationInMinutes",
    "EventSubtype",
    "OwnerId",
    "CreatedDate",
    "Type",
)
CASE = (
    "Case Number",
    "Account Name",
    "Case Owner",
    "Status",
    "Priority",
    "Type",
    "Case Origin",
    "Case Reason",
    "Subject",
    "Date/Time Opened",
    "Date/Time Closed",
)
FOOTER = (
    "",
    '"Confidential Information - Do Not Distribute"',
    '"Copyright © 2000-2026 salesforce.com, inc. All rights reserved."',
)
TASKS = ("call", "email")
_ORIGINS = ("Phone", "Email", "Web")
_PLANNED = 30
_BOOKED_BEFORE = pd.Timedelta(days=3)


def tasks(org: Org) -> pd.DataFrame:
    """Task: calls and e-mails that were made, and a few to-dos that were not done yet."""
    plain = org.tables["activities"]
    plain = plain[plain["channel"].isin(TASKS)].reset_index(drop=True)
    is_call = plain["channel"] == "call"
    seconds = (plain["duration_minutes"].astype(float) * 60).map(
        "{:.0f}".format, na_action="ignore"
    )
    rows = pd.concat(
        [
            _relations(org, plain),
            pd.DataFrame(
                {
                    "Subject": plain["channel"].str.capitalize(),
                    "ActivityDate": plain["due_at"],
                    "Status": "Completed",
                    "Priority": "Normal",
                    "IsClosed": "true",
                    "CreatedDate": plain["occurred_at"],
                    "CompletedDateTime": plain["occurred_at"],
                    "TaskSubtype": plain["channel"].str.capitalize(),
                    "CallType": plain["direction"].str.capitalize().where(is_call),
                    "CallDurationInSeconds": seconds.where(is_call),
                    "CallDisposition": plain["outcome"].where(is_call),
                }
            ),
        ],
        axis=1,
    )
    return with_deleted(pd.concat([rows, _planned(rows)], ignore_index=True), "call")


def events(org: Org) -> pd.DataFrame:
    """Event: meetings and visits, entered some days before they began."""
    plain = org.tables["activities"]
    plain = plain[~plain["channel"].isin(TASKS)].reset_index(drop=True)
    start = pd.to_datetime(plain["occurred_at"], utc=True)
    end = start + pd.to_timedelta(plain["duration_minutes"].astype(float), unit="min")
    iso = "%Y-%m-%dT%H:%M:%SZ"
    rows = pd.concat(
        [
            _relations(org, plain),
            pd.DataFrame(
                {
                    "Subject": plain["channel"].str.capitalize(),
                    "StartDateTime": plain["occurred_at"],
                    "EndDateTime": end.dt.strftime(iso),
                    "ActivityDate": plain["occurred_at"],
                    "DurationInMinutes": plain["duration_minutes"],
                    "EventSubtype": "Event",
                    "CreatedDate": (start - _BOOKED_BEFORE).dt.strftime(iso),
                    "Type": plain["channel"].str.capitalize(),
                }
            ),
        ],
        axis=1,
    )
    return with_deleted(rows, "meeting")


def case_report(org: Org) -> bytes:
    """A report on cases: labels as headings, no seconds, no ids, and a footer below the rows."""
    plain = org.tables["cases"]
    rows = pd.DataFrame(
        {
            "Case Number": plain["case_id"],
            "Account Name": looked_up(
                plain["account_id"], org.tables["accounts"], "account_id", "name"
            ),
            "Case Owner": plain["owner"],
            "Status": plain["status"],
            "Priority": plain["priority"],
            "Type": plain["category"],
            "Case Origin": [_ORIGINS[place % len(_ORIGINS)] for place in plain.index],
            "Case Reason": plain["category"],
            "Subject": plain["category"] + ": " + plain["product"],
            "Date/Time Opened": clock(plain["opened_at"], "%Y-%m-%d %H:%M"),
            "Date/Time Closed": clock(plain["closed_at"], "%Y-%m-%d %H:%M"),
        }
    )
    return csv_bytes(rows[list(CASE)], quote_all=True, footer=FOOTER)


def _relations(org: Org, plain: pd.DataFrame) -> pd.DataFrame:
    """Who and what an activity is about.

    `WhoId` names one person: the lead until there is an opportunity, then the contact.
    """
    losers = merged(org.tables["leads"]["lead_id"], "leads")
    lead = pointing_to_losers(plain["lead_id"], losers)
    is_early = plain["lead_id"].notna() & plain["opportunity_id"].isna()
    return pd.DataFrame(
        {
            "Id": plain["activity_id"],
            "WhoId": lead.where(is_early, plain["contact_id"]),
            "WhatId": plain["opportunity_id"].fillna(plain["account_id"]),
            "AccountId": plain["account_id"],
            "OwnerId": org.users(plain["owner"]),
        }
    )


def _planned(rows: pd.DataFrame) -> pd.DataFrame:
    """To-dos after the last day: nothing that happened."""
    last = rows.sort_values("CreatedDate").tail(_PLANNED)
    due = pd.to_datetime(last["CreatedDate"], utc=True) + pd.Timedelta(days=14)
    empty = ["CompletedDateTime", "CallType", "CallDurationInSeconds", "CallDisposition"]
    return last.assign(
        Id=numbered("call", range(600_000_000, 600_000_000 + len(last))),
        Subject="Follow up",
        ActivityDate=due.dt.strftime("%Y-%m-%d"),
        Status="Not Started",
        IsClosed="false",
        TaskSubtype="Task",
        **dict.fromkeys(empty),
    )
