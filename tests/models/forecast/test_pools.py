from __future__ import annotations

import numpy as np
import pytest

from kit.models.forecast.pools import Pools, fit_pools


def pools(values: list[float], groups: list[int], size: int) -> Pools:
    fitted = fit_pools(np.array(values), np.array(groups), size, np.ones(len(values)))
    assert fitted is not None
    return fitted


def test_groups_that_differ_keep_their_own_values() -> None:
    random = np.random.default_rng(0)
    values = np.concatenate([random.normal(10, 1, 200), random.normal(50, 1, 200)])
    fitted = pools(values.tolist(), [0] * 200 + [1] * 200, 2)
    assert fitted.mean == pytest.approx([10, 50], abs=0.5)
    assert fitted.own.min() > 0.99


def test_groups_that_differ_by_chance_share_all_values() -> None:
    values = np.random.default_rng(0).normal(10, 3, 400)
    fitted = pools(values.tolist(), ([0, 1] * 200), 2)
    assert fitted.mean == pytest.approx([values.mean()] * 2, abs=0.3)


def test_draws_have_the_stated_mean_and_variance() -> None:
    random = np.random.default_rng(4)
    values = np.concatenate([random.gamma(2, 5, 60), random.gamma(2, 9, 9), [90.0]])
    fitted = pools(values.tolist(), [0] * 60 + [1] * 10, 3)
    for group in range(3):
        drawn = fitted.draw(np.full(200_000, group), random)
        assert drawn.mean() == pytest.approx(fitted.mean[group], rel=0.02)
        assert drawn.var() == pytest.approx(fitted.variance[group], rel=0.05)


def test_a_group_without_values_draws_from_all() -> None:
    fitted = pools([1.0, 3.0, 8.0], [0, 0, 2], 3)
    assert fitted.own[1] == 0
    assert fitted.mean[1] == 4
    drawn = fitted.draw(np.full(3_000, -1), np.random.default_rng(0))
    assert sorted(set(drawn.tolist())) == [1.0, 3.0, 8.0]


def test_values_without_weight_are_never_drawn() -> None:
    fitted = fit_pools(np.array([1.0, 5.0]), np.array([0, 0]), 1, np.array([0.0, 2.0]))
    assert fitted is not None
    assert set(fitted.draw(np.zeros(999, dtype=int), np.random.default_rng(0)).tolist()) == {5.0}


def test_the_order_of_values_is_irrelevant() -> None:
    one, other = pools([3.0, 1.0, 2.0], [1, 0, 0], 2), pools([1.0, 2.0, 3.0], [0, 0, 1], 2)
    assert one.values.tolist() == other.values.tolist()
    assert one.cumulative.tolist() == other.cumulative.tolist()


def test_an_outlier_keeps_everything_finite_and_the_mean_whole() -> None:
    fitted = pools([*[5.0] * 99, 1e15], [0] * 50 + [1] * 50, 2)
    assert np.isfinite([fitted.mean, fitted.variance]).all()
    assert fitted.mean.mean() == pytest.approx((99 * 5 + 1e15) / 100)


def test_no_value_makes_no_pool() -> None:
    assert fit_pools(np.zeros(0), np.zeros(0, dtype=int), 2, np.zeros(0)) is None
    assert fit_pools(np.ones(2), np.zeros(2, dtype=int), 1, np.zeros(2)) is None
