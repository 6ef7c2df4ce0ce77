"""Entries of the catalogue: what customers cost, and whether they come back."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_PURCHASES = ("opportunities", "orders")
_CONTRACTS = ("contracts",)
_LATER = {
    "1": N_("Quarter 1"),
    "2": N_("Quarter 2"),
    "3": N_("Quarter 3"),
    "4": N_("Quarter 4"),
}
"""The steps of retention: each customer's own quarters after the first purchase."""

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.acquisition_cost,
        N_("Acquisition cost"),
        "money",
        "lower",
        (*_PURCHASES, "activities", "leads", "spend"),
        (
            Measure("value", N_("Acquisition cost"), "money"),
            Measure("lagged", N_("Lagged"), "money", N_("Acquisition cost, lagged")),
            Measure("activity_cost", N_("Activities"), "money", N_("Activities per new customer")),
            Measure("spend", N_("Spend"), "money", N_("Spend per new customer")),
        ),
        may_lack=("orders", "activities", "leads", "spend"),
        derived=("allocated_spend",),
    ),
    Kpi(
        kpis.repeat_rate,
        N_("Repeat rate"),
        "ratio",
        "higher",
        _PURCHASES,
        may_lack=_PURCHASES,
        is_stock=True,
    ),
    Kpi(
        kpis.retention,
        N_("Retention"),
        "ratio",
        "higher",
        _PURCHASES,
        axes=("k",),
        members=_LATER,
        may_lack=_PURCHASES,
    ),
    Kpi(
        kpis.expected_customer_value,
        N_("Expected customer value"),
        "money",
        "higher",
        (*_PURCHASES, *_CONTRACTS),
        (
            Measure("value", N_("Revenue"), "money", N_("Expected revenue per customer")),
            Measure("margin", N_("Margin"), "money", N_("Expected margin per customer")),
            Measure("orders", N_("Orders"), "number", N_("Expected orders per customer")),
            Measure("total", N_("All customers"), "money", N_("Expected revenue of all customers")),
        ),
        axes=("horizon_months",),
        may_lack=(*_PURCHASES, *_CONTRACTS),
        derived=("customer_parameters",),
        is_stock=True,
    ),
    Kpi(
        kpis.value_to_cost,
        N_("Customer value to acquisition cost"),
        "number",
        "higher",
        (*_PURCHASES, "activities", "leads", "spend", *_CONTRACTS),
        (
            Measure("value", N_("Margin ÷ cost"), "number", N_("Margin in 3 years ÷ cost")),
            Measure(
                "revenue_to_cost", N_("Revenue ÷ cost"), "number", N_("Revenue in 3 years ÷ cost")
            ),
            Measure("payback_months", N_("Months to pay back"), "number"),
            Measure("dear_first_orders", N_("Cost more than the first purchase brought"), "count"),
            Measure("worth_it", N_("Of these yet worth it"), "count"),
        ),
        may_lack=("orders", "activities", "leads", "spend", *_CONTRACTS),
        derived=("customer_parameters", "allocated_spend"),
    ),
    Kpi(
        kpis.win_rate_by_customer,
        N_("Win rate by customer"),
        "ratio",
        "higher",
        _PURCHASES,
        axes=("customer",),
        members={"new": N_("New customers"), "existing": N_("Existing customers")},
        may_lack=("orders",),
    ),
)

LISTINGS: tuple[Listing, ...] = (
    Listing(
        kpis.customer_values,
        N_("What customers will bring"),
        (*_PURCHASES, *_CONTRACTS, "accounts"),
        may_lack=(*_PURCHASES, *_CONTRACTS, "accounts"),
        derived=("customer_parameters",),
    ),
    Listing(
        kpis.account_costs,
        N_("What accounts took to win"),
        (*_PURCHASES, "activities", "leads", "quotes"),
        may_lack=(*_PURCHASES, "leads", "quotes"),
    ),
)
