"""How many accounts became customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.kpis.customers.first_purchase import first_purchases
from kit.kpis.frame import finish, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.sales.customer_kind import recorded_since, with_first_year_marked
from kit.kpis.stacking import stacked
from kit.window import Window

MEASURES = ("count", "amount")


def new_customers(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Accounts whose first won opportunity or order lies in the period.

    The first purchase says where a customer came from: split by source or campaign it counts where
    that opportunity came from. A first order that was refunded later still counts; cancelled orders
    do not. Customers who bought before recording began look new when they buy again: periods that
    began in the first year of recording are marked ``immature``.

    Unit: count
    Source: opportunities (status, closed_at, account_id, amount, source, campaign_id),
        orders (account_id, ordered_at, kind, amount, opportunity_id)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    orders
        One row per order; either table may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Columns of the opportunities to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `count` and `amount`, the amount of the first purchases;
        complete counts and sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["o", "p"], "account_id": ["a", "a"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31"]),
    ...     "status": ["won", "won"], "amount": [75.0, 25.0]})
    >>> window = Window(date(2026, 1, 31), periods=1)
    >>> new_customers(table, empty("orders"), window)["value"].tolist()
    [1.0, 75.0]
    """
    first = first_purchases(opportunities, orders, window, by=by)
    records = known(opportunities, window, by, read=())
    since = recorded_since(records, known(orders, window, table="orders", read=()), window)
    groups = group(first, by, period=in_periods(first["first_at"], window))
    n, priced = groups.count(), groups.count(first["amount"].notna())
    amount = np.where(priced > 0, groups.total(first["amount"]), np.nan)
    rows = stacked(
        groups.keys,
        {"count": {"value": n.astype(float), "n": n}, "amount": {"value": amount, "n": priced}},
    )
    how: dict[str, Any] = {"measures": MEASURES, "zeros": MEASURES, "since": since}
    frame = finish(rows, "new_customers", window, by=by, **how)
    return with_first_year_marked(frame, since)
