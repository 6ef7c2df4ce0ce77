"""Who bought for the first time, who had bought before, and from when on that can be told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.data.positions import positions
from kit.data.times import local_dates
from kit.kpis.customers.first_purchase import earliest
from kit.kpis.customers.purchase_events import purchases
from kit.window import Window

KINDS = ("new", "existing", "unknown")
NEW, EXISTING, UNKNOWN = range(len(KINDS))
SALE = ("opportunity_id", "account_id", "status")
ORDER = ("order_id", "opportunity_id", "account_id", "kind")
"""Columns of opportunities and orders that `customer_kinds` needs beside their times."""
_A_YEAR = pd.DateOffset(years=1)


def customer_kinds(won: pd.DataFrame, orders: pd.DataFrame, window: Window) -> np.ndarray:
    """Whether each won opportunity was the account's first purchase: a position in `KINDS`.

    An account is existing where it bought on a day before this opportunity closed. The order that
    an opportunity led to is the same purchase, even where it is dated before the close. Of two
    first purchases on one day neither came before the other.

    Parameters
    ----------
    won
        Won opportunities as known on `as_of`, also those closed before the window.
    orders
        As known on `as_of`; may be empty.
    window
        Gives the calendar.
    """
    is_own = positions(orders["opportunity_id"], won["opportunity_id"]) >= 0
    others = orders.filter([*ORDER, "ordered_at"])[~is_own]
    first = earliest(purchases(won, others, window), won, others)
    days = np.append(first.day.astype("datetime64[us]"), np.datetime64("NaT"))
    since = days[positions(won["account_id"], first.accounts[first.account].to_series())]
    closed = local_dates(won["closed_at"], window.calendar).to_numpy("datetime64[us]")
    before = since < closed
    return np.where(won["account_id"].isna(), UNKNOWN, np.where(before, EXISTING, NEW))


def recorded_since(
    opportunities: pd.DataFrame, orders: pd.DataFrame, window: Window
) -> pd.Timestamp:
    """First day on which a close or an order was recorded; NaT where none was."""
    days = [
        local_dates(opportunities["closed_at"], window.calendar),
        local_dates(orders["ordered_at"], window.calendar),
    ]
    return pd.concat(days).min()


def with_first_year_marked(frame: pd.DataFrame, since: pd.Timestamp) -> pd.DataFrame:
    """Mark what began in the first year of recording ``immature``.

    Customers whose first purchase was made before recording began look new until they have had the
    time to buy again.
    """
    early = frame["period"] < (pd.NaT if pd.isna(since) else since + _A_YEAR)
    told = frame["value"].notna() & frame["mark"].ne("suppressed")
    frame.loc[early & told, "mark"] = "immature"
    return frame
