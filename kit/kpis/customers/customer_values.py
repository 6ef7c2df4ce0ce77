"""What each customer is expected to bring from now on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.estimates.intervals import Floats
from kit.kpis.customers.expectations import expected, is_under_contract, still_active
from kit.kpis.customers.histories import DAYS_A_WEEK, Histories, histories
from kit.kpis.customers.parameters import read_parameters
from kit.kpis.known import known
from kit.window import Window

COLUMNS = (
    *("account_id", "name", "first_at", "last_at", "purchases", "brought", "active"),
    *("orders_12", "value_12", "value_36", "margin_36", "valued_by", "mark"),
)


def customer_values(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    contracts: pd.DataFrame,
    accounts: pd.DataFrame,
    window: Window,
    *,
    limit: int | None = None,
    discount: float = 0.10,
    customer_parameters: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What each customer brought, the chance that it still is one, and what is still expected.

    A listing, the customers that are expected to bring most first. Values are expectations of
    revenue in the next 12 and 36 months, discounted, by what `expected_customer_value` says of its
    method; single customers bring far more or far less. Without fitted parameters for the day the
    expectations are missing and those who brought most come first.

    Unit: money
    Source: opportunities (status, closed_at, amount, account_id),
        orders (account_id, ordered_at, amount, kind, opportunity_id),
        contracts (account_id, start_date, end_date, cancelled_at, amount_per_period, period),
        accounts (account_id, name)

    Parameters
    ----------
    opportunities, orders, contracts, accounts
        One row per record; any may be empty.
    window
        Gives `as_of` and the calendar.
    limit
        Rows to list; all by default.
    discount
        Rate of interest a year.
    customer_parameters
        Fitted parameters, as `kit.prepare` makes them.

    Returns
    -------
    pandas.DataFrame
        account_id, name (the id where it has none), first_at and last_at (days of purchase),
        purchases (days with one), brought (their amount, refunds not taken off), active (chance
        that it still buys; under contract, that it is kept for another month), orders_12,
        value_12, value_36, margin_36 (missing where no margin is recorded), valued_by (``orders``
        or ``contract``) and mark (``pooled`` where too little is recorded to tell customers apart).

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed, empty
    >>> orders = completed(pd.DataFrame({
    ...     "order_id": ["x", "y"], "account_id": ["a", "a"], "kind": "sale", "amount": 50.0,
    ...     "ordered_at": pd.to_datetime(["2025-01-31", "2025-09-30"])}), "orders")
    >>> fitted = pd.DataFrame({
    ...     "name": ["r", "alpha", "a", "b", "p", "q", "gamma"],
    ...     "value": [0.8, 27.0, 0.8, 2.8, 6.0, 4.0, 25.0], "draw": 0, "state": "fitted",
    ...     "as_of": pd.Timestamp("2026-01-31")})
    >>> rest = (empty("contracts"), empty("accounts"))
    >>> listed = customer_values(empty("opportunities"), orders, *rest, Window(date(2026, 1, 31)),
    ...     customer_parameters=fitted)
    >>> listed[["account_id", "purchases", "active", "value_12"]].round(2).values.tolist()
    [['a', 2, 0.69, 34.13]]
    """
    customers = histories(opportunities, orders, contracts, window)
    parameters = read_parameters(customer_parameters, window)
    size = len(customers.first)
    columns: dict[str, Floats] = dict.fromkeys(
        ("active", "orders_12", "value_12", "value_36", "margin_36"), np.full(size, np.nan)
    )
    if parameters is not None:
        near, far = (expected(customers, parameters, months, discount) for months in (12, 36))
        columns = {
            "active": still_active(customers, parameters),
            "orders_12": near.orders,
            "value_12": near.revenue,
            "value_36": far.revenue,
            "margin_36": parameters.margin * far.revenue,
        }
    is_bound = is_under_contract(customers)
    listed = _past(customers, known(accounts, window, table="accounts")).assign(
        **columns,
        valued_by=pd.array(np.where(is_bound, "contract", "orders"), dtype="str"),
        mark="pooled" if parameters is not None and parameters.pooled else "",
    )
    keys = ["value_36", "brought", "account_id"]
    listed = listed.sort_values(keys, ascending=[False, False, True], na_position="last")
    listed = listed[list(COLUMNS)].astype({"mark": "str"})
    listed = listed.head(size if limit is None else limit).reset_index(drop=True)
    listed.attrs |= {"window": window, "listing": "customer_values"}
    return listed


def _past(customers: Histories, accounts: pd.DataFrame) -> pd.DataFrame:
    """Who the customers are, and what they bought so far."""
    ids, first = customers.first["account_id"], customers.first["first_at"]
    names = np.append(accounts["name"].astype(object).to_numpy(), np.nan)
    own = names[positions(ids, accounts["account_id"])]
    days = np.rint(customers.last * DAYS_A_WEEK)
    return pd.DataFrame(
        {
            "account_id": ids,
            "name": pd.Series(own, ids.index, dtype="str").fillna(ids),
            "first_at": first,
            "last_at": (first + pd.to_timedelta(days, unit="D")).astype("datetime64[us]"),
            "purchases": pd.Series(customers.repeats + 1).astype("Int64"),
            "brought": customers.brought,
        }
    )
