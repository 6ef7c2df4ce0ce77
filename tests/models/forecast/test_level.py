from __future__ import annotations

import numpy as np
import pytest

from kit.models.forecast.level import fit_level


def test_a_steady_level_is_the_mean_of_all_months() -> None:
    counts = np.random.default_rng(1).poisson(50.0, 48).astype(float)
    assert fit_level(counts, np.ones(48)).mean == pytest.approx(counts.mean(), rel=0.03)


def test_after_a_step_the_last_months_count() -> None:
    counts = np.repeat([100.0, 30.0], [24, 6])
    assert fit_level(counts, np.ones(30)).mean == pytest.approx(30, rel=0.25)


def test_a_month_seen_in_part_counts_in_part() -> None:
    level = fit_level(np.array([60.0, 60.0, 60.0, 20.0]), np.array([1.0, 1.0, 1.0, 1 / 3]))
    assert level.mean == pytest.approx(60, rel=0.02)


def test_the_posterior_at_no_drift_and_no_shock_is_that_of_gamma_and_poisson() -> None:
    level = fit_level(np.array([3.0, 5.0]), np.array([1.0, 1.0]))
    plain = (level.discount == 1) & (level.shock == 0)
    # The prior is worth one arrival at the mean rate 4 a month.
    assert level.shape[plain].tolist() == [9.0]
    assert level.rate[plain].tolist() == [2.25]


def test_draws_have_the_mean_of_the_level_in_each_month_to_come() -> None:
    level = fit_level(np.full(36, 200.0), np.ones(36))
    drawn = level.draw(12, 20_000, np.random.default_rng(3))
    assert drawn.mean(axis=1) == pytest.approx(np.full(12, level.mean), rel=0.03)


def test_months_further_ahead_are_less_certain() -> None:
    walk = np.exp(np.cumsum(np.random.default_rng(5).normal(0, 0.15, 48))) * 300
    drawn = fit_level(walk.round(), np.ones(48)).draw(12, 4_000, np.random.default_rng(0))
    spread = np.log(drawn).std(axis=1)
    assert spread[11] > 1.5 * spread[0]


def test_intervals_cover_the_next_month_as_often_as_they_say() -> None:
    random = np.random.default_rng(7)
    covered = []
    for _ in range(200):
        rate = np.exp(np.cumsum(random.normal(0, 0.05, 31))) * 40
        counts = random.poisson(rate * random.gamma(25, 1 / 25, 31))
        level = fit_level(counts[:30].astype(float), np.ones(30))
        drawn = random.poisson(level.draw(1, 500, random)[0])
        low, high = np.quantile(drawn, [0.1, 0.9])
        covered.append(low <= counts[30] <= high)
    assert 0.74 < np.mean(covered) < 0.90


@pytest.mark.parametrize("counts", [[0.0] * 40, [0.0], [1e9] + [0.0] * 59, [0.0] * 59 + [1e12]])
def test_draws_are_finite_whatever_the_counts(counts: list[float]) -> None:
    drawn = fit_level(np.array(counts), np.ones(len(counts))).draw(
        13, 500, np.random.default_rng(0)
    )
    assert np.isfinite(drawn).all()
    assert (drawn >= 0).all()
