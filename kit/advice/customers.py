"""What customers cost against what they have brought so far, and what is expected of them.

Where nothing is expected of customers, because too little is recorded for a model, revenue so far
stands for what they are worth, so that young ones look dearer than they will turn out. Both are
revenue: whoever does not bring back the cost in revenue does not do so in margin.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from kit.advice.evidence import Share, is_sure, surely, told
from kit.advice.limits import in_use
from kit.advice.observation import AT_LEAST, AT_MOST, Observation, Value
from kit.estimates.comparison import benjamini_hochberg
from kit.estimates.intervals import normal_quantile
from kit.language import N_


def customer_costs(
    costs: pd.DataFrame, summary: pd.DataFrame, values: pd.DataFrame | None = None
) -> tuple[Observation, ...]:
    """New customers who cost more than their first order brought, yet pay back.

    Parameters
    ----------
    costs
        `kpis.account_costs` over the whole window.
    summary
        `kpis.account_summary`: revenue so far.
    values
        `kpis.customer_values`: revenue expected in the next three years, where known.
    """
    rows = costs[costs["cost"].notna() & costs["amount"].notna()]
    revenue = rows["account_id"].map(summary.set_index("account_id")["revenue"]).fillna(0.0)
    dear = rows["cost"] > rows["amount"]
    share = Share(float(dear.sum()), float(len(rows)))
    if share.is_thin or surely(share)[0] < in_use().dear_customers:
        return ()
    has_paid = dear & (revenue > rows["cost"])
    facts = {
        "count": Value(share.hits),
        "n": Value(share.n),
        "paid": Value(int(has_paid.sum())),
    }
    message = N_(
        "{count} of {n} new customers cost more than their first order brought; {paid} of"
        " these have brought more than they cost by now (revenue so far)."
    )
    expected = _expected(values, rows["account_id"])
    if expected.notna().any():
        will_pay = dear & ~has_paid & (revenue + expected > rows["cost"])
        facts["later"] = Value(int(will_pay.sum()))
        message = N_(
            "{count} of {n} new customers cost more than their first order brought; {paid} of"
            " these have brought more than they cost by now, and {later} more are expected to"
            " within three years (revenue)."
        )
    return (
        Observation(
            "first_order_below_cost",
            message,
            facts,
            "info",
            N_(
                "Judge new customers by what they bring over years, not by the first order; look"
                " at what the others, who have not paid back, cost to win."
            ),
            told(N_("Cost more than the first order"), share),
        ),
    )


def _expected(values: pd.DataFrame | None, accounts: pd.Series) -> pd.Series:
    """Revenue expected of accounts in the next three years; missing where it is not known."""
    if values is None or values.empty:
        return pd.Series(np.nan, accounts.index)
    return accounts.map(values.set_index("account_id")["value_36"]).astype("float64")


def source_returns(
    acquisition: pd.DataFrame,
    summary: pd.DataFrame,
    opportunities: pd.DataFrame,
    values: pd.DataFrame | None = None,
) -> tuple[Observation, ...]:
    """Sources whose new customers cost more than they bring, what is expected of them included.

    Parameters
    ----------
    acquisition
        `kpis.acquisition_cost` over the whole window, by source.
    summary
        `kpis.account_summary`.
    opportunities
        One row per opportunity: a customer is of the source of the first one won.
    values
        `kpis.customer_values`: revenue expected in the next three years, where known.
    """
    rows = acquisition[acquisition["measure"].eq("value") & acquisition["value"].notna()]
    rows = rows[rows["source"].notna()]
    if rows.empty:
        return ()
    revenue = _revenue_by_source(summary, values, opportunities, rows["period"].min())
    known = [
        (str(source), float(cost), revenue[str(source)])
        for source, cost in zip(rows["source"], rows["value"], strict=True)
        if str(source) in revenue and len(revenue[str(source)]) >= in_use().least_customers
    ]
    looks = benjamini_hochberg([_p_below(cost, one.sum(axis=1)) for _, cost, one in known])
    return tuple(
        _unpaid(source, cost, brought)
        for (source, cost, brought), p in zip(known, looks, strict=True)
        if is_sure(float(p)) and cost > in_use().cost_to_revenue * brought.sum(axis=1).mean()
    )


def _revenue_by_source(
    summary: pd.DataFrame,
    values: pd.DataFrame | None,
    opportunities: pd.DataFrame,
    since: pd.Timestamp,
) -> dict[str, np.ndarray]:
    """Revenue of each customer won since then by the source of the first win: two columns.

    The first is what it has brought so far, the second what is expected of it; 0 if nothing is.
    """
    new = summary[summary["first_purchase_on"] >= since]
    new = new.assign(expected=_expected(values, new["account_id"])).set_index("account_id")
    new = new[["revenue", "expected"]].fillna(0.0)
    won = opportunities[opportunities["status"].eq("won") & opportunities["account_id"].notna()]
    first = won.sort_values("closed_at", kind="stable").drop_duplicates("account_id")
    source = first.set_index("account_id")["source"].astype("str").reindex(new.index)
    groups = new.groupby(source)
    return {str(name): part.to_numpy(float) for name, part in groups}


def _p_below(cost: float, brought: np.ndarray) -> float:
    """One-sided p-value of "they bring at least what they cost", on the log scale's safe side."""
    error = brought.std(ddof=1) / np.sqrt(len(brought))
    if not error > 0:
        return float("nan")
    return float(scipy.stats.t.sf((cost - brought.mean()) / error, len(brought) - 1))


def _unpaid(source: str, cost: float, brought: np.ndarray) -> Observation:
    so_far, total = float(brought[:, 0].mean()), brought.sum(axis=1)
    half = normal_quantile(0.90) * total.std(ddof=1) / np.sqrt(len(total))
    facts = {
        "source": Value(source),
        "cost": Value(cost, "money"),
        "brought": Value(so_far, "money"),
        "n": Value(len(brought)),
    }
    message = N_(
        "A new customer from “{source}” cost {cost} and has brought {brought} so far ({n}"
        " customers)."
    )
    action = N_(
        "Spend less on “{source}”, unless its customers are known to stay: only revenue so far"
        " is counted, not what they may still bring."
    )
    label = N_("Revenue so far per customer")
    if brought[:, 1].any():
        facts["expected"] = Value(float(brought[:, 1].mean()), "money")
        message = N_(
            "A new customer from “{source}” cost {cost}, has brought {brought} so far and is"
            " expected to bring {expected} in the next three years ({n} customers)."
        )
        action = N_(
            "Spend less on “{source}”: its customers do not bring back what they cost, even with"
            " what they may still buy."
        )
        label = N_("Revenue so far and expected, per customer")
    return Observation(
        "source_not_paid_back",
        message,
        facts,
        "act",
        action,
        (
            (label, Value(float(total.mean()), "money")),
            (AT_LEAST, Value(float(total.mean() - half), "money")),
            (AT_MOST, Value(float(total.mean() + half), "money")),
            (N_("Customers"), Value(len(brought))),
        ),
    )
