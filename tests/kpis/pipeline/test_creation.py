"""New opportunities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.kpis import new_opportunities
from kit.window import Window


def test_new_opportunities_count_what_was_created_whatever_became_of_it(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of(
        "2025-12-31 - open Ada - -",
        "2026-01-01 2026-01-02 lost Ada 0 -",
        "2026-01-31 - open Bo - -",
        "- - open Bo - -",
        "2026-03-01 - open Bo - -",
    )
    frame = new_opportunities(table, Window(date(2026, 2, 28), periods=2))
    assert frame["value"].tolist() == [2, 0]
    assert frame["low"].isna().all()


def test_an_owner_without_records_created_nothing(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of("2026-01-01 - open Ada - -", "2026-01-02 - open - - -")
    frame = new_opportunities(table, Window(date(2026, 1, 31), periods=1), by=["owner"])
    assert frame["owner"].astype("str").fillna("nobody").tolist() == ["Ada", "Bo", "Cy", "nobody"]
    assert frame["value"].tolist() == [1, 0, 0, 1]
