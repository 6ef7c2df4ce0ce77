"""What was sold to new customers and what to those who had bought before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.money import grouped_total
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.sales.customer_kind import (
    KINDS,
    ORDER,
    SALE,
    customer_kinds,
    recorded_since,
    with_first_year_marked,
)
from kit.kpis.sales.members import crossed
from kit.window import Window

MEASURES = ("amount", "count")


def bookings_by_customer(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Amount won in the period from new customers, and from those who had bought before.

    An existing customer bought, by opportunity or order, on a day before this opportunity closed;
    won ones without an account are `unknown`, so that the three add up to the bookings. Customers
    whose earlier purchases were not recorded look new: periods that began in the first year of
    recording are marked ``immature``. Amounts count as in the bookings.

    Unit: money
    Source: opportunities (status, closed_at, amount, account_id),
        orders (account_id, ordered_at, kind, opportunity_id)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    orders
        One row per order; without any, only opportunities tell who had bought.
    window
        Periods and the day as of which they are seen.
    by
        Columns of the opportunities to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `amount` and `count` and the axis `customer`: new, existing,
        unknown. Complete sums have no bounds.

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
    >>> frame = bookings_by_customer(table, empty("orders"), window)
    >>> frame.query("measure == 'amount'")[["customer", "value"]].values.tolist()
    [['new', 75.0], ['existing', 25.0], ['unknown', 0.0]]
    """
    records = known(opportunities, window, by, read=(*SALE, "amount"))
    sold = known(orders, window, table="orders", read=ORDER)
    won = records[records["status"].eq("won")]
    rows = _rows(won, customer_kinds(won, sold, window), window, by)
    frame = finish(
        rows,
        "bookings_by_customer",
        window,
        by=by,
        axes=("customer",),
        measures=MEASURES,
        zeros=MEASURES,
        since=first_day(records["closed_at"], window),
    )
    return with_first_year_marked(frame, recorded_since(records, sold, window))


def _rows(won: pd.DataFrame, kinds: np.ndarray, window: Window, by: Sequence[str]) -> pd.DataFrame:
    """Amount and number of what was won, by group and kind of customer."""
    groups = group(won, by, period=in_periods(won["closed_at"], window))
    codes = np.where(groups.codes < 0, -1, groups.codes * len(KINDS) + kinds)
    keys = crossed(groups.keys, "customer", KINDS, window)
    size = len(keys)
    n = np.bincount(codes[codes >= 0], minlength=size)
    priced = np.bincount(codes[(codes >= 0) & won["amount"].notna().to_numpy()], minlength=size)
    total = grouped_total(won["amount"], codes, size)
    # Won ones of which none has an amount have no sum; no won ones have a sum of 0.
    amount = np.where((n > 0) & (priced == 0), np.nan, total)
    return pd.concat(
        [
            keys.assign(measure="amount", value=amount, n=priced),
            keys.assign(measure="count", value=n.astype(float), n=n),
        ]
    )
