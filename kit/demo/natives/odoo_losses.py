"""What Odoo does not hold of the canonical tables."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.gains import Gain
from kit.demo.natives.losses import Loss
from kit.demo.natives.odoo_events import quoted_at
from kit.demo.natives.plain import Tables, clock

_ZONE = "Europe/Madrid"


def _tracked(tables: Tables) -> pd.Series:
    changes = tables["changes"]
    return (changes["table"] == "opportunities") & changes["field"].isin(["amount", "owner"])


def _told_by_the_log(tables: Tables) -> pd.Series:
    """Stages of what moved or was won, or had not closed when the first change was tracked."""
    history, plain = tables["stage_history"], tables["opportunities"].set_index("opportunity_id")
    closed = clock(history["opportunity_id"].map(plain["closed_at"]), "%Y-%m-%d", zone=_ZONE)
    is_won = history["opportunity_id"].map(plain["status"]) == "won"
    is_move = history.groupby("opportunity_id").cumcount() > 0
    moments = [
        history.loc[is_move, "entered_at"],
        plain.loc[plain["status"] == "won", "closed_at"],
        tables["changes"].loc[_tracked(tables), "changed_at"],
    ]
    begins = clock(pd.concat(moments), "%Y-%m-%d", zone=_ZONE).min()
    has_moved = is_move.groupby(history["opportunity_id"]).transform("any")
    return has_moved | is_won | closed.isna() | (closed >= begins)


def _without_opportunity(tables: Tables) -> pd.Series:
    return tables["activities"]["opportunity_id"].isna()


def _on_living_rows(tables: Tables) -> pd.Series:
    rows = tables["activities"]
    known = rows["opportunity_id"].isin(tables["opportunities"]["opportunity_id"])
    return known | (_without_opportunity(tables) & rows["lead_id"].notna())


def _not_accepted(tables: Tables) -> pd.Series:
    return tables["quotes"]["status"] != "accepted"


def _accepted(tables: Tables) -> pd.Series:
    return ~_not_accepted(tables)


def _confirmed(tables: Tables) -> pd.DataFrame:
    """Orders of opportunities as the quotations that they were before."""
    orders = tables["orders"].assign(issued_at=quoted_at(tables))
    orders = orders[(orders["kind"] == "sale") & orders["opportunity_id"].notna()]
    shared = ["opportunity_id", "issued_at", "amount", "currency"]
    return orders[shared].assign(
        quote_id=orders["order_id"], status="accepted", decided_at=orders["ordered_at"]
    )


def _sales(tables: Tables) -> pd.Series:
    return tables["orders"]["kind"] == "sale"


LOSSES: tuple[Loss, ...] = (
    Loss(
        table="opportunities",
        columns=("amount",),
        how="values",
        instead={"": "0.00"},
        why="An expected revenue that nobody has entered is 0, not empty.",
    ),
    Loss(
        table="opportunities",
        columns=("lead_id",),
        why="Converting turns the lead's own row into the opportunity, and an opportunity that was "
        "entered beside its lead does not name it.",
    ),
    Loss(
        table="opportunities",
        columns=("product",),
        why="Products stand on the lines of quotations.",
    ),
    Loss(
        table="opportunities",
        columns=("pipeline",),
        why="There is one pipeline; what keeps them apart in Odoo is the sales team.",
    ),
    Loss(
        table="opportunities",
        columns=("forecast_category",),
        why="There is no forecast category, only a probability.",
    ),
    Loss(
        table="changes",
        how="rows",
        keep=_tracked,
        why="Odoo tracks the expected revenue and the salesperson of an opportunity, but not its "
        "expected closing.",
    ),
    Loss(
        table="changes",
        columns=("sequence",),
        why="With some of the changes missing there is nothing to count.",
    ),
    Loss(
        table="stage_history",
        how="rows",
        keep=_told_by_the_log,
        why="Of an opportunity that was lost before the first change was tracked, and had never "
        "moved, nothing says whether the log would have told a move.",
    ),
    Loss(
        table="opportunity_lines",
        how="table",
        why="An opportunity has no lines; its quotations have.",
    ),
    Loss(
        table="leads",
        columns=("region", "product", "score", "rating"),
        why="There is no standard field for it on a lead.",
    ),
    Loss(
        table="leads",
        columns=("qualified_at", "opportunity_id"),
        why="A lead has a date of conversion, but no date of being qualified, and it does not name "
        "an opportunity that was entered beside it.",
    ),
    Loss(
        table="activities",
        how="rows",
        keep=_on_living_rows,
        why="The activity report lists what was done on leads and opportunities that still exist.",
    ),
    Loss(
        table="activities",
        columns=("lead_id",),
        keep=_without_opportunity,
        why="An activity belongs to one record: the opportunity, else the lead.",
    ),
    Loss(
        table="activities",
        columns=(
            "direction",
            "account_id",
            "contact_id",
            "message",
            "outcome",
            "responded_at",
            "due_at",
            "duration_minutes",
            "is_automatic",
        ),
        why="The activity report says when, who and what kind, on which lead or opportunity, and "
        "no more.",
    ),
    Loss(
        table="quotes",
        how="rows",
        keep=_not_accepted,
        why="An accepted quotation has become the sales order, with its id and amount.",
    ),
    Loss(
        table="quotes",
        columns=("status",),
        how="values",
        instead={"expired": "rejected"},
        why="A quotation that ran out is cancelled like one that was turned down.",
    ),
    Loss(
        table="quotes",
        columns=("decided_at",),
        keep=_accepted,
        why="A quotation does not say when it was cancelled.",
    ),
    Loss(
        table="orders",
        how="rows",
        keep=_sales,
        why="A cancelled order looks like a quotation that was turned down, so this export leaves "
        "them out; refunds are credit notes in accounting.",
    ),
    Loss(
        table="orders",
        columns=("product", "margin"),
        why="Products stand on the lines of an order, and margins need another app.",
    ),
    Loss(
        table="campaign_touches",
        how="table",
        why="A campaign is a tag on leads; whom it reached stays in the mailing and event apps.",
    ),
    Loss(
        table="cases",
        columns=("first_response_at", "resolved_at", "reopened_count", "product"),
        why="A ticket has the date on which it was closed, and no other standard field of these.",
    ),
)

GAINS: tuple[Gain, ...] = (
    Gain(
        table="quotes",
        rows=_confirmed,
        why="An order is a quotation that was confirmed, on the day of the order.",
    ),
)
