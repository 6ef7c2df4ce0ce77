from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from pandas import DataFrame

from kit.models.forecast.months import Ahead
from kit.models.forecast.new_ones import new_paths, wins_to_expect
from kit.models.forecast.pools import fit_pools


def test_each_arrival_wins_when_it_reaches_its_age(even_chances) -> None:
    ahead = Ahead(date(2026, 1, 31), 3)
    like, owners = DataFrame({"team": ["a", "b"]}), np.array([0, 1])
    arrivals = np.array([[0.0, 8.0, 4.0, 6.0], [0.0, 0.0, 2.0, 2.0]])
    expected = wins_to_expect(
        even_chances(5, days=31.0, chance=0.5),
        like,
        owners,
        np.repeat(arrivals[:, :, None], 5, axis=2),
        ahead,
    )
    # All of February's reach 31 days in March, all of March's in April.
    assert expected[:, :, 0].tolist() == [[0.0, 0.0, 4.0, 2.0], [0.0, 0.0, 0.0, 1.0]]


def test_early_arrivals_of_a_month_win_in_it_and_late_ones_after_it(even_chances) -> None:
    ahead = Ahead(date(2026, 1, 31), 2)
    arrivals = np.zeros((1, 3, 1))
    arrivals[0, 1] = 10.0
    draws = even_chances(1, days=12.0, chance=1.0)
    expected = wins_to_expect(draws, DataFrame({"team": ["a"]}), np.array([0]), arrivals, ahead)
    assert expected.ravel().tolist() == [0.0, 5.0, 5.0]


@pytest.mark.parametrize("wins", [3.0, 150.0, 4_000.0])
def test_sums_of_amounts_have_the_mean_and_the_spread_of_such_sums(wins: float) -> None:
    random = np.random.default_rng(0)
    amounts = random.gamma(0.5, 200, 3_000)
    sold = fit_pools(amounts, np.zeros(3_000, dtype=int), 1, np.ones(3_000))
    assert sold is not None
    found = new_paths(np.full((1, 1, 8_000), wins), sold, random).ravel()
    assert found.mean() == pytest.approx(wins * amounts.mean(), rel=0.04)
    assert found.var() == pytest.approx(wins * np.mean(amounts**2), rel=0.08)


def test_amounts_that_are_all_zero_sum_to_zero() -> None:
    sold = fit_pools(np.zeros(5), np.zeros(5, dtype=int), 1, np.ones(5))
    assert sold is not None
    found = new_paths(np.full((1, 2, 9), 5_000.0), sold, np.random.default_rng(0))
    assert found.tolist() == np.zeros((1, 2, 9)).tolist()
