"""Opportunities and orders written out as lines of text."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kit.data.frames import completed

_DAYS = ("created_at", "closed_at", "ordered_at")


def _table(lines: tuple[str, ...], columns: tuple[str, ...], table: str) -> pd.DataFrame:
    frame = pd.DataFrame([line.split() for line in lines], columns=columns, dtype="str")
    frame = frame.mask(frame.eq("-"))
    for name in set(_DAYS) & set(columns):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return completed(frame.assign(amount=pd.to_numeric(frame["amount"]).astype(float)), table)


@pytest.fixture(scope="session")
def won_of() -> Callable[..., pd.DataFrame]:
    """Lines of `id account created closed status source amount`, ``-`` is missing."""
    columns = ("opportunity_id", "account_id", *_DAYS[:2], "status", "source", "amount")
    return lambda *lines: _table(lines, columns, "opportunities")


@pytest.fixture(scope="session")
def orders_of() -> Callable[..., pd.DataFrame]:
    """Lines of `id account ordered kind opportunity amount`, ``-`` is missing."""
    columns = ("order_id", "account_id", "ordered_at", "kind", "opportunity_id", "amount")
    return lambda *lines: _table(lines, columns, "orders")
