"""What Dynamics 365 does not hold of the canonical tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from kit.demo.natives.dynamics_names import COMPETITOR, NO_REASON, OUT_SOLD
from kit.demo.natives.dynamics_views import ZONE
from kit.demo.natives.losses import Loss
from kit.demo.natives.plain import Tables, looked_up


def _lost(tables: Tables) -> pd.Series:
    return tables["opportunities"]["status"] == "lost"


def _last_stages(tables: Tables) -> pd.Series:
    return ~tables["stage_history"].duplicated("opportunity_id", keep="last")


def _without_opportunity(tables: Tables) -> pd.Series:
    return tables["activities"]["opportunity_id"].isna()


def _of_accounts_alone(tables: Tables) -> pd.Series:
    return _without_opportunity(tables) & tables["activities"]["lead_id"].isna()


def _answered(tables: Tables) -> pd.Series:
    return tables["campaign_touches"]["responded"] == "true"


def _not_refunds(tables: Tables) -> pd.Series:
    return tables["orders"]["kind"] != "refund"


def _made(tables: Tables) -> pd.Series:
    """When the opportunity of each lead was made."""
    links = tables["leads"]["opportunity_id"]
    return looked_up(links, tables["opportunities"], "opportunity_id", "created_at")


def _is_named(table: str, link: str, target: str) -> Callable[[Tables], pd.Series]:
    """Mask of the rows of `table` whose linked record of `target` is alone with its name."""

    def mask(tables: Tables) -> pd.Series:
        records = tables[target]
        alone = records[~records["name"].duplicated(keep=False)]
        return tables[table][link].isin(alone[link])

    return mask


_REGARDING = "An activity regards one record: the opportunity, else the lead, else the account."
_MINUTES = f"Workbooks hold minutes on the clock of the user who exported them (here {ZONE})."
_NAMES = "A view shows the names of linked records; which of several is meant it does not say."

LOSSES: tuple[Loss, ...] = (
    Loss(
        table="opportunities",
        columns=("closed_at",),
        how="day",
        why="The actual close date is a date without a time.",
    ),
    Loss(
        table="opportunities",
        columns=("product", "source"),
        why="Products stand on product lines, and the source on the originating lead.",
    ),
    Loss(
        table="opportunities",
        columns=("loss_reason",),
        how="values",
        instead={"": NO_REASON, COMPETITOR: OUT_SOLD},
        keep=_lost,
        why="A loss always has a status reason: Canceled when nobody says why, Out-Sold when a "
        "competitor won.",
    ),
    Loss(
        table="stage_history",
        how="rows",
        keep=_last_stages,
        why="The business process flow keeps one row per opportunity, with the stage it is in "
        "and since when.",
    ),
    Loss(
        table="stage_history",
        columns=("sequence",),
        why="With one row per opportunity there is nothing to count.",
    ),
    Loss(
        table="changes",
        how="table",
        why="The audit history cannot be exported with old and new values.",
    ),
    Loss(
        table="opportunity_lines",
        how="table",
        why="Product lines are records of their own, which exports of opportunities leave out.",
    ),
    Loss(
        table="leads",
        columns=("status",),
        how="values",
        instead={"qualified": "working"},
        why="In Dynamics a lead is qualified when it becomes an opportunity; before, it is open.",
    ),
    Loss(
        table="leads",
        columns=("converted_at",),
        how="values",
        told=_made,
        why="A lead was converted when its opportunity was made; it has no date of its own.",
    ),
    Loss(
        table="leads",
        columns=("qualified_at", "disqualified_at"),
        why="A lead has no date of being qualified or disqualified.",
    ),
    Loss(
        table="leads",
        columns=("region", "product", "account_id"),
        why="A lead belongs to a business unit, but to no region, product or account.",
    ),
    Loss(
        table="activities",
        columns=("channel",),
        how="values",
        instead={"visit": "meeting"},
        why="Meetings and visits are both appointments.",
    ),
    Loss(table="activities", columns=("lead_id",), keep=_without_opportunity, why=_REGARDING),
    Loss(table="activities", columns=("account_id",), keep=_of_accounts_alone, why=_REGARDING),
    Loss(
        table="activities",
        columns=(
            "direction",
            "contact_id",
            "message",
            "outcome",
            "responded_at",
            "is_automatic",
        ),
        why="The list of all activities holds what they have in common: no direction, result or "
        "recipients.",
    ),
    Loss(
        table="quotes",
        columns=("status",),
        how="values",
        instead={"expired": "rejected"},
        why="A quote that has run out is closed like one that was turned down.",
    ),
    Loss(
        table="orders",
        how="rows",
        keep=_not_refunds,
        why="Refunds are booked in accounting, not as sales orders.",
    ),
    Loss(
        table="orders",
        columns=("product", "margin"),
        why="Products and their cost stand on the lines of an order.",
    ),
    Loss(
        table="campaigns",
        columns=("started_at", "ended_at"),
        how="day",
        why="Campaigns start and end on dates without a time.",
    ),
    Loss(table="campaigns", columns=("region",), why="A campaign has no region."),
    Loss(
        table="campaign_touches",
        how="rows",
        keep=_answered,
        why="Only those who answered have a campaign response; the others are names on a "
        "marketing list.",
    ),
    Loss(
        table="cases",
        columns=("first_response_at", "closed_at", "reopened_count"),
        why="A case says that there was a first response, not when, and not how often it came "
        "back.",
    ),
)

VARIANT_LOSSES: Mapping[str, tuple[Loss, ...]] = {
    "dataverse": (),
    "excel": (
        Loss(table="opportunities", columns=("created_at",), how="minute", zone=ZONE, why=_MINUTES),
        Loss(
            table="opportunities",
            columns=("account_id",),
            keep=_is_named("opportunities", "account_id", "accounts"),
            why=_NAMES,
        ),
        Loss(
            table="opportunities",
            columns=("lead_id",),
            why="A view shows the topic of the originating lead, which many leads share.",
        ),
        Loss(
            table="opportunities",
            columns=("pipeline",),
            why="The view does not show the business process flow.",
        ),
        Loss(table="leads", columns=("created_at",), how="minute", zone=ZONE, why=_MINUTES),
        Loss(table="leads", columns=("converted_at",), how="minute", zone=ZONE, why=_MINUTES),
        Loss(
            table="leads",
            columns=("opportunity_id", "converted_at"),
            keep=_is_named("leads", "opportunity_id", "opportunities"),
            why=_NAMES,
        ),
        Loss(table="accounts", columns=("created_at",), how="minute", zone=ZONE, why=_MINUTES),
        Loss(table="cases", columns=("opened_at",), how="minute", zone=ZONE, why=_MINUTES),
        Loss(
            table="cases",
            columns=("account_id",),
            keep=_is_named("cases", "account_id", "accounts"),
            why=_NAMES,
        ),
    ),
}
"""What "Export to Excel" loses beyond that."""
