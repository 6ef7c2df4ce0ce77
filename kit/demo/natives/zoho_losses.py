"""What Zoho CRM does not hold of the canonical tables."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.losses import Loss
from kit.demo.natives.plain import Tables


def _calls(tables: Tables) -> pd.Series:
    return tables["activities"]["channel"] == "call"


def _tasks(tables: Tables) -> pd.Series:
    return tables["activities"]["channel"] == "email"


def _early(tables: Tables) -> pd.Series:
    rows = tables["activities"]
    return rows["lead_id"].notna() & rows["opportunity_id"].isna()


def _later(tables: Tables) -> pd.Series:
    return ~_early(tables)


def _without_opportunity(tables: Tables) -> pd.Series:
    return tables["activities"]["opportunity_id"].isna()


_PERSON = "An activity names one person: the lead, and once there is a deal its contact."
_NO_FIELD = "There is no standard field for it; map your own field."

LOSSES: tuple[Loss, ...] = (
    Loss(
        table="opportunities",
        columns=("lead_id",),
        why="A deal does not name its lead; the lead names the deal it became.",
    ),
    Loss(
        table="opportunities",
        columns=("product", "forecast_category"),
        why="Products are a list below the deal, and the forecast category belongs to the stage.",
    ),
    Loss(
        table="changes",
        how="table",
        why="The timeline of a record cannot be exported with old and new values.",
    ),
    Loss(
        table="opportunity_lines",
        how="table",
        why="Products below a deal have no quantity or amount; quotes have.",
    ),
    Loss(
        table="leads",
        columns=("team", "region"),
        why="A lead has an owner, and the team is the owner's.",
    ),
    Loss(
        table="leads",
        columns=("campaign_id",),
        why="Campaigns are a list below the lead, which its export leaves out.",
    ),
    Loss(
        table="leads",
        columns=("product", "qualified_at", "disqualified_at", "disqualified_reason"),
        why=_NO_FIELD,
    ),
    Loss(
        table="activities",
        columns=("channel",),
        how="values",
        instead={"visit": "meeting"},
        why="Meetings and visits are both events.",
    ),
    Loss(
        table="activities",
        columns=("direction", "outcome"),
        keep=_calls,
        why="Only a call has a direction and a result (Call Type, Call Result).",
    ),
    Loss(
        table="activities",
        columns=("due_at",),
        keep=_tasks,
        why="Only tasks fall due, and e-mails are logged as tasks.",
    ),
    Loss(table="activities", columns=("lead_id",), keep=_early, why=_PERSON),
    Loss(table="activities", columns=("contact_id",), keep=_later, why=_PERSON),
    Loss(
        table="activities",
        columns=("account_id",),
        keep=_without_opportunity,
        why="An activity relates to one record: the deal, else the account.",
    ),
    Loss(table="activities", columns=("message", "responded_at", "is_automatic"), why=_NO_FIELD),
    Loss(
        table="quotes",
        columns=("status",),
        how="values",
        instead={"expired": "sent"},
        why="A quote that ran out keeps its stage Delivered; only its last valid day is over.",
    ),
    Loss(table="quotes", columns=("decided_at",), why=_NO_FIELD),
    Loss(
        table="campaigns",
        columns=("started_at", "ended_at"),
        how="day",
        why="A campaign starts and ends on a date, without a time.",
    ),
    Loss(table="campaigns", columns=("region",), why=_NO_FIELD),
    Loss(
        table="campaign_touches",
        how="table",
        why="Members are a list below the campaign, which its export leaves out.",
    ),
    Loss(
        table="cases",
        columns=("first_response_at", "resolved_at", "closed_at", "reopened_count"),
        why="A case has the time of its last change, but not of its answer, solution or closing.",
    ),
)
