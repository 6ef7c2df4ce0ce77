"""What is being worked on: open opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kit.data.asof import known_at
from kit.data.times import by_end_of
from kit.kpis.frame import finish, first_day
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.window import Window

MEASURES = ("count", "started", "amount", "not_started")
NEEDED = (
    "created_at",
    "closed_at",
    "status",
    "amount",
    "amount_before_close",
    "list_price",
    "while_open",
)
"""Columns that tell what was open on a day, and with which amount."""


def open_pipeline(
    opportunities: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Opportunities open at the end of the period, and their amount.

    Past periods are rebuilt as they were known on their last day; the last one stands as of
    `as_of`. `count` holds all of them, `started` those with a start date and `not_started` the
    others. As nobody knows since when the others have been there, past periods know `started`
    and its amount alone, and `count` only where there are no others. Where no open one has an
    amount, the amount is NA; where nothing is open, it is 0. In past periods those closed since
    count with their amount before closing, else with their list price.

    Unit: count
    Source: opportunities (status, created_at, closed_at, amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by, such as stage, owner or product.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `count`, `started`, `amount` and `not_started`; complete
        counts and sums have no bounds. ``attrs["is_stock"]`` tells `compare` that its changes are
        what came in less what went out, and no matter of chance.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-05"]),
    ...     "closed_at": pd.to_datetime(["2026-02-10", None]),
    ...     "status": ["won", "open"], "amount": [50.0, 20.0], "list_price": [40.0, 20.0]})
    >>> frame = open_pipeline(table, Window(date(2026, 2, 28), periods=2))
    >>> frame["value"].tolist()
    [2.0, 1.0, 2.0, 1.0, 60.0, 20.0, 0.0, 0.0]
    """
    records = known(opportunities.assign(while_open=while_open(opportunities)), window, by)
    records = records[[name for name in (*NEEDED, *by) if name in records]]
    since = first_day(records["created_at"], window)
    days = [min(edge - timedelta(days=1), window.as_of) for edge in window.edges[1:]]
    waiting = bool((records["created_at"].isna() & records["status"].eq("open")).any())
    parts = [
        _rows(_stock(day, records, window), by).assign(period=pd.Timestamp(start))
        for start, day in zip(window.starts, days, strict=True)
        if pd.isna(since) or pd.Timestamp(day) >= since or day == window.as_of
    ]
    rows = pd.concat(parts, ignore_index=True)
    frame = finish(
        rows, "open_pipeline", window, by=by, measures=MEASURES, zeros=MEASURES, since=since
    )
    past = frame["period"].lt(pd.Timestamp(window.current.start))
    frame.loc[past & frame["measure"].isin(["count", "not_started"]) & waiting, "value"] = np.nan
    frame.attrs["is_stock"] = True
    return frame


def open_on(day: date, records: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Opportunities that were open at the end of `day`, as they were known then.

    Parameters
    ----------
    records
        Opportunities as known on `as_of`, with what `while_open` gives as column `while_open`.
    """
    # Most had closed by then; leaving them out first makes the rebuild of the others cheap.
    pending = records[~by_end_of(records["closed_at"], day, window.calendar)]
    then = known_at(pending, day, window.calendar)
    then = then[then["status"].eq("open")]
    # Later closes bring list prices into the rebuilt past; alone they would look like a pipeline.
    return then if then["while_open"].notna().any() else then.assign(amount=np.nan)


def _stock(day: date, records: pd.DataFrame, window: Window) -> pd.DataFrame:
    """What was open on `day`; before `as_of` only what had started, as nobody knows of the rest."""
    then = open_on(day, records, window)
    return then if day == window.as_of else then[then["created_at"].notna()]


def _rows(stock: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    groups = group(stock, by)
    n, started = groups.count(), groups.count(stock["created_at"].notna())
    priced = groups.count(stock["amount"].notna())
    amount = np.where(priced > 0, groups.total(stock["amount"]), np.nan)
    parts = [
        groups.rows(measure="count", value=n.astype(float), n=n),
        groups.rows(measure="started", value=started.astype(float), n=started),
        groups.rows(measure="amount", value=amount, n=priced),
        groups.rows(measure="not_started", value=(n - started).astype(float), n=n - started),
    ]
    return pd.concat(parts)


def while_open(opportunities: pd.DataFrame) -> pd.Series:
    """Give the amount that each opportunity is known to have had before any close."""
    is_open = opportunities["status"].eq("open")
    before = opportunities.get("amount_before_close", np.nan)
    return opportunities["amount"].where(is_open, before)
