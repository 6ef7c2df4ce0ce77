"""Which accounts get a card, and from which records of the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kit.data.records import Records
from kit.data.times import local_dates
from kit.kpis import account_summary
from kit.kpis.known import known
from kit.kpis.sales.revenue import taken
from kit.units import Unit
from kit.window import Window

TABLES = ("opportunities", "orders", "contracts", "activities", "cases", "leads", "quotes")


@dataclass(frozen=True, eq=False)
class Chosen:
    """The accounts of a unit that get a card.

    Attributes
    ----------
    tables
        The unit's own records by table; `orders` are won opportunities where a project has none.
    summary
        `kit.kpis.account_summary` of the chosen accounts, those that matter most first.
    left_out
        How many accounts would get a card if there were no limit.
    are_orders
        Whether purchases are orders, and not won opportunities that stand in for them.
    are_named
        Whether any opportunity or order names its account.
    """

    tables: Mapping[str, pd.DataFrame]
    summary: pd.DataFrame
    left_out: int
    are_orders: bool
    are_named: bool


def choose(records: Records, unit: Unit, window: Window, *, months: int, limit: int) -> Chosen:
    """The accounts with an open opportunity, or a purchase in the last `months`.

    Only records that belong to the unit itself count, not those of the units below it: an account
    has its card where its events are, once for each such unit. Where there are more accounts than
    `limit`, those with the largest sum of open amount and revenue of the last 12 months are taken.
    """
    tables = {name: _own(getattr(records, name), unit) for name in TABLES}
    are_orders = records.has("orders")
    if not are_orders:
        tables["orders"] = _won_as_orders(tables["opportunities"], window)
    named = records.accounts.head(0)  # one without a record of this unit gets no card
    summary = account_summary(
        named,
        tables["opportunities"],
        tables["orders"],
        tables["activities"],
        tables["cases"],
        window,
    )
    since = pd.Timestamp(window.as_of) - pd.DateOffset(months=months)
    is_live = summary["open_count"].gt(0) | summary["account_id"].isin(
        _buyers(tables["orders"], window, since)
    )
    weight = summary["open_amount"].fillna(0) + summary["revenue_year"].fillna(0)
    live = summary.assign(weight=weight)[is_live].sort_values(
        ["weight", "account_id"], ascending=[False, True]
    )
    kept = live.head(limit).drop(columns="weight").reset_index(drop=True)
    are_named = any(
        bool(tables[name]["account_id"].notna().any()) for name in ("opportunities", "orders")
    )
    return Chosen(tables, kept, len(live) - len(kept), are_orders, are_named)


def _own(frame: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """Rows of no unit below `unit`; a team's are all its own."""
    if unit.team or "team" not in frame:
        return frame
    is_own = frame["team"].isna()
    return frame[is_own if unit.region else is_own & frame["region"].isna()]


def _won_as_orders(opportunities: pd.DataFrame, window: Window) -> pd.DataFrame:
    records = known(opportunities, window)
    won = records[records["status"].eq("won")]
    return pd.DataFrame(
        {
            "order_id": won["opportunity_id"],
            "account_id": won["account_id"],
            "ordered_at": won["closed_at"],
            "amount": won["amount"],
            "kind": pd.Series("sale", won.index, dtype="str"),
            "product": won["product"],
            "opportunity_id": won["opportunity_id"],
        }
    ).reset_index(drop=True)


def _buyers(orders: pd.DataFrame, window: Window, since: pd.Timestamp) -> pd.Series:
    """Accounts with a sale after `since`."""
    sold = taken(orders, window)
    is_recent = local_dates(sold["ordered_at"], window.calendar) > since
    return sold["account_id"][is_recent & sold["kind"].eq("sale")].dropna()
