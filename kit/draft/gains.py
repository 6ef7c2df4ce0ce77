"""What a table that a folder lacks would add to the report, in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

GAINS: Mapping[str, str] = {
    "opportunities": "pipeline, bookings and win rates: the heart of the report",
    "stage_history": "time in each stage, conversion between stages",
    "changes": "slipped close dates, changed amounts, handovers of owners",
    "opportunity_lines": "what is sold: amounts by product",
    "leads": "where demand comes from, conversion into opportunities",
    "activities": "follow-up, touches, response times",
    "quotes": "quote acceptance, discounts",
    "orders": "revenue after the sale, repeat purchases",
    "contracts": "recurring revenue, renewals, churn",
    "campaigns": "names and channels of what brings leads",
    "campaign_touches": "which campaigns had a part in a sale",
    "spend": "cost of each lead and each customer",
    "accounts": "customers by industry, country and size",
    "cases": "service: response times, cases by customer",
    "targets": "attainment: actuals against targets",
    "owners": "regions and teams of the people, as they were at each time",
    "products": "product families and list prices",
    "stages": "order and probabilities of stages, a weighted pipeline",
    "fx_rates": "amounts in other currencies, in the project's own",
}


def gain_of(table: str, kpis: Sequence[str]) -> str:
    """What a table would add: its KPIs where the catalogue has some, else in words.

    Parameters
    ----------
    table
        A canonical one.
    kpis
        Names of the KPIs that read it.

    Examples
    --------
    >>> gain_of("targets", []), gain_of("targets", ["attainment", "gap"])
    ('attainment: actuals against targets', 'attainment, gap')
    """
    return ", ".join(kpis) or GAINS[table]
