"""Whether customers are won more easily than strangers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.data.times import local_dates
from kit.estimates.intervals import wilson
from kit.kpis.customers.first_purchase import first_purchases
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.window import Window

KINDS = ("new", "existing")
_SALE = ("opportunity_id", "account_id", "status")


def win_rate_by_customer(
    opportunities: pd.DataFrame,
    orders: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Win rate of opportunities with existing customers and with those who had never bought.

    An existing customer had a won opportunity or an order on a day before this opportunity was
    created; what it bought later, this opportunity included, makes no customer of it. The share is
    of the opportunities closed in the period, by count. Those without an account or a day of
    creation are in neither. Customers who bought before recording began look new.

    Unit: ratio
    Source: opportunities (status, created_at, closed_at, account_id),
        orders (account_id, ordered_at, kind)

    Parameters
    ----------
    opportunities, orders
        One row per record; orders may be lacking.
    window
        Periods and the day as of which they are seen.
    by
        Columns of the opportunities to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with Wilson's bounds and the axis `customer`: new, existing.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import empty
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["o", "p"], "account_id": ["a", "a"],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-12"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31"]),
    ...     "status": ["won", "lost"], "amount": [75.0, 0.0]})
    >>> window = Window(date(2026, 1, 31), periods=1)
    >>> frame = win_rate_by_customer(table, empty("orders"), window)
    >>> frame[["customer", "value"]].values.tolist()
    [['new', 1.0], ['existing', 0.0]]
    """
    records = known(opportunities, window, by, read=_SALE)
    first = first_purchases(records, orders, window)
    closed = records[records["status"].ne("open")]
    created = local_dates(closed["created_at"], window.calendar)
    place = positions(closed["account_id"], first["account_id"])
    since = np.append(first["first_at"].to_numpy("datetime64[us]"), np.datetime64("NaT"))[place]
    is_told = closed["account_id"].notna() & created.notna()
    is_old = since < created.to_numpy("datetime64[us]")
    closed = closed.assign(
        customer=pd.Categorical(np.where(is_old, "existing", "new"), list(KINDS), ordered=True)
    )[is_told]
    split = [*by, "customer"]
    groups = group(closed, split, period=in_periods(closed["closed_at"], window))
    n, won = groups.count(), groups.count(closed["status"].eq("won"))
    low, high = wilson(won, n, window.level)
    rows = groups.rows(measure="value", value=won / n, low=low, high=high, n=n)
    return finish(
        _both(rows, by, window),
        "win_rate_by_customer",
        window,
        by=by,
        axes=("customer",),
        measures=("value",),
        rates=("value",),
        since=first_day(records["closed_at"], window),
    )


def _both(rows: pd.DataFrame, by: Sequence[str], window: Window) -> pd.DataFrame:
    """The rows, and one for each kind of customer that none of them is of."""
    lacking = [kind for kind in KINDS if not rows["customer"].eq(kind).any()]
    if not lacking:
        return rows
    keys = rows[list(by)].drop_duplicates() if by else pd.DataFrame(index=[0])
    more = keys.merge(pd.DataFrame({"customer": lacking}), how="cross")
    more = more.astype({"customer": rows["customer"].dtype})
    more = more.assign(measure="value", period=pd.Timestamp(window.current.start), n=0)
    return pd.concat([rows, more], ignore_index=True)
