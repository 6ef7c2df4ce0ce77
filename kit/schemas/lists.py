"""Tables that others are read with: targets, owners, products, stages, exchange rates."""

from __future__ import annotations

from kit.schemas.columns import CURRENCY, OWNER, optional
from kit.schemas.schema import Column, Schema

LISTS: tuple[Schema, ...] = (
    Schema(
        "targets",
        ("period_start", "period_end", "measure", "region", "team", "owner", "product"),
        (
            Column("period_start", "date"),
            Column("period_end", "date"),
            Column("measure", "category"),
            optional("region", "category"),
            optional("team", "category"),
            OWNER,
            optional("product", "category"),
            Column("amount", "money"),
            CURRENCY,
        ),
        sharing="unit_or_company",
    ),
    Schema(
        "owners",
        ("owner", "valid_from"),
        (
            Column("owner", "category", personal="owner"),
            optional("valid_from", "date"),
            Column("team", "category", nullable=True),
            optional("region", "category"),
            optional("manager", "category", personal="owner"),
            optional("valid_to", "date"),
        ),
    ),
    Schema(
        "products",
        ("product",),
        (
            Column("product", "category"),
            optional("family", "category"),
            optional("list_price", "money"),
            CURRENCY,
        ),
        sharing="everyone",
    ),
    Schema(
        "stages",
        ("pipeline", "stage"),
        (
            Column("pipeline", "category", optional=True, nullable=True),
            Column("stage", "category"),
            Column("position", "count"),
            Column("phase", "category", values=("early", "middle", "late")),
            Column("probability", "number", optional=True, nullable=True, share=True),
        ),
        sharing="everyone",
    ),
    Schema(
        "fx_rates",
        ("currency", "date"),
        (
            Column("currency", "category"),
            Column("date", "date"),
            Column("rate", "number"),
        ),
        sharing="everyone",
    ),
)
