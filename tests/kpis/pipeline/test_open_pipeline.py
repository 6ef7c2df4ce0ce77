"""The open pipeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kit.kpis import open_pipeline
from kit.window import Window

Make = Callable[..., pd.DataFrame]
JAN_FEB = Window(date(2026, 2, 10), periods=2)


def values(frame: pd.DataFrame, measure: str) -> list[float]:
    return frame.loc[frame["measure"] == measure, "value"].fillna(-1).tolist()


def test_the_stock_is_that_of_the_last_day_of_each_period_and_of_as_of(
    opportunities_of: Make,
) -> None:
    table = opportunities_of(
        "2026-01-01 2026-01-31 won Ada 90 -",
        "2026-01-01 2026-02-01 won Ada 90 80",
        "2026-01-31 - open Bo 10 -",
        "2026-02-10 2026-02-11 lost Bo 0 30",
        "2026-02-11 - open Bo 10 -",
    )
    frame = open_pipeline(table, JAN_FEB)
    assert values(frame, "count") == [2, 2]
    assert values(frame, "amount") == [90, 40]
    assert values(frame, "not_started") == [0, 0]


def test_amounts_before_closing_are_preferred_for_the_past(opportunities_of: Make) -> None:
    table = opportunities_of("2026-01-01 2026-02-01 won Ada 90 80").assign(amount_before_close=70.0)
    assert values(open_pipeline(table, JAN_FEB), "amount") == [70, 0]


def test_a_crm_without_amounts_of_open_ones_has_no_open_amount_in_any_period(
    opportunities_of: Make,
) -> None:
    table = opportunities_of(
        "2026-01-01 2026-02-01 won Ada 90 80", "2026-01-01 - open Ada - 80", "- - open Bo - 80"
    )
    assert values(open_pipeline(table, JAN_FEB), "amount") == [-1, -1]


def test_what_has_not_started_counts_as_of_now_and_leaves_the_past_unknown(
    opportunities_of: Make,
) -> None:
    table = opportunities_of("- - open Ada 5 -", "2026-01-02 - open Ada 5 -")
    frame = open_pipeline(table, JAN_FEB)
    assert values(frame, "count") == [-1, 2]
    assert values(frame, "started") == [1, 1]
    assert values(frame, "not_started") == [-1, 1]


def test_the_amount_of_what_has_not_started_counts_as_of_now_and_in_no_past(
    opportunities_of: Make,
) -> None:
    table = opportunities_of("- - open Ada 5 -", "2026-01-02 - open Ada 7 -")
    assert values(open_pipeline(table, JAN_FEB), "amount") == [7, 12]


def test_stages_split_the_stock(company: pd.DataFrame) -> None:
    window = Window(date(2026, 6, 20), periods=1)
    frame = open_pipeline(company, window, by=["stage"])
    expected = company[company["status"] == "open"].groupby("stage", observed=False).size()
    assert values(frame, "count") == expected.tolist()
