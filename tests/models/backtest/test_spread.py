from __future__ import annotations

import numpy as np
import pytest

from kit.models.backtest.spread import ENOUGH, QUANTILES, spread

NOTHING = np.empty((1, 0))


def test_many_past_errors_give_their_own_quantiles_scaled_by_the_root_of_what_was_expected():
    errors = np.linspace(-10, 10, 101)
    quantiles, mean = spread(
        np.array([400.0]), np.full((1, 101), 100.0), 100.0 + errors[None], np.ones((1, 3))
    )
    np.testing.assert_allclose(quantiles[0], 400 + 2 * np.quantile(errors, QUANTILES))
    assert mean.tolist() == pytest.approx([400.0])


def test_an_error_that_is_always_the_same_moves_the_forecast():
    past = np.full((1, ENOUGH), 100.0)
    quantiles, mean = spread(np.array([100.0]), past, past * 1.2, np.ones((1, 3)))
    assert mean.tolist() == pytest.approx([120.0])
    assert quantiles[0].tolist() == pytest.approx([120.0] * len(QUANTILES))


def test_few_errors_give_wider_intervals_than_many_of_the_same_size():
    few, many = (
        spread(np.array([100.0]), np.full((1, n), 100.0), 100 + 10 * signs(n), np.ones((1, 3)))[0]
        for n in (4, 60)
    )
    assert few[0, -1] - few[0, 0] > 1.5 * (many[0, -1] - many[0, 0])


def test_without_errors_single_months_stand_in_for_them():
    months = np.array([[90.0, 110.0, 100.0, 90.0, 110.0, 100.0]])
    quantiles, _ = spread(np.array([300.0]), NOTHING, NOTHING, months)
    assert quantiles[0, 3] == pytest.approx(300.0)
    assert 10 < quantiles[0, 5] - 300 < 60


def test_intervals_of_a_normal_sum_cover_as_often_as_they_say():
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(400):
        actual = rng.normal(100, 10, 9)
        quantiles, _ = spread(
            np.array([100.0]), np.full((1, 8), 100.0), actual[None, :8], np.ones((1, 3))
        )
        inside.append(quantiles[0, 1] <= actual[8] <= quantiles[0, 5])
    assert np.mean(inside) == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize("expected", [[0.0], [-5.0], [0.0, 1e12]])
def test_nothing_falls_below_nothing_and_all_is_finite(expected):
    n = len(expected)
    quantiles, mean = spread(
        np.array(expected), np.zeros((n, 3)), np.full((n, 3), 7.0), np.zeros((n, 4))
    )
    assert np.isfinite(quantiles).all()
    assert (quantiles >= 0).all()
    assert (mean >= 0).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()


def signs(n):
    return np.resize([1.0, -1.0], n)[None]
