from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kit.models.win_probability.odds import log_odds, moved
from kit.models.win_probability.recalibration import UNCHECKED, Recalibration, recalibrated

DAY = date(2026, 3, 31)


def outcomes(won: int, n: int) -> np.ndarray:
    return np.arange(n) < won


def test_half_of_what_ten_thousand_records_ask_for_is_carried_over() -> None:
    check = recalibrated(np.full(10_000, 0.5), outcomes(7_500, 10_000), DAY)
    assert check.shift == pytest.approx(np.log(3.0) / 2, abs=0.01)
    assert (check.n, check.expected, check.won, check.as_of) == (10_000, 5_000.0, 7_500, DAY)


def test_few_records_move_little_and_stay_uncertain() -> None:
    few = recalibrated(np.full(4, 0.5), outcomes(4, 4), DAY)
    many = recalibrated(np.full(400, 0.5), outcomes(400, 400), DAY)
    assert 0 < few.shift < 0.5 < many.shift
    assert few.error < UNCHECKED


def test_a_quarter_that_may_go_any_way_is_believed_less() -> None:
    calm, wild = (
        recalibrated(np.full(1_000, 0.2), outcomes(300, 1_000), DAY, shock) for shock in (0.0, 0.5)
    )
    assert wild.shift == pytest.approx(calm.shift / 2, rel=0.05)
    assert wild.error > calm.error


def test_right_chances_are_left_alone() -> None:
    assert recalibrated(np.full(100, 0.3), outcomes(30, 100), DAY).shift == pytest.approx(0)


@pytest.mark.parametrize("chance", [[], [0.0, 1.0]])
def test_without_uncertain_records_nothing_is_known(chance: list[float]) -> None:
    assert recalibrated(chance, [False] * len(chance), DAY) == Recalibration()


def test_moving_odds_keeps_bounds_and_order() -> None:
    chance = np.array([0.0, 0.001, 0.4, 0.9, 1.0])
    for shift in (-5.0, 0.3, 5.0):
        after = moved(chance, shift)
        assert np.all(np.diff(after) > 0)
        assert after[[0, -1]].tolist() == [0.0, 1.0]
    assert np.isfinite(log_odds(chance)).all()
