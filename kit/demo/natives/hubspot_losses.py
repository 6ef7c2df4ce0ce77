"""What HubSpot's standard exports cannot hold of the canonical tables, and why."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.gains import Gain, closing_days
from kit.demo.natives.hubspot_portal import ZONE
from kit.demo.natives.losses import Loss
from kit.demo.natives.plain import Tables

_CLOCK = "Exports print times to the minute, on the portal's clock."


def _open_deals(tables: Tables) -> pd.Series:
    return tables["opportunities"]["status"] == "open"


def _of_deals(tables: Tables) -> pd.Series:
    return tables["changes"]["table"] == "opportunities"


def _calls_and_emails(tables: Tables) -> pd.Series:
    return tables["activities"]["channel"].isin(["call", "email"])


def _told_apart(tables: Tables) -> pd.Series:
    rows = tables["activities"]
    of_calls = (rows["channel"] == "call") & rows["outcome"].isin(["reached", "no_answer"])
    bounced = (rows["channel"] == "email") & (rows["outcome"] == "bounced")
    return of_calls | bounced | rows["channel"].isin(["meeting", "visit"])


def _with_sure_ends(tables: Tables) -> pd.Series:
    """Activities that neither begin nor end in an hour that the portal's clock shows twice."""
    rows = tables["activities"]
    begin = pd.to_datetime(rows["occurred_at"], utc=True)
    length = pd.to_timedelta(rows["duration_minutes"].astype(float).fillna(0), unit="min")
    sure = [
        at.dt.tz_convert(ZONE).dt.tz_localize(None).dt.tz_localize(ZONE, ambiguous="NaT").notna()
        for at in (begin, begin + length)
    ]
    return (rows["channel"] == "call") | (sure[0] & sure[1])


def _to_the_minute(table: str, *columns: str) -> Loss:
    return Loss(table=table, columns=columns, how="minute", zone=ZONE, why=_CLOCK)


LOSSES: tuple[Loss, ...] = (
    _to_the_minute("opportunities", "created_at", "closed_at"),
    _to_the_minute("stage_history", "entered_at"),
    _to_the_minute("leads", "created_at", "qualified_at", "converted_at"),
    _to_the_minute("accounts", "created_at"),
    _to_the_minute("cases", "opened_at", "first_response_at", "closed_at"),
    _to_the_minute("activities", "occurred_at"),
    Loss(
        table="opportunities",
        columns=("expected_close_date",),
        keep=_open_deals,
        why="Closing a deal puts the actual day into Close Date, over the expected one.",
    ),
    Loss(
        table="opportunities",
        columns=("product", "forecast_category"),
        why="An export of deals has no such column by default; add the property and map it.",
    ),
    Loss(
        table="changes",
        how="rows",
        keep=_of_deals,
        why="Only the history of deals' properties is exported.",
    ),
    Loss(
        table="changes",
        columns=("by",),
        why="The history of a property says from where a value came, not from whom.",
    ),
    Loss(
        table="leads",
        columns=("team", "region"),
        why="A contact has an owner, and the team is the owner's.",
    ),
    Loss(
        table="leads",
        columns=("rating", "campaign_id", "product"),
        why="An export of contacts has no such column by default; add the property and map it.",
    ),
    Loss(
        table="leads",
        columns=("opportunity_id",),
        why="A contact does not name its deals; the deal names its contacts.",
    ),
    Loss(
        table="leads",
        columns=("disqualified_at", "disqualified_reason"),
        why="Lead Status says that, not when and why; map your own property.",
    ),
    Loss(
        table="activities",
        columns=("direction",),
        keep=_calls_and_emails,
        why="A meeting has no direction.",
    ),
    Loss(
        table="activities",
        columns=("outcome",),
        keep=_told_apart,
        why="A call connected or not, an e-mail bounced, a meeting took place; no more is told.",
    ),
    Loss(
        table="activities",
        columns=("contact_id",),
        why="In HubSpot a lead is a contact: the associated contact is read as the lead.",
    ),
    Loss(
        table="activities",
        columns=("message", "responded_at", "due_at", "is_automatic"),
        why="Exports of calls, e-mails and meetings have no such column.",
    ),
    Loss(
        table="activities",
        columns=("duration_minutes",),
        keep=_with_sure_ends,
        why="A meeting lasts from its start to its end, which a clock set back does not tell.",
    ),
    Loss(
        table="cases",
        columns=("resolved_at", "reopened_count", "product"),
        why="A ticket has no such property by default.",
    ),
)

GAINS: tuple[Gain, ...] = (
    Gain(
        table="changes",
        rows=closing_days,
        why="Closing a deal changes Close Date from the expected day to the actual one.",
    ),
)
