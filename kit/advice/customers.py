"""What customers cost against what they have brought so far.

Revenue so far stands for what a customer is worth: expected value is not known here, so that
young customers look dearer than they will turn out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from kit.advice.evidence import Share, is_sure, surely, told
from kit.advice.limits import in_use
from kit.advice.observation import Observation, Value
from kit.estimates.comparison import benjamini_hochberg
from kit.estimates.intervals import normal_quantile
from kit.language import N_


def customer_costs(costs: pd.DataFrame, summary: pd.DataFrame) -> tuple[Observation, ...]:
    """New customers who cost more than their first order brought, yet have paid back since.

    Parameters
    ----------
    costs
        `kpis.account_costs` over the whole window.
    summary
        `kpis.account_summary`: revenue so far.
    """
    rows = costs[costs["cost"].notna() & costs["amount"].notna()]
    revenue = rows["account_id"].map(summary.set_index("account_id")["revenue"]).fillna(0.0)
    dear = rows["cost"] > rows["amount"]
    share = Share(float(dear.sum()), float(len(rows)))
    if share.is_thin or surely(share)[0] < in_use().dear_customers:
        return ()
    paid = int((dear & (revenue > rows["cost"])).sum())
    return (
        Observation(
            "first_order_below_cost",
            N_(
                "{count} of {n} new customers cost more than their first order brought; {paid} of"
                " these have brought more than they cost by now (revenue so far)."
            ),
            {
                "count": Value(share.hits),
                "n": Value(share.n),
                "paid": Value(paid),
            },
            "info",
            N_(
                "Judge new customers by what they bring over years, not by the first order; look"
                " at what the others, who have not paid back, cost to win."
            ),
            told(N_("Cost more than the first order"), share),
        ),
    )


def source_returns(
    acquisition: pd.DataFrame, summary: pd.DataFrame, opportunities: pd.DataFrame
) -> tuple[Observation, ...]:
    """Sources whose new customers have brought less than they cost, by revenue so far.

    Parameters
    ----------
    acquisition
        `kpis.acquisition_cost` over the whole window, by source.
    summary
        `kpis.account_summary`.
    opportunities
        One row per opportunity: a customer is of the source of the first one won.
    """
    rows = acquisition[acquisition["measure"].eq("value") & acquisition["value"].notna()]
    rows = rows[rows["source"].notna()]
    if rows.empty:
        return ()
    revenue = _revenue_by_source(summary, opportunities, rows["period"].min())
    known = [
        (str(source), float(cost), revenue[str(source)])
        for source, cost in zip(rows["source"], rows["value"], strict=True)
        if str(source) in revenue and len(revenue[str(source)]) >= in_use().least_customers
    ]
    looks = benjamini_hochberg([_p_below(cost, brought) for _, cost, brought in known])
    return tuple(
        _unpaid(source, cost, brought)
        for (source, cost, brought), p in zip(known, looks, strict=True)
        if is_sure(float(p)) and cost > in_use().cost_to_revenue * brought.mean()
    )


def _revenue_by_source(
    summary: pd.DataFrame, opportunities: pd.DataFrame, since: pd.Timestamp
) -> dict[str, np.ndarray]:
    """Revenue so far of each customer won since then, by the source of the first win."""
    new = summary[summary["first_purchase_on"] >= since].set_index("account_id")["revenue"]
    won = opportunities[opportunities["status"].eq("won") & opportunities["account_id"].notna()]
    first = won.sort_values("closed_at", kind="stable").drop_duplicates("account_id")
    source = first.set_index("account_id")["source"].astype("str").reindex(new.index)
    groups = new.fillna(0.0).groupby(source)
    return {str(name): part.to_numpy(float) for name, part in groups}


def _p_below(cost: float, brought: np.ndarray) -> float:
    """One-sided p-value of "they bring at least what they cost", on the log scale's safe side."""
    error = brought.std(ddof=1) / np.sqrt(len(brought))
    if not error > 0:
        return float("nan")
    return float(stats.t.sf((cost - brought.mean()) / error, len(brought) - 1))


def _unpaid(source: str, cost: float, brought: np.ndarray) -> Observation:
    half = normal_quantile(0.90) * brought.std(ddof=1) / np.sqrt(len(brought))
    return Observation(
        "source_not_paid_back",
        N_(
            "A new customer from “{source}” cost {cost} and has brought {brought} so far ({n}"
            " customers)."
        ),
        {
            "source": Value(source),
            "cost": Value(cost, "money"),
            "brought": Value(float(brought.mean()), "money"),
            "n": Value(len(brought)),
        },
        "act",
        N_(
            "Spend less on “{source}”, unless its customers are known to stay: only revenue so far"
            " is counted, not what they may still bring."
        ),
        (
            (N_("Revenue so far per customer"), Value(float(brought.mean()), "money")),
            (N_("At least (interval)"), Value(float(brought.mean() - half), "money")),
            (N_("At most (interval)"), Value(float(brought.mean() + half), "money")),
            (N_("Customers"), Value(len(brought))),
        ),
    )
