"""What a closed opportunity weighs in money, won or lost.

Many CRMs set the amount of a lost opportunity to 0, and every CRM rewrites the amount of a won
one. A win rate by amount is only fair where both sides are measured alike, so one basis is
chosen for all closed records, and named.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from kit.data.asof import known_at, needed
from kit.window import Window

Basis = Literal["amount_before_close", "amount", "list_price", ""]

WEIGHTS = ("amount_before_close", "amount", "list_price")
"""Columns that `closing_weights` chooses from."""
_MOST = 0.5


def amount_basis(opportunities: pd.DataFrame, window: Window) -> Basis:
    """Name what `win_rate_amount` weighs the closed opportunities by.

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Gives `as_of` and the calendar.

    Returns
    -------
    str
        The first of ``amount_before_close`` (the amount as it stood before closing), ``amount``
        and ``list_price`` that is above 0 for more than half of the won and more than half of
        the lost; empty where none is: then nothing can be said.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", "2026-01-31"]),
    ...     "status": ["won", "lost"], "amount": [90.0, 0.0], "list_price": [100.0, 50.0]})
    >>> amount_basis(table, Window(date(2026, 1, 31)))
    'list_price'
    """
    read = needed("opportunities", ("status", *WEIGHTS))
    known = known_at(opportunities.filter(read), window.as_of, window.calendar)
    return _basis(known[known["status"] != "open"])


def closing_weights(closed: pd.DataFrame) -> pd.Series:
    """Weight of each closed opportunity on the basis of all; NaN where it has none."""
    basis = _basis(closed)
    if not basis:
        return pd.Series(np.nan, index=closed.index)
    if basis == "list_price" or not _covers(closed, "amount"):
        return _positive(closed, basis)
    return _positive(closed, "amount_before_close").fillna(_positive(closed, "amount"))


def _basis(closed: pd.DataFrame) -> Basis:
    bases: tuple[Basis, ...] = ("amount_before_close", "amount", "list_price")
    return next((basis for basis in bases if _covers(closed, basis)), "")


def _covers(closed: pd.DataFrame, column: str) -> bool:
    """Whether more than half of the won and more than half of the lost have a value."""
    filled = _positive(closed, column).notna().groupby(closed["status"].astype("str")).mean()
    return bool(len(filled)) and float(filled.min()) > _MOST


def _positive(records: pd.DataFrame, column: str) -> pd.Series:
    """Keep values above 0 only: an amount of 0 is how CRMs say that there is none."""
    if column not in records:
        return pd.Series(np.nan, index=records.index)
    return records[column].where(records[column] > 0)
