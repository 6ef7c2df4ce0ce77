from __future__ import annotations

import numpy as np
import pytest

from kit.estimates.pinball import QUANTILES, pinball
from kit.models.forecast.stacking import Past, best_share, mixed_quantiles, prior_share


def past(bottom: float, top: float, actual: float, origins: int) -> list[Past]:
    random = np.random.default_rng(0)

    def around(value: float) -> np.ndarray:
        return value + random.normal(0, 5, (3, 200))

    return [Past(around(bottom), around(top), np.full(3, actual)) for _ in range(origins)]


def test_many_origins_decide_for_the_better_forecast() -> None:
    assert best_share(past(100.0, 300.0, 100.0, 60), 24) <= 0.05
    assert best_share(past(300.0, 100.0, 100.0, 60), 24) >= 0.9


def test_without_a_past_the_prior_stands_and_is_larger_for_young_records() -> None:
    assert best_share([], 30) == prior_share(30)
    assert prior_share(2) > prior_share(12) > prior_share(24)


def test_few_origins_move_the_share_less_than_many() -> None:
    few, many = (best_share(past(104.0, 101.0, 100.0, count), 24) for count in (1, 60))
    assert prior_share(24) <= few < many


def test_origins_without_any_amount_are_no_error() -> None:
    assert 0 <= best_share([Past(np.zeros((2, 9)), np.ones((2, 9)), np.zeros(2))], 9) <= 1


def test_pinball_loss_is_the_textbooks() -> None:
    quantiles = np.array([[1.0, 5.0]])
    # 0.1 × (3 − 1) and (1 − 0.9) × (5 − 3), halved.
    assert pinball(quantiles, np.array([3.0]), np.array([0.1, 0.9]))[0] == pytest.approx(0.2)


def test_quantiles_of_a_mixture_are_those_of_its_paths() -> None:
    random = np.random.default_rng(1)
    one, other = random.normal(0, 1, (1, 4_000)), random.normal(6, 2, (1, 4_000))
    pooled = np.concatenate([one[:, :3_000], other[:, :1_000]], axis=1)
    assert mixed_quantiles(one, other, 0.25)[0] == pytest.approx(
        np.quantile(pooled[0], QUANTILES), abs=0.25
    )
    assert mixed_quantiles(one, other, 0.0)[0] == pytest.approx(
        np.quantile(one[0], QUANTILES), abs=0.01
    )
