from __future__ import annotations

import numpy as np
import pytest

from kit.estimates.staying import Staying, expected_months, kept, staying_log_likelihood

EVEN = Staying(1, 1)
"""The chance of leaving is uniform: S(t) = 1 / (t + 1)."""


def test_the_likelihood_of_leaving_and_of_staying_by_hand():
    left = staying_log_likelihood(EVEN, [1, 2, 3], True)
    stays = staying_log_likelihood(EVEN, [1, 2, 3], False)
    assert np.exp(left).tolist() == pytest.approx([1 / 2, 1 / 6, 1 / 12])
    assert np.exp(stays).tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 4])


def test_who_has_stayed_long_stays_longer():
    assert kept(EVEN, [0, 1, 9], 1).tolist() == pytest.approx([1 / 2, 2 / 3, 10 / 11])


def test_the_same_chance_for_all_is_the_limit():
    assert kept(Staying(2e5, 98e5), [0, 60], 12).tolist() == pytest.approx([0.98**12] * 2, rel=1e-4)


def test_months_to_come_add_up_and_a_broken_one_counts_in_part():
    # After one month: 2/3 pay the next one, 2/4 the one after.
    assert expected_months(EVEN, 1, [1, 2, 1.5, 0]).tolist() == pytest.approx(
        [2 / 3, 2 / 3 + 1 / 2, 2 / 3 + 1 / 4, 0]
    )
    assert expected_months(EVEN, np.zeros(0), np.zeros(0)).tolist() == []


def test_later_months_count_less():
    assert expected_months(EVEN, 1, 2, 0.1) == pytest.approx(
        2 / 3 * np.exp(-0.05) + 1 / 2 * np.exp(-0.15)
    )
