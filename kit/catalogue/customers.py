"""Entries of the catalogue: what customers cost, and whether they come back."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_PURCHASES = ("opportunities", "orders")

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
        may_lack=_PURCHASES,
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
        kpis.account_costs,
        N_("What accounts took to win"),
        (*_PURCHASES, "activities", "leads", "quotes"),
        may_lack=(*_PURCHASES, "leads", "quotes"),
    ),
)
