"""The age by which customers have decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from kit.kpis.known import known
from kit.kpis.outcomes.decision import decision_age, overdue_from
from kit.window import Window

MARCH = Window(date(2026, 3, 31))


def test_1_close_in_200_may_be_older(opportunities_of: Callable[..., pd.DataFrame]) -> None:
    lines = ["2026-01-01 2026-01-11 won Ada 1 -"] * 199 + ["2026-01-01 2026-03-11 won Ada 1 -"]
    assert decision_age(opportunities_of(*lines), MARCH) == 10
    assert decision_age(opportunities_of(*lines[100:]), MARCH) == 10
    assert decision_age(opportunities_of(*lines[150:]), MARCH) == 69


def test_without_a_close_nobody_knows(opportunities_of: Callable[..., pd.DataFrame]) -> None:
    table = opportunities_of("2026-01-01 - open Ada - -", "2026-01-01 2026-04-01 won Ada 1 -")
    assert np.isnan(decision_age(known(table, MARCH), MARCH))
    assert overdue_from(table.iloc[:1], MARCH).isna().all()


def test_overdue_is_the_first_day_beyond_that_age(
    opportunities_of: Callable[..., pd.DataFrame],
) -> None:
    table = opportunities_of(
        "2026-01-01 2026-01-11 won Ada 1 -", "2026-02-01 - open Bo - -", "- - open Bo - -"
    )
    days = overdue_from(table, MARCH)
    assert days.iloc[1] == pd.Timestamp("2026-02-12")
    assert pd.isna(days.iloc[2])
