"""Opportunities with their stages, and leads, written out as lines of text."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kit.data.frames import completed


def _days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column, format="%Y-%m-%d").astype("datetime64[us]")


def _table(columns: str, lines: tuple[str, ...]) -> pd.DataFrame:
    names = columns.split()
    frame = pd.DataFrame([line.split()[: len(names)] for line in lines], columns=names, dtype="str")
    return frame.mask(frame.eq("-"))


@pytest.fixture(scope="session")
def history_of() -> Callable[..., tuple[pd.DataFrame, pd.DataFrame]]:
    """Lines of `id created closed status stage:day stage:day …`, all of January 2026.

    Days are numbers of days since 1 January; ``-`` is missing.
    """

    def make(*lines: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        table = _table("opportunity_id created_at closed_at status", lines)
        start = pd.Timestamp("2026-01-01")
        for name in ("created_at", "closed_at"):
            days = pd.to_timedelta(pd.to_numeric(table[name]), unit="D")
            table[name] = (start + days).astype("datetime64[us]")
        rows = [
            (
                words[0],
                start + pd.Timedelta(days=int(entry.split(":")[1])),
                number,
                entry.split(":")[0],
            )
            for words in map(str.split, lines)
            for number, entry in enumerate(words[4:])
        ]
        columns = ["opportunity_id", "entered_at", "sequence", "stage"]
        history = pd.DataFrame(rows, columns=columns).astype(
            {"entered_at": "datetime64[us]", "sequence": "Int64", "stage": "str"}
        )
        return completed(table, "opportunities"), completed(history, "stage_history")

    return make


@pytest.fixture(scope="session")
def stages_of() -> Callable[..., pd.DataFrame]:
    """Stages of a pipeline in their order, each as `name:phase`."""

    def make(*names: str, pipeline: str = "Sales") -> pd.DataFrame:
        parts = [name.partition(":") for name in names]
        frame = pd.DataFrame(
            {
                "pipeline": pipeline,
                "stage": [stage for stage, _, _ in parts],
                "position": pd.array(range(1, len(parts) + 1), dtype="Int64"),
                "phase": [phase or "early" for _, _, phase in parts],
            }
        )
        return completed(
            frame.astype({"pipeline": "str", "stage": "str", "phase": "str"}), "stages"
        )

    return make


@pytest.fixture(scope="session")
def leads_of() -> Callable[..., pd.DataFrame]:
    """Lines of `lead_id created_at qualified_at disqualified_at opportunity_id source`."""

    def make(*lines: str) -> pd.DataFrame:
        names = "lead_id created_at qualified_at disqualified_at opportunity_id source"
        frame = _table(names, lines)
        dated = {name: _days(frame[name]) for name in names.split() if name.endswith("_at")}
        return completed(frame.assign(**dated), "leads")

    return make


@pytest.fixture(scope="session")
def sales_of() -> Callable[..., pd.DataFrame]:
    """Lines of `opportunity_id created_at closed_at status lead_id source`."""

    def make(*lines: str) -> pd.DataFrame:
        frame = _table("opportunity_id created_at closed_at status lead_id source", lines)
        dated = {name: _days(frame[name]) for name in ("created_at", "closed_at")}
        return completed(frame.assign(**dated), "opportunities")

    return make


@pytest.fixture(scope="session")
def quotes_of() -> Callable[..., pd.DataFrame]:
    """Lines of `quote_id opportunity_id issued_at decided_at status amount`."""

    def make(*lines: str) -> pd.DataFrame:
        frame = _table("quote_id opportunity_id issued_at decided_at status amount", lines)
        dated = {name: _days(frame[name]) for name in ("issued_at", "decided_at")}
        amount = pd.to_numeric(frame["amount"]).astype("float64")
        return completed(frame.assign(amount=amount, **dated), "quotes")

    return make
