"""Opportunities and their quotes, written out as lines of text."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kit.data.frames import completed


def _frame(columns: str, lines: tuple[str, ...], dated: str) -> pd.DataFrame:
    frame = pd.DataFrame([line.split() for line in lines], columns=columns.split(), dtype="str")
    frame = frame.mask(frame.eq("-"))
    for name in dated.split():
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return frame


@pytest.fixture(scope="session")
def sales_of() -> Callable[..., pd.DataFrame]:
    """Lines of `opportunity_id created_at closed_at status source`, ``-`` is missing."""

    def make(*lines: str) -> pd.DataFrame:
        columns = "opportunity_id created_at closed_at status source"
        return completed(_frame(columns, lines, "created_at closed_at"), "opportunities")

    return make


@pytest.fixture(scope="session")
def quotes_of() -> Callable[..., pd.DataFrame]:
    """Lines of `quote_id opportunity_id issued_at decided_at status amount`."""

    def make(*lines: str) -> pd.DataFrame:
        columns = "quote_id opportunity_id issued_at decided_at status amount"
        frame = _frame(columns, lines, "issued_at decided_at")
        amount = pd.to_numeric(frame["amount"]).astype("float64")
        return completed(frame.assign(amount=amount), "quotes")

    return make
