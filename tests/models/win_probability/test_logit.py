from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.special import expit

from kit.models.win_probability.logit import Counts, Logit, shrunken_logit

BASE = {0: 2.5}


def fitted(won: np.ndarray, n: np.ndarray, offset: np.ndarray | None = None) -> Logit:
    """One factor with as many members as there are counts."""
    size = len(won)
    rows = csr_array(np.hstack([np.ones((size, 1)), np.eye(size)]))
    block = np.repeat([0, 1], [1, size])
    offsets = np.zeros(size) if offset is None else offset
    counts = Counts(rows, block, won.astype(float), n.astype(float), offsets)
    return shrunken_logit(counts, BASE)


def rates(model: Logit) -> np.ndarray:
    base = model.coefficients[0]
    return expit(base + model.coefficients[1:])


def test_the_mode_is_where_the_penalised_score_is_zero() -> None:
    won, n = np.array([30.0, 5.0, 12.0]), np.array([40.0, 40.0, 40.0])
    model = fitted(won, n)
    left = won - n * rates(model)
    assert left == pytest.approx(model.coefficients[1:] / model.sd[1] ** 2, abs=1e-5)
    assert left.sum() == pytest.approx(model.coefficients[0] / 2.5**2, abs=1e-5)


def test_rare_members_shrink_more_than_frequent_ones() -> None:
    won, n = np.array([4, 160, 50, 70, 100]), np.array([5, 200, 100, 140, 200])
    model = fitted(won, n)
    base = expit(model.coefficients[0])
    few, many = rates(model)[:2]
    assert base < few < many < 0.8


def test_equal_members_are_told_apart_hardly_at_all() -> None:
    model = fitted(np.full(20, 50), np.full(20, 100))
    assert np.abs(model.coefficients[1:]).max() < 1e-6
    assert model.sd[1] < 0.1


def test_the_spread_of_members_is_found_and_intervals_cover() -> None:
    rng = np.random.default_rng(3)
    found, inside, squares = [], [], np.zeros(2)
    for _ in range(30):
        truth = rng.normal(0.0, 0.4, 40)
        n = rng.integers(20, 120, 40)
        won = rng.binomial(n, expit(0.3 + truth))
        model = fitted(won, n)
        rows = csr_array(np.hstack([np.ones((40, 1)), np.eye(40)]))
        inside.append(np.abs(model.linear(rows) - 0.3 - truth) < 1.645 * model.spread(rows))
        found.append(model.sd[1])
        own = expit(0.3 + truth)
        squares += [np.sum((rates(model) - own) ** 2), np.sum((won / n - own) ** 2)]
    assert np.mean(found) == pytest.approx(0.4, rel=0.1)
    assert np.mean(inside) == pytest.approx(0.90, abs=0.03)
    assert np.sqrt(squares[0] / squares[1]) < 0.85


def test_perfect_separation_stays_finite_and_without_warning() -> None:
    won, n = np.repeat([500, 0], 10), np.full(20, 500)
    model = fitted(won, n)
    assert np.isfinite(model.coefficients).all()
    assert np.isfinite(model.covariance).all()
    assert rates(model)[0] > 0.99 > 0.01 > rates(model)[-1]


@pytest.mark.parametrize("share", [0, 1])
def test_one_outcome_alone_gives_a_rate_inside_the_bounds(share: int) -> None:
    model = fitted(np.array([8, 12]) * share, np.array([8, 12]))
    assert 0.02 < rates(model)[0] < 0.98
    assert (rates(model)[0] > 0.5) == bool(share)


def test_without_records_every_effect_is_zero() -> None:
    counts = Counts(csr_array((0, 3)), np.array([0, 1, 1]), *(np.zeros(0) for _ in range(3)))
    model = shrunken_logit(counts, BASE)
    assert model.coefficients.tolist() == [0.0, 0.0, 0.0]


def test_an_offset_takes_the_place_of_the_base() -> None:
    won, n = np.array([75.0, 75.0]), np.array([100.0, 100.0])
    model = fitted(won, n, np.full(2, np.log(3.0)))
    assert model.coefficients == pytest.approx(np.zeros(3), abs=1e-6)


def test_counting_in_groups_changes_nothing() -> None:
    one = csr_array(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]))
    block = np.array([0, 1, 1])
    won, n = np.array([3.0, 1.0]), np.array([4.0, 5.0])
    grouped = shrunken_logit(Counts(one, block, won, n, np.zeros(2)), BASE)
    rows = csr_array(np.repeat(one.toarray(), [4, 5], axis=0))
    each = np.array([1.0, 1, 1, 0, 1, 0, 0, 0, 0])
    single = shrunken_logit(Counts(rows, block, each, np.ones(9), np.zeros(9)), BASE)
    assert single.coefficients == pytest.approx(grouped.coefficients, abs=1e-6)
