"""What is coming in, in money: the amount of opportunities created."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.positions import positions
from kit.data.rewinding import amounts_before_close
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.pipeline.field_changes import field_changes
from kit.kpis.stacking import stacked
from kit.window import Window

MEASURES = ("amount", "count")


def pipeline_created(
    opportunities: DataFrame, changes: DataFrame, window: Window, *, by: Sequence[str] = ()
) -> DataFrame:
    """Amount of the opportunities created in the period, as it was first known.

    Counts every opportunity, whatever became of it. Its amount is the one it had before its first
    recorded change; in another currency, at today's rate, rounded. Where no change is recorded it
    is the amount as it stands; for one that closed, the amount as it stood before closing or, where
    a lost one was set to 0, its list price. Opportunities without an amount add nothing; where all
    of a period lack it, the amount is NA. The measure `count` is how many were created.

    Unit: money
    Source: opportunities (created_at, amount, amount_before_close, list_price),
    changes (table, id, changed_at, field, old)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    changes
        What was changed when; may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measures `amount` and `count`; complete sums have no bounds.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "open", "amount": [50.0, 20.0],
    ...     "created_at": pd.to_datetime(["2026-01-05", "2026-01-20"]),
    ...     "closed_at": pd.to_datetime([None, None])})
    >>> log = pd.DataFrame({
    ...     "table": ["opportunities"], "id": ["a"], "changed_at": pd.to_datetime(["2026-01-09"]),
    ...     "sequence": [1], "field": ["amount"], "old": ["80"], "new": ["50"]})
    >>> pipeline_created(table, log, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [100.0, 2.0]
    """
    records = known(opportunities, window, by)
    amount = _first_known(records, known(changes, window, table="changes"), window)
    groups = group(records, by, period=in_periods(records["created_at"], window))
    n, priced = groups.count(), groups.count(amount.notna())
    value = np.where(priced > 0, groups.total(amount), np.nan)
    rows = stacked(
        groups.keys,
        {"amount": {"value": value, "n": priced}, "count": {"value": n.astype(float), "n": n}},
    )
    how: dict[str, Any] = {"measures": MEASURES, "zeros": MEASURES}
    how["since"] = first_day(records["created_at"], window)
    return finish(rows, "pipeline_created", window, by=by, **how)


def _first_known(records: DataFrame, changes: DataFrame, window: Window) -> Series:
    log = field_changes(changes, "amount")
    old = _told(records, log.drop_duplicates("id"), "old")
    if old.notna().any():
        last = _told(records, log.drop_duplicates("id", keep="last"), "new")
        old = (old * _rates(records, last, changes, window)).round(window.minor)
    return old.fillna(_recorded(records))


def _told(records: DataFrame, log: DataFrame, side: str) -> Series:
    """What the one change of each says, in its own currency; NaN without a change."""
    told = pd.to_numeric(log[side], errors="coerce").to_numpy(float)
    place = positions(records["opportunity_id"], log["id"])
    return Series(np.append(told, np.nan)[place], index=records.index)


def _recorded(records: DataFrame) -> Series:
    """The amount as recorded; of a closed one before closing, of a lost one else the list price."""
    amount, is_lost = records["amount"], records["status"].eq("lost")
    price = _column(records, "list_price")
    amount = amount.mask(is_lost & ~(amount > 0), price.fillna(amount))
    before = _column(records, "amount_before_close").where(records["status"].ne("open"))
    return before.fillna(amount)


def _rates(records: DataFrame, last: Series, changes: DataFrame, window: Window) -> Series:
    """What one unit of a record's own currency is worth; NaN where that cannot be told.

    The amounts in both currencies tell it: as recorded, as changed last, or before closing.
    """
    own = _column(records, "amount_original").fillna(last)
    rate = records["amount"] / own.where(own.ne(0))
    before = amounts_before_close(records, changes, window.calendar)
    rate = rate.fillna(_column(records, "amount_before_close") / before.where(before.ne(0)))
    is_home = records["currency"].isna() if "currency" in records else True
    return rate.mask(rate.isna() & is_home, 1.0)


def _column(records: DataFrame, name: str) -> Series:
    return records[name] if name in records else Series(np.nan, index=records.index)
