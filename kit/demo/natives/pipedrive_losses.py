"""What Pipedrive's exports cannot hold of the canonical tables, and why."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.gains import Gain
from kit.demo.natives.losses import Loss
from kit.demo.natives.plain import Tables


def _of_deals(tables: Tables) -> pd.Series:
    return tables["changes"]["table"] == "opportunities"


def _without_deal(tables: Tables) -> pd.Series:
    return tables["activities"]["opportunity_id"].isna()


def _outcomes(tables: Tables) -> pd.DataFrame:
    """Changes of the status: each deal that is closed was open before."""
    rows = tables["opportunities"].dropna(subset="closed_at")
    return pd.DataFrame(
        {
            "table": "opportunities",
            "id": rows["opportunity_id"],
            "changed_at": rows["closed_at"],
            "field": "status",
            "old": "open",
            "new": rows["status"],
        }
    ).astype("str")


LOSSES: tuple[Loss, ...] = (
    Loss(
        table="opportunities",
        columns=("lead_id",),
        why="A deal does not name the lead it was made of.",
    ),
    Loss(
        table="opportunities",
        columns=("product",),
        why="Products stand in the deal's list of products, not on the deal.",
    ),
    Loss(
        table="opportunities",
        columns=("campaign_id", "forecast_category"),
        why="There is no such field by default; map your own field.",
    ),
    Loss(
        table="changes",
        how="rows",
        keep=_of_deals,
        why="Only deals have a flow of changes.",
    ),
    Loss(
        table="opportunity_lines",
        columns=("is_recurring",),
        why="A product on a deal does not say so in the export.",
    ),
    Loss(
        table="accounts",
        columns=("industry",),
        why="There is no such field by default; map your own field.",
    ),
    Loss(
        table="activities",
        columns=("lead_id",),
        keep=_without_deal,
        why="An activity belongs to a lead or to a deal, never to both.",
    ),
    Loss(
        table="activities",
        columns=("direction", "message", "outcome", "responded_at", "is_automatic"),
        why="An activity has no such field by default; map your own field.",
    ),
    Loss(
        table="products",
        columns=("list_price", "currency"),
        why="Prices are kept per currency, apart from the list of products.",
    ),
)

GAINS: tuple[Gain, ...] = (
    Gain(table="changes", rows=_outcomes, why="The flow of a deal tells when it was won or lost."),
)
