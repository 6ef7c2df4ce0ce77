"""What Salesforce's standard exports cannot hold of the canonical tables, and why."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.gains import Gain, closing_days
from kit.demo.natives.losses import Loss
from kit.demo.natives.plain import Tables


def _open_opportunities(tables: Tables) -> pd.Series:
    return tables["opportunities"]["status"] == "open"


def _of_opportunities(tables: Tables) -> pd.Series:
    return tables["changes"]["table"] == "opportunities"


def _calls(tables: Tables) -> pd.Series:
    return tables["activities"]["channel"] == "call"


def _tasks(tables: Tables) -> pd.Series:
    return tables["activities"]["channel"].isin(["call", "email"])


def _before_opportunity(tables: Tables) -> pd.Series:
    rows = tables["activities"]
    return rows["lead_id"].notna() & rows["opportunity_id"].isna()


def _with_contact(tables: Tables) -> pd.Series:
    return ~_before_opportunity(tables)


def _no_refunds(tables: Tables) -> pd.Series:
    return tables["orders"]["kind"] != "refund"


def _today(tables: Tables) -> pd.Series:
    return ~tables["owners"].duplicated("owner", keep="last")


LOSSES: tuple[Loss, ...] = (
    Loss(
        table="opportunities",
        columns=("closed_at",),
        how="day",
        why="Close Date is a date, without a time.",
    ),
    Loss(
        table="opportunities",
        columns=("expected_close_date",),
        keep=_open_opportunities,
        why="Closing an opportunity puts the actual day into Close Date, over the expected one.",
    ),
    Loss(
        table="opportunities",
        columns=("product",),
        why="Products stand in the opportunity's lines, not on the opportunity.",
    ),
    Loss(
        table="changes",
        how="rows",
        keep=_of_opportunities,
        why="Only the history of an opportunity's fields is exported, not that of leads or cases.",
    ),
    Loss(
        table="opportunity_lines",
        columns=("is_recurring",),
        why="There is no standard field for it.",
    ),
    Loss(
        table="leads",
        columns=("converted_at",),
        how="day",
        why="Converted Date is a date, without a time.",
    ),
    Loss(
        table="leads",
        columns=("team", "region"),
        why="A lead has an owner, and the team is the owner's.",
    ),
    Loss(
        table="leads",
        columns=("score", "product"),
        why="There is no standard field for it; map your own field.",
    ),
    Loss(
        table="leads",
        columns=("campaign_id",),
        why="A lead's campaigns stand in Campaign Member; they are read as campaign touches.",
    ),
    Loss(
        table="leads",
        columns=("qualified_at", "disqualified_at", "disqualified_reason"),
        why="The status says that, not when and why; map your own field.",
    ),
    Loss(
        table="activities",
        columns=("direction", "outcome"),
        keep=_calls,
        why="Only a call has a direction and a result (Call Type, Call Result).",
    ),
    Loss(
        table="activities",
        columns=("lead_id",),
        keep=_before_opportunity,
        why="An activity names one person: with an opportunity that is the contact.",
    ),
    Loss(
        table="activities",
        columns=("contact_id",),
        keep=_with_contact,
        why="An activity names one person: before there is an opportunity that is the lead.",
    ),
    Loss(
        table="activities",
        columns=("message", "responded_at", "is_automatic"),
        why="There is no standard field for it on a task or an event.",
    ),
    Loss(
        table="activities",
        columns=("due_at",),
        keep=_tasks,
        why="The date of an event is the day on which it takes place; only tasks fall due.",
    ),
    Loss(
        table="quotes",
        columns=("status",),
        how="values",
        instead={"expired": "sent"},
        why="A quote that ran out still has the status Presented.",
    ),
    Loss(
        table="quotes",
        columns=("decided_at",),
        why="There is no standard field for the day of the customer's decision.",
    ),
    Loss(
        table="orders",
        columns=("ordered_at",),
        how="day",
        why="Effective Date is a date, without a time.",
    ),
    Loss(table="orders", how="rows", keep=_no_refunds, why="Salesforce's orders hold no refunds."),
    Loss(
        table="orders",
        columns=("product", "margin"),
        why="There is no standard field for it on an order.",
    ),
    Loss(
        table="campaigns",
        columns=("started_at", "ended_at"),
        how="day",
        why="A campaign starts and ends on a date, without a time.",
    ),
    Loss(
        table="campaigns", columns=("region",), why="A campaign has no region as a standard field."
    ),
    Loss(
        table="cases",
        columns=("opened_at", "closed_at"),
        how="minute",
        why="Reports print times without seconds.",
    ),
    Loss(
        table="cases",
        columns=("first_response_at", "resolved_at", "reopened_count", "product"),
        why="A standard report on cases has no such column.",
    ),
    Loss(
        table="cases",
        columns=("account_id",),
        why="A report on cases shows the account's name, which several accounts may share.",
    ),
    Loss(
        table="owners",
        how="rows",
        keep=_today,
        why="A user has one role, today's; earlier teams are not kept.",
    ),
    Loss(
        table="owners",
        columns=("valid_from", "valid_to"),
        why="A user has one role, today's, and not since when.",
    ),
    Loss(
        table="products",
        columns=("list_price", "currency"),
        why="Prices stand in price books, not on the product.",
    ),
)

GAINS: tuple[Gain, ...] = (
    Gain(
        table="changes",
        rows=closing_days,
        why="Closing an opportunity changes Close Date from the expected day to the actual one.",
    ),
)
