"""Entries of the catalogue: what was sold."""

from __future__ import annotations

from kit import kpis
from kit.catalogue.entry import Kpi, Listing, Measure
from kit.language import N_

_OPPORTUNITIES = ("opportunities",)
_COUNT = N_("Count")
_AMOUNT = N_("Amount")
_WON = N_("Won")
_LOST = N_("Lost")
_ORDERS = ("orders",)
_CONTRACTS = ("contracts",)
_BOOKED = (
    Measure("amount", _AMOUNT, "money", N_("Bookings")),
    Measure("count", _COUNT, "count", N_("Won opportunities")),
)
_TARGET = (
    Measure("value", N_("Share of target"), "ratio", N_("Attainment")),
    Measure("pace", N_("Usual by this day"), "ratio"),
    Measure("ahead", N_("Ahead of the usual pace"), "ratio"),
    Measure("to_date", N_("To date"), "money"),
    Measure("target", N_("Target"), "money"),
)
_CUSTOMERS = {
    "new": N_("New customers"),
    "existing": N_("Existing customers"),
    "unknown": N_("Account not known"),
}
_STEPS = {
    "start": N_("At the start"),
    "new": N_("New"),
    "expansion": N_("Expansion"),
    "contraction": N_("Contraction"),
    "lost": _LOST,
    "end": N_("At the end"),
}
_METHODS = {
    "first": N_("First touch"),
    "last": N_("Last touch"),
    "linear": N_("All touches alike"),
    "u_shaped": N_("First and last touch most"),
    "time_decay": N_("Later touches more"),
    "unattributed": N_("Not attributed"),
    "campaign": N_("Campaigns"),
    "call": N_("Calls"),
    "email": N_("E-mails"),
    "meeting": N_("Meetings"),
    "visit": N_("Visits"),
}

KPIS: tuple[Kpi, ...] = (
    Kpi(
        kpis.bookings,
        N_("Bookings"),
        "money",
        "higher",
        _OPPORTUNITIES,
        _BOOKED,
        additive=True,
    ),
    Kpi(
        kpis.bookings_by_customer,
        N_("Bookings from new and existing customers"),
        "money",
        "higher",
        ("opportunities", "orders"),
        _BOOKED,
        axes=("customer",),
        members=_CUSTOMERS,
        may_lack=_ORDERS,
        additive=True,
    ),
    Kpi(
        kpis.revenue,
        N_("Revenue"),
        "money",
        "higher",
        _ORDERS,
        (
            Measure("amount", _AMOUNT, "money", N_("Revenue")),
            Measure("orders", N_("Orders"), "count"),
            Measure("refunds", N_("Refunds"), "money"),
        ),
        additive=True,
    ),
    Kpi(kpis.revenue_growth, N_("Revenue growth in a year"), "ratio", "higher", _ORDERS),
    Kpi(
        kpis.revenue_seasonality,
        N_("Seasonality of revenue"),
        "ratio",
        "neutral",
        _ORDERS,
        (
            Measure("index", N_("Multiple of the trend"), "ratio", N_("Seasonal index")),
            Measure("seasonal", N_("Above or below the trend"), "money"),
            Measure("trend", N_("Trend"), "money"),
        ),
        axes=("month_of_year",),
        is_stock=True,
    ),
    Kpi(
        kpis.recurring_revenue,
        N_("Recurring revenue"),
        "money",
        "higher",
        _CONTRACTS,
        axes=("step",),
        members=_STEPS,
    ),
    Kpi(
        kpis.churn,
        N_("Churn"),
        "ratio",
        "lower",
        _CONTRACTS,
        (
            Measure("accounts", N_("Accounts"), "ratio", N_("Customer churn")),
            Measure("revenue", N_("Revenue"), "ratio", N_("Revenue churn")),
        ),
    ),
    Kpi(
        kpis.net_retention,
        N_("Revenue retention"),
        "ratio",
        "higher",
        _CONTRACTS,
        (
            Measure("net", N_("Net"), "ratio", N_("Net revenue retention")),
            Measure("gross", N_("Gross"), "ratio", N_("Gross revenue retention")),
        ),
    ),
    Kpi(
        kpis.attainment,
        N_("Attainment of the bookings target"),
        "ratio",
        "higher",
        ("opportunities", "targets"),
        _TARGET,
    ),
    Kpi(
        kpis.revenue_attainment,
        N_("Attainment of the revenue target"),
        "ratio",
        "higher",
        ("orders", "targets"),
        _TARGET,
        may_lack=("targets",),
    ),
    Kpi(
        kpis.latest_creation_days,
        N_("Latest creation to be won in the period"),
        "days",
        "neutral",
        _OPPORTUNITIES,
        (
            Measure("median", N_("For half to be won in time"), "days"),
            Measure("p25", N_("For a quarter to be won in time"), "days"),
            Measure("median_left", N_("Days left until then, for half"), "days"),
            Measure("p25_left", N_("Days left until then, for a quarter"), "days"),
        ),
        is_stock=True,
    ),
    Kpi(
        kpis.new_customers,
        N_("New customers"),
        "count",
        "higher",
        ("opportunities", "orders"),
        (
            Measure("count", _COUNT, "count", N_("New customers")),
            Measure("amount", N_("First purchases"), "money"),
        ),
        may_lack=("opportunities", "orders"),
    ),
    Kpi(
        kpis.campaign_revenue,
        N_("Bookings credited to touches"),
        "money",
        "higher",
        (
            *("opportunities", "orders", "leads", "activities"),
            *("campaign_touches", "campaigns", "spend"),
        ),
        (
            Measure("amount", _AMOUNT, "money", N_("Credited bookings")),
            Measure("new", N_("From new customers"), "money"),
            Measure("existing", N_("From existing customers"), "money"),
            Measure("roas", N_("Return on spend"), "number"),
        ),
        axes=("method", "touch"),
        members=_METHODS,
        may_lack=("orders", "leads", "activities", "campaign_touches", "campaigns", "spend"),
        one_of=("activities", "campaign_touches"),
    ),
    Kpi(
        kpis.average_amount,
        N_("Average amount"),
        "money",
        "higher",
        _OPPORTUNITIES,
        (
            Measure("mean", N_("Mean"), "money", N_("Mean won amount")),
            Measure("median", N_("Median"), "money", N_("Median won amount")),
        ),
    ),
    Kpi(
        kpis.discount,
        N_("Discount"),
        "ratio",
        "lower",
        _OPPORTUNITIES,
        (
            Measure("value", N_("By amount"), "ratio", N_("Discount")),
            Measure("median", N_("Median"), "ratio", N_("Median discount")),
        ),
    ),
    Kpi(
        kpis.leaderboard,
        N_("Leaderboard"),
        "money",
        "higher",
        _OPPORTUNITIES,
        (
            Measure("amount", N_("Bookings"), "money"),
            Measure("count", _WON, "count", N_("Won opportunities")),
            Measure("contribution", N_("Contribution"), "ratio"),
            Measure("win_rate", N_("Win rate"), "ratio"),
            Measure("win_rate_shrunken", N_("Win rate, shrunken"), "ratio"),
            Measure("rank", N_("Place by win rate"), "count"),
        ),
    ),
)

LISTINGS: tuple[Listing, ...] = (
    Listing(kpis.contributions, N_("Everyone's contribution"), ("owner_bookings",)),
    Listing(
        kpis.account_summary,
        N_("Accounts"),
        ("accounts", "opportunities", "orders", "activities", "cases"),
        may_lack=("accounts", "opportunities", "activities", "cases"),
    ),
    Listing(kpis.account_revenue, N_("Revenue of an account"), _ORDERS),
    Listing(kpis.account_opportunities, N_("Open with an account"), _OPPORTUNITIES),
    Listing(
        kpis.account_touches, N_("Last touches of an account"), ("activities", "opportunities")
    ),
)
