"""The loss of one forecast over another's, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from kit.estimates.loss_ratio import loss_ratio


def test_four_origins_by_hand() -> None:
    found = loss_ratio([1.0, 3.0, 1.0, 3.0], [2.0, 2.0, 2.0, 2.0], overlap=0)
    # Differences of ±1: variance of the mean 1/4, over the small-sample factor 3/4, over 2 each.
    half = stats.t.ppf(0.95, 3) * np.sqrt(1 / 3) / 2
    assert found.value == 1.0
    assert (found.low, found.high) == pytest.approx((max(1 - half, 0), 1 + half))


def test_targets_that_overlap_and_err_together_are_less_evidence() -> None:
    own = [1.0, 1.2, 1.1, 3.0, 3.1, 2.9, 1.0, 1.1]
    other = [2.0] * 8
    apart, together = (loss_ratio(own, other, overlap) for overlap in (0, 2))
    assert apart.value == together.value
    assert together.high - together.low > apart.high - apart.low


@pytest.mark.parametrize("count", [1, 3])
def test_few_origins_give_no_bounds(count: int) -> None:
    found = loss_ratio([1.0] * count, [2.0] * count, overlap=0)
    assert found.value == 0.5
    assert np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize("other", [[], [0.0, 0.0, 0.0, 0.0]])
def test_against_no_loss_there_is_no_ratio(other: list[float]) -> None:
    assert np.isnan(loss_ratio([1.0] * len(other), other, overlap=0).value)


def test_a_ratio_is_never_bounded_below_nothing() -> None:
    found = loss_ratio([0.0, 9.0, 0.0, 9.0], [1.0, 0.1, 1.0, 0.1], overlap=0)
    assert found.low == 0.0
