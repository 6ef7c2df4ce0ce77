"""Every canonical table, declared once.

Readers, checks, slicing by unit, `init`, the demo CRM and the documentation derive from
`TABLES`; nothing else in the kit lists columns. A table may be absent as a whole, an `optional`
column may be absent from a table, and a `nullable` one may be empty in a row.
"""

from __future__ import annotations

from kit.schemas.schema import Column, Kind, Personal, Schema


def _id(
    name: str, references: str = "", *, optional: bool = False, nullable: bool = False
) -> Column:
    return Column(name, "id", optional=optional, nullable=nullable, references=references)


def _open(
    name: str, kind: Kind, *, personal: Personal = "", values: tuple[str, ...] = ()
) -> Column:
    """A column that may be absent, and empty where it is there."""
    return Column(name, kind, optional=True, nullable=True, personal=personal, values=values)


def _link(name: str, references: str) -> Column:
    return _id(name, references, optional=True, nullable=True)


_OWNER = _open("owner", "category", personal="owner")
_UNIT = (_open("team", "category"), _open("region", "category"))
_CURRENCY = _open("currency", "category")

TABLES: tuple[Schema, ...] = (
    Schema(
        "opportunities",
        ("opportunity_id",),
        (
            _id("opportunity_id"),
            Column("created_at", "instant", nullable=True),
            Column("stage", "category", nullable=True),
            Column("status", "category", values=("open", "won", "lost")),
            Column("closed_at", "instant", nullable=True),
            Column("amount", "money", nullable=True),
            _CURRENCY,
            _OWNER,
            *_UNIT,
            _open("name", "text", personal="free_text"),
            _link("account_id", "accounts.account_id"),
            _link("lead_id", "leads.lead_id"),
            _open("product", "category"),
            _open("pipeline", "category"),
            _open("source", "category"),
            _link("campaign_id", "campaigns.campaign_id"),
            _open("expected_close_date", "date"),
            _open("loss_reason", "category"),
            _open("list_price", "money"),
            _open("forecast_category", "category"),
            _link("merged_into", "opportunities.opportunity_id"),
        ),
        at=("closed_at",),
        parents=(("lead_id", "leads"),),
    ),
    Schema(
        "stage_history",
        ("opportunity_id", "entered_at", "sequence"),
        (
            _id("opportunity_id", "opportunities.opportunity_id"),
            Column("entered_at", "instant"),
            Column("sequence", "count"),
            Column("stage", "category"),
        ),
        numbered="sequence",
        at=("entered_at",),
        parents=(("opportunity_id", "opportunities"),),
    ),
    Schema(
        "changes",
        ("table", "id", "changed_at", "sequence"),
        (
            Column("table", "category"),
            _id("id"),
            Column("changed_at", "instant"),
            Column("sequence", "count"),
            Column("field", "category"),
            Column("old", "text", nullable=True, personal="free_text"),
            Column("new", "text", nullable=True, personal="free_text"),
            _open("by", "category", personal="owner"),
        ),
        numbered="sequence",
        at=("changed_at",),
        parents=(("id", "opportunities"), ("id", "leads"), ("id", "cases")),
    ),
    Schema(
        "opportunity_lines",
        ("opportunity_id", "line"),
        (
            _id("opportunity_id", "opportunities.opportunity_id"),
            Column("line", "count"),
            Column("product", "category", nullable=True),
            Column("quantity", "number"),
            Column("amount", "money"),
            _open("is_recurring", "flag"),
        ),
        numbered="line",
        parents=(("opportunity_id", "opportunities"),),
    ),
    Schema(
        "leads",
        ("lead_id",),
        (
            _id("lead_id"),
            Column("created_at", "instant"),
            Column("status", "category"),
            _OWNER,
            *_UNIT,
            _open("source", "category"),
            _open("score", "number"),
            _open("rating", "category"),
            _link("campaign_id", "campaigns.campaign_id"),
            _open("product", "category"),
            _open("qualified_at", "instant"),
            _open("disqualified_at", "instant"),
            _open("disqualified_reason", "category"),
            _open("converted_at", "instant"),
            _link("opportunity_id", "opportunities.opportunity_id"),
            _link("account_id", "accounts.account_id"),
            _link("merged_into", "leads.lead_id"),
        ),
        at=("converted_at", "disqualified_at"),
    ),
    Schema(
        "activities",
        ("activity_id",),
        (
            _id("activity_id"),
            Column("occurred_at", "instant"),
            Column("channel", "category"),
            _open("direction", "category", values=("inbound", "outbound")),
            _OWNER,
            *_UNIT,
            _link("lead_id", "leads.lead_id"),
            _link("opportunity_id", "opportunities.opportunity_id"),
            _link("account_id", "accounts.account_id"),
            _open("contact_id", "id", personal="contact"),
            _open("message", "category"),
            _open(
                "outcome",
                "category",
                values=(
                    "reached",
                    "no_answer",
                    "bounced",
                    "auto_reply",
                    "answered",
                    "meeting_booked",
                ),
            ),
            _open("responded_at", "instant"),
            _open("due_at", "instant"),
            _open("duration_minutes", "number"),
            _open("is_automatic", "flag"),
        ),
        at=("occurred_at",),
        parents=(
            ("opportunity_id", "opportunities"),
            ("lead_id", "leads"),
            ("account_id", "accounts"),
        ),
    ),
    Schema(
        "quotes",
        ("quote_id",),
        (
            _id("quote_id"),
            _id("opportunity_id", "opportunities.opportunity_id"),
            Column("issued_at", "instant"),
            Column("amount", "money"),
            Column("status", "category", values=("sent", "accepted", "rejected", "expired")),
            _CURRENCY,
            _open("decided_at", "instant"),
        ),
        at=("decided_at", "issued_at"),
        parents=(("opportunity_id", "opportunities"),),
    ),
    Schema(
        "orders",
        ("order_id",),
        (
            _id("order_id"),
            _id("account_id", "accounts.account_id", nullable=True),
            Column("ordered_at", "instant"),
            Column("amount", "money"),
            Column("kind", "category", values=("sale", "refund", "cancelled")),
            _CURRENCY,
            _link("opportunity_id", "opportunities.opportunity_id"),
            _OWNER,
            *_UNIT,
            _open("product", "category"),
            _open("margin", "money"),
        ),
        at=("ordered_at",),
        parents=(("opportunity_id", "opportunities"), ("account_id", "accounts")),
    ),
    Schema(
        "contracts",
        ("contract_id",),
        (
            _id("contract_id"),
            _id("account_id", "accounts.account_id"),
            Column("start_date", "date"),
            Column("amount_per_period", "money"),
            Column("period", "category", values=("month", "quarter", "year")),
            _CURRENCY,
            _open("end_date", "date"),
            _open("cancelled_at", "instant"),
        ),
        at=("start_date",),
        parents=(("account_id", "accounts"),),
    ),
    Schema(
        "campaigns",
        ("campaign_id",),
        (
            _id("campaign_id"),
            Column("name", "text"),
            Column("channel", "category"),
            Column("started_at", "instant"),
            _open("ended_at", "instant"),
            *_UNIT,
        ),
        sharing="unit_or_company",
    ),
    Schema(
        "campaign_touches",
        ("campaign_id", "lead_id", "account_id", "touched_at"),
        (
            _id("campaign_id", "campaigns.campaign_id"),
            _link("lead_id", "leads.lead_id"),
            _link("account_id", "accounts.account_id"),
            Column("touched_at", "instant"),
            _open("responded", "flag"),
        ),
        at=("touched_at",),
        parents=(("lead_id", "leads"), ("account_id", "accounts")),
    ),
    Schema(
        "spend",
        ("period_start", "period_end", "source", "campaign_id", "region", "team"),
        (
            Column("period_start", "date"),
            Column("period_end", "date"),
            _open("source", "category"),
            _link("campaign_id", "campaigns.campaign_id"),
            *_UNIT,
            Column("amount", "money"),
            _CURRENCY,
        ),
        sharing="unit_or_company",
    ),
    Schema(
        "accounts",
        ("account_id",),
        (
            _id("account_id"),
            _open("name", "text", personal="organisation"),
            _open("industry", "category"),
            _open("country", "category"),
            _OWNER,
            _open("created_at", "instant"),
            _link("merged_into", "accounts.account_id"),
        ),
        sharing="events",
    ),
    Schema(
        "cases",
        ("case_id",),
        (
            _id("case_id"),
            Column("opened_at", "instant"),
            Column("status", "category"),
            _open("category", "category"),
            _open("first_response_at", "instant"),
            _open("resolved_at", "instant"),
            _open("closed_at", "instant"),
            _open("reopened_count", "count"),
            _open("priority", "category"),
            _link("account_id", "accounts.account_id"),
            _OWNER,
            *_UNIT,
            _open("product", "category"),
            _link("merged_into", "cases.case_id"),
        ),
        at=("resolved_at", "closed_at"),
        parents=(("account_id", "accounts"),),
    ),
    Schema(
        "targets",
        ("period_start", "period_end", "measure", "region", "team", "owner", "product"),
        (
            Column("period_start", "date"),
            Column("period_end", "date"),
            Column("measure", "category"),
            _open("region", "category"),
            _open("team", "category"),
            _OWNER,
            _open("product", "category"),
            Column("amount", "money"),
            _CURRENCY,
        ),
        sharing="unit_or_company",
    ),
    Schema(
        "owners",
        ("owner", "valid_from"),
        (
            Column("owner", "category", personal="owner"),
            _open("valid_from", "date"),
            Column("team", "category", nullable=True),
            _open("region", "category"),
            _open("manager", "category", personal="owner"),
            _open("valid_to", "date"),
        ),
    ),
    Schema(
        "products",
        ("product",),
        (
            Column("product", "category"),
            _open("family", "category"),
            _open("list_price", "money"),
            _CURRENCY,
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

BY_NAME: dict[str, Schema] = {schema.name: schema for schema in TABLES}
