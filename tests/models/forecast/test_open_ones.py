from __future__ import annotations

import numpy as np
import pytest
from pandas import DataFrame

from kit.models.forecast.amounts import fit_amounts, prices_of
from kit.models.forecast.members import members_of
from kit.models.forecast.open_ones import OpenOnes, distinct, open_paths

ENDS = np.array([10, 40, 70])


def paths_of(
    draws, ages: list[float], paths: int, shift: float = 0.0, error: float = 0.0
) -> np.ndarray:
    won = DataFrame({"amount": [50.0], "list_price": [50.0], "product": "A"})
    none = DataFrame({"product": ["A"]})
    listed = none["product"].iloc[:0].astype(float)
    amounts = fit_amounts(won, np.zeros(1, dtype=int), 2, members_of(none, ["product"]), listed)
    price = [100.0, 200.0, 400.0][: len(ages)]
    records = DataFrame({"amount": np.nan, "list_price": price, "product": "A"})
    teams = np.array([0, 1, 1])[: len(ages)]
    prices = prices_of(amounts, records, teams, listed)
    shifts, errors = np.full(len(ages), shift), np.full(len(ages), error)
    found = OpenOnes(records, np.array(ages), prices, shifts, errors)
    random = np.random.default_rng(0)
    return open_paths(draws, found, amounts, ENDS, (2, 3, paths), random)


def test_an_opportunity_sure_to_be_won_is_won_in_its_month_on_every_path(even_chances) -> None:
    found = paths_of(even_chances(50, days=60.0, chance=1.0), [55.0, 30.0, 0.0], 50)
    # Their ages reach 60 in 5, 30 and 60 days: in the first, second and third month.
    assert found.mean(axis=2).tolist() == [[100.0, 0.0, 0.0], [0.0, 200.0, 400.0]]
    assert found.std() == pytest.approx(found.mean(axis=2).std())


def test_the_mean_is_the_chance_times_the_price(even_chances) -> None:
    found = paths_of(even_chances(8_000, days=60.0, chance=0.3), [55.0, 30.0, 0.0], 8_000)
    assert found.mean(axis=2)[1] == pytest.approx([0.0, 60.0, 120.0], rel=0.06)


def test_opportunities_too_old_are_never_won(even_chances) -> None:
    assert paths_of(even_chances(20, days=60.0, chance=1.0), [61.0, 99.0], 20).sum() == 0


def test_a_shift_moves_the_odds_of_winning(even_chances) -> None:
    draws = even_chances(8_000, days=60.0, chance=0.3)
    found = paths_of(draws, [55.0], 8_000, shift=float(np.log(3.5)))
    # Odds of 3 : 7 times 3.5 are 3 : 2.
    assert found.mean(axis=2)[0, 0] == pytest.approx(60, rel=0.04)


def test_the_error_of_the_shift_is_shared_by_all_of_a_path(even_chances) -> None:
    draws = even_chances(4_000, days=60.0, chance=0.5)
    sure = paths_of(draws, [30.0, 30.0, 30.0], 4_000)
    unsure = paths_of(draws, [30.0, 30.0, 30.0], 4_000, error=1.5)
    alike = [np.corrcoef(one[0, 1], one[1, 1])[0, 1] for one in (sure, unsure)]
    assert abs(alike[0]) < 0.05
    assert alike[1] > 0.15


def test_the_like_are_looked_at_once() -> None:
    records = DataFrame({"team": ["a", "a", None, None], "product": ["x", "x", "x", "x"]})
    cells, cell_of = distinct(records, np.array([3.1, 2.9, 3.0, 8.0]))
    assert cell_of.tolist() == [0, 0, 1, 2]
    assert cells["age"].tolist() == [3.0, 3.0, 8.0]
