"""Tables of sales written out as lines of text."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kit.data.frames import completed

Make = Callable[..., pd.DataFrame]
_DATED = ("_at", "_date", "period_start", "period_end")
_NUMBERS = ("amount", "list_price", "amount_per_period")


def _table(name: str, columns: str, lines: tuple[str, ...]) -> pd.DataFrame:
    names = columns.split()
    frame = pd.DataFrame([line.split() for line in lines], columns=names, dtype="str")
    frame = frame.mask(frame.eq("-"))
    for column in names:
        if column.endswith(_DATED):
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
        if column in _NUMBERS:
            frame[column] = frame[column].astype("float64")
    return completed(frame, name)


@pytest.fixture(scope="session")
def table_of() -> Make:
    """A canonical table from its name, its columns and lines of their values; ``-`` is missing."""

    def make(name: str, columns: str, *lines: str) -> pd.DataFrame:
        return _table(name, columns, lines)

    return make


@pytest.fixture(scope="session")
def won_of() -> Make:
    """Won opportunities: lines of `opportunity account closed amount`."""

    def make(*lines: str) -> pd.DataFrame:
        names = "opportunity_id account_id closed_at amount"
        frame = _table("opportunities", names, lines)
        created = frame["closed_at"] - pd.Timedelta(days=10)
        return frame.assign(created_at=created, status=pd.Series("won", frame.index, dtype="str"))

    return make


@pytest.fixture(scope="session")
def orders_of() -> Make:
    """Orders: lines of `account ordered amount kind opportunity`."""

    def make(*lines: str) -> pd.DataFrame:
        names = "account_id ordered_at amount kind opportunity_id"
        frame = _table("orders", names, lines)
        return frame.assign(order_id=[f"r{number}" for number in range(len(frame))])

    return make


@pytest.fixture(scope="session")
def contracts_of() -> Make:
    """Contracts: lines of `account start amount period end cancelled`."""

    def make(*lines: str) -> pd.DataFrame:
        names = "account_id start_date amount_per_period period end_date cancelled_at"
        frame = _table("contracts", names, lines)
        return frame.assign(contract_id=[f"c{number}" for number in range(len(frame))])

    return make
