"""What models expect of the accounts of a batch, where there are models of the day."""

from __future__ import annotations

from collections.abc import Hashable

from kit import kpis
from kit.cards.choosing import Chosen
from kit.data.frames import empty
from kit.data.records import Records
from kit.kpis.forecast.chances import open_ones
from kit.window import Window


def chances(chosen: Chosen, records: Records, window: Window) -> dict[Hashable, float]:
    """Chance of each open opportunity within 90 days; empty without a model of `as_of`."""
    made = records.made("win_probabilities")["win_probabilities"]
    pending = open_ones(chosen.tables["opportunities"], window, (), made)
    if pending is None:
        return {}
    known = pending.loc[pending["within_90"].notna(), ["opportunity_id", "within_90"]]
    return dict(zip(known["opportunity_id"], known["within_90"], strict=True))


def expected(
    chosen: Chosen, records: Records, window: Window
) -> dict[Hashable, tuple[float, bool]]:
    """What each account will bring in 12 months, and whether a contract tells so.

    A unit that sees a part of an account's purchases expects of it what that part promises. Empty
    without a model of `as_of`.
    """
    made = records.made("customer_parameters")["customer_parameters"]
    if made is None:
        return {}
    tables = chosen.tables
    listed = kpis.customer_values(
        tables["opportunities"],
        tables["orders"] if chosen.are_orders else empty("orders"),
        tables["contracts"],
        empty("accounts"),
        window,
        customer_parameters=made,
    )
    listed = listed[listed["account_id"].isin(chosen.summary["account_id"])]
    listed = listed[listed["value_12"].notna()]
    told = zip(listed["value_12"], listed["valued_by"].eq("contract"), strict=True)
    return dict(zip(listed["account_id"], told, strict=True))
