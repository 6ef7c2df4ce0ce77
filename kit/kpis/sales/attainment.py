"""How much of the target is there, and whether that is ahead of the usual pace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.kpis.frame import finish, first_day
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.marks import period_ends
from kit.kpis.sales.pace import Dated, usual_share
from kit.kpis.sales.revenue import taken
from kit.kpis.sales.targets import targets_of
from kit.window import Window

MEASURES = ("value", "pace", "ahead", "to_date", "target")


def attainment(
    opportunities: pd.DataFrame,
    targets: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Bookings of the period so far as a share of its target.

    `pace` is the share that earlier periods of the same length had usually booked by this day:
    the median over at least three that were recorded in full, each by its own course, so that a
    rush at the end of a quarter is no surprise; with fewer it is NA. A period that has ended should
    have all of it: 1. `ahead` is the attainment less the pace. `to_date` is the amount booked,
    `target` that of the whole period. Without a target, or with one of 0, attainment is NA.

    Unit: ratio
    Source: opportunities (status, closed_at, amount), targets (period_start, period_end, measure,
        amount)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    targets
        One row per target; those for bookings count.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by; those that targets do not have leave the target NA.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `value`, `pace`, `ahead`, `to_date` and `target`; `n` counts
        the won opportunities, for `pace` the earlier periods. No bounds: all is known in full.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01"]), "status": ["won"], "amount": [75.0],
    ...     "closed_at": pd.to_datetime(["2026-01-11"])})
    >>> targets = pd.DataFrame({
    ...     "period_start": pd.to_datetime(["2026-01-01"]), "measure": "bookings",
    ...     "period_end": pd.to_datetime(["2026-01-31"]), "region": None, "team": None,
    ...     "owner": None, "product": None, "amount": [100.0]})
    >>> frame = attainment(table, targets, Window(date(2026, 1, 31), periods=1))
    >>> frame.set_index("measure")["value"].to_dict()
    {'value': 0.75, 'pace': 1.0, 'ahead': -0.25, 'to_date': 75.0, 'target': 100.0}
    """
    records = known(opportunities, window, by, read=["status", "amount"])
    won = records[records["status"].eq("won")]
    since = first_day(records["closed_at"], window)
    dated = Dated(won, won["closed_at"], won["amount"], since)
    asked = targets_of(targets, window, by)
    return _attained(dated, asked, "attainment", window, by)


def revenue_attainment(
    orders: pd.DataFrame,
    targets: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Revenue of the period so far as a share of its target.

    As the attainment of bookings, with orders less refunds and the targets for revenue.

    Unit: ratio
    Source: orders (ordered_at, amount, kind), targets (period_start, period_end, measure, amount)

    Parameters
    ----------
    orders
        One row per order.
    targets
        One row per target; those for revenue count.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by; those that targets do not have leave the target NA.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `value`, `pace`, `ahead`, `to_date` and `target`; `n` counts
        sales and refunds, for `pace` the earlier periods.

    Examples
    --------
    >>> from datetime import date
    >>> orders = pd.DataFrame({
    ...     "ordered_at": pd.to_datetime(["2026-01-11"]), "amount": [75.0], "kind": "sale"})
    >>> targets = pd.DataFrame({
    ...     "period_start": pd.to_datetime(["2026-01-01"]), "measure": "revenue",
    ...     "period_end": pd.to_datetime(["2026-01-31"]), "region": None, "team": None,
    ...     "owner": None, "product": None, "amount": [100.0]})
    >>> frame = revenue_attainment(orders, targets, Window(date(2026, 1, 31), periods=1))
    >>> frame["value"].tolist()[:3]
    [0.75, 1.0, -0.25]
    """
    sold = taken(orders, window, by)
    since = first_day(known(orders, window, table="orders", read=())["ordered_at"], window)
    dated = Dated(sold, sold["ordered_at"], sold["signed"], since)
    asked = targets_of(targets, window, by, measure="revenue")
    return _attained(dated, asked, "revenue_attainment", window, by)


def _attained(
    dated: Dated, asked: pd.DataFrame, kpi: str, window: Window, by: Sequence[str]
) -> pd.DataFrame:
    both = _beside(_so_far(dated, window, by), asked, by)
    both = both.merge(usual_share(dated, window, by), how="left", on=["period", *by])
    seen = period_ends(both, window) > (pd.Timestamp.max if pd.isna(dated.since) else dated.since)
    both["to_date"] = both["to_date"].mask(both["n"].isna() & seen, 0.0)
    both["value"] = both["to_date"] / both["target"].where(both["target"] > 0)
    both["pace"] = both["pace"].where(both["to_date"].notna() & both["target"].notna())
    both["ahead"] = both["value"] - both["pace"]
    both["n"] = both["n"].fillna(0)
    parts = [
        both[["period", *by]].assign(
            measure=name, value=both[name], n=both["earlier"] if name == "pace" else both["n"]
        )
        for name in MEASURES
    ]
    rows = pd.concat(parts, ignore_index=True)
    how: dict[str, Any] = {"measures": MEASURES, "zeros": ("to_date",), "since": dated.since}
    return finish(rows, kpi, window, by=by, **how)


def _beside(found: pd.DataFrame, asked: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """What was made beside its target, either of which may be missing."""
    asked = asked.rename(columns={"period_start": "period", "amount": "target"})
    keys = ["period", *by]
    types = {name: _members(found[name], asked[name]) for name in by}
    found, asked = found.astype(types), asked[[*keys, "target"]].astype(types)
    return found.merge(asked, how="outer", on=keys)


def _so_far(dated: Dated, window: Window, by: Sequence[str]) -> pd.DataFrame:
    """Amount of each period and member up to `as_of`, and the records behind it."""
    edges = np.array([*window.starts, window.end], dtype="datetime64[us]")
    days = local_dates(dated.at, window.calendar).to_numpy("datetime64[us]")
    place = np.searchsorted(edges, days, side="right") - 1
    starts = np.array([*window.starts, "NaT"], dtype="datetime64[us]")
    groups = group(dated.records, by, period=pd.Series(starts[place], index=dated.records.index))
    n = groups.count(dated.amount.notna())
    return groups.rows(to_date=np.where(n > 0, groups.total(dated.amount), np.nan), n=n)


def _members(own: pd.Series, targets: pd.Series) -> pd.CategoricalDtype:
    """The members of a dimension, and those that only targets name."""
    members = own.cat.categories
    others = pd.Index(targets.dropna().unique()).difference(members)
    return pd.CategoricalDtype(members.append(others) if len(others) else members)
