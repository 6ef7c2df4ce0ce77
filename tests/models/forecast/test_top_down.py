from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from kit.models.forecast.months import Ahead
from kit.models.forecast.top_down import Wins, top_down_paths

AS_OF = date(2025, 12, 31)


def paths_of(won: DataFrame, as_of: date = AS_OF, months: int = 3) -> np.ndarray:
    amounts, codes = won["amount"].to_numpy(), won["code"].to_numpy()
    wins = Wins(amounts, won["day"].to_numpy(), codes, date(2023, 1, 1))
    size, random = (2, months + 1, 3_000), np.random.default_rng(0)
    return top_down_paths(wins, Ahead(as_of, months), 1, size, random)


@pytest.fixture
def steady() -> DataFrame:
    """Ten wins of 100 a day, three of four by the second team."""
    days = pd.date_range("2023-01-01", AS_OF).repeat(10)
    return DataFrame({"day": days, "amount": 100.0, "code": np.arange(len(days)) % 4 > 0})


def test_teams_book_on_as_they_did(steady: DataFrame) -> None:
    found = paths_of(steady.assign(code=steady["code"].astype(int)))
    assert found.mean(axis=2)[:, 0].tolist() == [0.0, 0.0]
    assert found.sum(axis=0).mean(axis=1)[1:] == pytest.approx([31e3, 28e3, 31e3], rel=0.05)
    assert found[1].sum() / found.sum() == pytest.approx(0.75, abs=0.02)


def test_of_the_running_month_only_the_days_to_come_count(steady: DataFrame) -> None:
    known = steady[steady["day"] <= "2025-12-10"]
    found = paths_of(known.assign(code=known["code"].astype(int)), date(2025, 12, 10))
    assert found[:, 0].sum(axis=0).mean() == pytest.approx(21_000, rel=0.05)


def test_a_season_comes_back() -> None:
    days = pd.date_range("2023-01-01", AS_OF).to_series()
    days = days.repeat(np.where(days.dt.month.isin([1, 7]), 40, 10))
    won = DataFrame({"day": days.to_numpy(), "amount": 100.0, "code": 0})
    mean = paths_of(won).sum(axis=0).mean(axis=1)
    assert mean[1] > 2.5 * mean[2]


def test_with_nothing_but_zero_amounts_nothing_comes(steady: DataFrame) -> None:
    won = steady.assign(code=0, amount=0.0)
    assert paths_of(won).max() == 0
