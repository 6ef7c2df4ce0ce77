"""The area under the ROC curve against a count of all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.estimates.ranking import auc


def counted(score: np.ndarray, success: np.ndarray) -> float:
    """Share of pairs of a success and a failure in which the success has the higher score."""
    pairs = score[success][:, None] - score[~success][None, :]
    return float((np.sign(pairs) / 2 + 0.5).mean())


def delong(score: np.ndarray, success: np.ndarray) -> float:
    """DeLong's variance written out over all pairs."""
    wins = np.sign(score[success][:, None] - score[~success][None, :]) / 2 + 0.5
    by_success, by_failure = wins.mean(axis=1), wins.mean(axis=0)
    return float(by_success.var(ddof=1) / len(wins) + by_failure.var(ddof=1) / len(wins.T))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=60))
def test_the_area_is_the_share_of_pairs_ranked_right(rows: list[tuple[int, bool]]) -> None:
    score = np.array([one for one, _ in rows], dtype=float)
    success = np.array([one for _, one in rows])
    found = auc(score, success)
    if success.all() or not success.any():
        assert np.isnan(found.value)
    else:
        assert found.value == pytest.approx(counted(score, success))
        assert np.isnan(found.low) or found.low <= found.value + 1e-12
        assert np.isnan(found.high) or found.high >= found.value - 1e-12


def test_the_interval_is_delongs_on_the_logit_scale() -> None:
    draw = np.random.default_rng(5)
    success = draw.random(300) < 0.3
    score = np.round(draw.normal(success * 1.0, 1.0), 1)
    found = auc(score, success, level=0.95)
    half = 1.959964 * np.sqrt(delong(score, success)) / (found.value * (1 - found.value))
    logit = np.log(found.value / (1 - found.value))
    assert found.low == pytest.approx(1 / (1 + np.exp(half - logit)), rel=1e-6)
    assert found.high == pytest.approx(1 / (1 + np.exp(-half - logit)), rel=1e-6)


def test_nine_in_ten_intervals_hold_the_truth() -> None:
    draw = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        success = draw.random(120) < 0.4
        found = auc(draw.normal(success * 1.0, 1.0), success)
        held += found.low < 0.7602 < found.high  # Φ(1 ÷ √2)
    assert 0.86 < held / 400 < 0.94


def test_a_perfect_ranking_keeps_a_lower_bound_below_1() -> None:
    found = auc([1, 2, 3, 4], [False, False, True, True])
    assert (found.value, found.high) == (1.0, 1.0)
    assert 0.2 < found.low < 0.6


def test_scores_that_are_all_the_same_rank_like_a_coin() -> None:
    found = auc([7.0] * 6, [True, True, True, False, False, False])
    assert found.value == 0.5
    assert found.low < 0.5 < found.high


def test_records_without_a_score_are_left_out() -> None:
    found = auc([1.0, np.nan, 2.0, np.nan], [False, False, True, True])
    assert (found.value, found.successes, found.failures) == (1.0, 1, 1)
    assert np.isnan(found.low)
