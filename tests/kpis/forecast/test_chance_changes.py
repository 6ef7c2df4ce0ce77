"""Which chances moved most since the last load."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kit import kpis
from kit.window import Window

MARCH = Window(date(2026, 3, 10), "month", 1)


@pytest.fixture
def stock(opportunities: Any) -> pd.DataFrame:
    return opportunities(
        "a open 100 - EMEA Iberia Ann",
        "b open 900 - EMEA DACH Ben",
        "c open 400 - EMEA DACH Ben",
        "d won 400 2026-03-09 EMEA DACH Ben",
    )


def test_the_farthest_move_comes_first_whichever_its_way(stock: Any, chances: Any) -> None:
    known = chances(
        "a 0.5 0.6 0.2 100 0.45 model",
        "b 0.1 0.3 0.05 900 0.4 model",
        "c 0.3 0.4 0.1 400 - model",
        "d 1 1 1 400 0.1 model",
    )
    frame = kpis.chance_changes(stock, MARCH, win_probabilities=known)
    assert frame["opportunity_id"].tolist() == ["b", "a"]
    assert frame["chance_change"].tolist() == pytest.approx([-0.3, 0.05])
    limited = kpis.chance_changes(stock, MARCH, limit=1, win_probabilities=known)
    assert limited["opportunity_id"].tolist() == ["b"]


def test_without_a_snapshot_before_nothing_has_changed(stock: Any, chances: Any) -> None:
    first = chances("a 0.5 0.6 0.2 100 - model").drop(columns=["previous_90", "previous_as_of"])
    for asked in (first, None):
        frame = kpis.chance_changes(stock, MARCH, win_probabilities=asked)
        assert frame.empty
        assert frame.attrs["listing"] == "chance_changes"
