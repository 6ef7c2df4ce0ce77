from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models.win_probability.peers import base_rate, stage_weights, survival_and_win_rate
from kit.models.win_probability.standing import standing
from kit.window import Window

WINDOW = Window(date(2026, 4, 1))
TABLE = pd.DataFrame(
    {
        "opportunity_id": ["a", "b", "c", "d"],
        "created_at": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01", "2026-03-30"]),
        "closed_at": pd.to_datetime(["2026-01-11", "2026-03-20", None, None]),
        "status": ["lost", "won", "open", "open"],
        "stage": ["Lost", "Won", "Offer", "New"],
        "amount": 5.0,
    }
)


def test_the_base_rate_is_that_of_those_open_a_month_ago() -> None:
    assert base_rate(TABLE, WINDOW, 30) == 0.5


def test_the_base_rate_of_nobody_is_zero() -> None:
    assert base_rate(TABLE, WINDOW, 300) == 0.0


def test_chances_to_close_are_shared_out_at_the_win_rate() -> None:
    found = survival_and_win_rate(TABLE, WINDOW, np.array([0.0, 20.0, 85.0]), 60)
    assert found == pytest.approx([(1 / 3) / 2, (1 / 2) / 2, 0.0])


def test_without_a_close_nobody_is_expected_to_win() -> None:
    still = TABLE[TABLE["status"].eq("open")]
    assert survival_and_win_rate(still, WINDOW, np.array([3.0]), 60).tolist() == [0.0]


def test_the_habit_takes_what_the_crm_gives_the_stage() -> None:
    stages = pd.DataFrame({"stage": ["Offer", "Won"], "probability": [0.6, 1.0]})
    found = stage_weights(standing(TABLE, WINDOW), stages)
    assert found[0] == 0.6
    assert np.isnan(found[1])
