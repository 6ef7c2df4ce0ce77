"""Whether customers bring more than it cost to win them, and how soon."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.estimates.intervals import Floats
from kit.kpis.customers.acquisition_cost import acquisition_cost
from kit.kpis.customers.effort import WORK, before_first_purchase
from kit.kpis.customers.histories import Histories, histories
from kit.kpis.customers.parameters import Parameters, read_parameters
from kit.kpis.customers.paying_back import Sides, dear_ones, own_costs, payback, ratio
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.sales.customer_kind import recorded_since, with_first_year_marked
from kit.window import Window

MEASURES = ("value", "revenue_to_cost", "payback_months", "dear_first_orders", "worth_it")


def value_to_cost(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    activities: pd.DataFrame,
    leads: pd.DataFrame,
    spend: pd.DataFrame,
    contracts: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    months: int = 36,
    discount: float = 0.10,
    margin: float | None = None,
    customer_parameters: pd.DataFrame | None = None,
    allocated_spend: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Margin that the period's new customers bring in three years for each unit of their cost.

    What they brought since their first purchase, that one included, and what is expected of each
    in the rest of the 36 months (see `expected_customer_value`), discounted to the first purchase,
    at the mean margin of the company's orders, over `acquisition_cost`. `revenue_to_cost` is the
    same without the margin: it flatters. Where no margin is recorded, or none given, all but that
    are NA; where no cost is, all are. `payback_months` is when the margin of the average customer
    comes to its cost; NA and ``not_reached`` where five years do not suffice.

    `dear_first_orders` counts the customers who cost more than their first purchase's margin, and
    `worth_it` those of them who nevertheless bring back their cost within the 36 months. A customer
    costs what was done for it, and its share of what was spent on all.

    Unit: number
    Source: opportunities (created_at, status, closed_at, account_id, amount),
        orders (account_id, ordered_at, kind, amount, opportunity_id),
        activities (occurred_at, opportunity_id, lead_id, account_id, cost),
        leads (lead_id, account_id),
        spend (period_start, period_end, source, campaign_id, region, team, amount),
        contracts (account_id, start_date, end_date, cancelled_at, amount_per_period, period)

    Parameters
    ----------
    opportunities, orders, activities, leads, spend, contracts
        One row per record; all but the opportunities may be lacking.
    window
        Periods of the first purchases, and the day as of which they are seen.
    by
        Columns of the opportunities, as they were at the first purchase.
    months
        Time from the first purchase in which a customer has to pay back.
    discount
        Rate of interest a year.
    margin
        Margin as a part of revenue, where orders do not record it.
    customer_parameters, allocated_spend
        Derived tables, as `kit.prepare` makes them.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the new customers. The two ratios have the bounds of what is
        expected; the cost is known.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> won = completed(pd.DataFrame({
    ...     "opportunity_id": ["o"], "account_id": ["a"], "status": ["won"], "amount": [100.0],
    ...     "created_at": pd.to_datetime(["2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11"])}), "opportunities")
    >>> visits = completed(pd.DataFrame({
    ...     "activity_id": ["x"], "channel": "visit", "opportunity_id": "o", "cost": 60.0,
    ...     "occurred_at": pd.to_datetime(["2026-01-02"])}), "activities")
    >>> fitted = pd.DataFrame({
    ...     "name": ["r", "alpha", "a", "b", "p", "q", "gamma", "margin"], "draw": 0,
    ...     "value": [0.8, 27.0, 0.8, 2.8, 6.0, 4.0, 25.0, 0.5], "state": "fitted",
    ...     "as_of": pd.Timestamp("2026-01-31")})
    >>> rest = [empty(name) for name in ("leads", "spend", "contracts")]
    >>> frame = value_to_cost(won, empty("orders"), visits, *rest, Window(date(2026, 1, 31),
    ...     periods=1), customer_parameters=fitted)
    >>> frame["value"].round(2).tolist()
    [1.73, 3.46, 4.54, 1.0, 1.0]
    """
    costs = (opportunities, orders, activities, leads, spend)
    cost = acquisition_cost(*costs, window, by=by, allocated_spend=allocated_spend)
    everyone = histories(opportunities, orders, contracts, window, by)
    customers = everyone.take(in_periods(everyone.first["first_at"], window).notna().to_numpy())
    groups = group(customers.first, by, period=in_periods(customers.first["first_at"], window))
    parameters = read_parameters(customer_parameters, window)
    each, mark = _costs(cost, groups, by)
    values = dict.fromkeys(MEASURES, (np.full(len(each), np.nan),) * 3)
    if parameters is not None:
        kept = parameters.margin if margin is None else margin
        place, spent = _done_for(opportunities, activities, leads, everyone, customers, window)
        own = own_costs(spent, place, groups, each)
        how = (customers, groups, parameters)
        values = _values(how, each, own, kept, months, discount, window.level)
        mark = np.where((mark == "") & bool(parameters.pooled), "pooled", mark)
    rows = [
        groups.rows(measure=name, value=value, low=low, high=high, n=groups.count(), mark=mark)
        for name, (value, low, high) in values.items()
    ]
    joined = pd.concat(rows, ignore_index=True)
    is_late = np.isposinf(joined["value"])
    joined["mark"] = joined["mark"].mask(is_late, "not_reached")
    joined["value"] = joined["value"].mask(is_late)
    records, sold = known(opportunities, window), known(orders, window, table="orders")
    since = recorded_since(records, sold, window)
    frame = finish(joined, "value_to_cost", window, by=by, measures=MEASURES, since=since)
    return with_first_year_marked(frame, since)


def _values(
    how: tuple[Histories, Groups, Parameters],
    each: Floats,
    own: Floats,
    margin: float,
    months: int,
    discount: float,
    level: float,
) -> dict[str, Sides]:
    """Value and bounds of every measure."""
    nothing = np.full(len(each), np.nan)
    value, low, high = ratio(*how, each, months, discount, level)
    dear, worth = dear_ones(*how, own, margin, months, discount)
    return {
        "value": (margin * value, margin * low, margin * high),
        "revenue_to_cost": (value, low, high),
        "payback_months": (payback(*how, each, margin, discount), nothing, nothing),
        "dear_first_orders": (dear, nothing, nothing),
        "worth_it": (worth, nothing, nothing),
    }


def _costs(cost: pd.DataFrame, groups: Groups, by: Sequence[str]) -> tuple[Floats, np.ndarray]:
    """Cost of a new customer of each group, NaN for none, and what is to be said of it."""
    keys = ["period", *by]
    rows = cost[cost["measure"].eq("value")]
    plain = dict.fromkeys(by, "str")
    found = groups.keys[keys].astype(plain).merge(rows.astype(plain), how="left", on=keys)
    mark = found["mark"].where(found["mark"].isin(["unattributed", "allocated"]), "")
    value = found["value"].where(found["value"] > 0)
    return value.to_numpy(float), mark.to_numpy(object)


def _done_for(
    opportunities: pd.DataFrame,
    activities: pd.DataFrame,
    leads: pd.DataFrame,
    everyone: Histories,
    customers: Histories,
    window: Window,
) -> tuple[np.ndarray, Floats]:
    """Cost of what was done before the first purchase, and the new customer it was for."""
    records = known(opportunities, window, read=["opportunity_id", "account_id"])
    done = known(activities, window, table="activities", read=WORK)
    came = known(leads, window, table="leads", read=["lead_id", "account_id"])
    effort = before_first_purchase(records, done, came, everyone.first, window)
    own = positions(everyone.first["account_id"], customers.first["account_id"])
    place = np.append(own, -1)[effort["customer"].to_numpy()]
    counts = (place >= 0) & effort["cost"].notna().to_numpy()
    return place[counts], effort["cost"].to_numpy(float)[counts]
