from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit

from kit.estimates.scenarios import uncertain
from kit.estimates.small_counts import (
    at_least,
    beta_binomial,
    binomial,
    distribution,
    needed,
    poisson_binomial,
    tail,
)

CHANCES = st.lists(st.floats(0, 1), max_size=8)


def by_hand(chances: list[float]) -> list[float]:
    """Every way in which they can turn out, added up by the number of successes."""
    found = [0.0] * (len(chances) + 1)
    for ends in product((0, 1), repeat=len(chances)):
        likelihood = 1.0
        for chance, end in zip(chances, ends, strict=True):
            likelihood *= chance if end else 1 - chance
        found[sum(ends)] += likelihood
    return found


def test_at_a_rate_of_1_in_3_two_are_a_coin_toss_and_six_give_at_least_two():
    assert at_least(binomial(2, 1 / 3), 1) == pytest.approx(float(Fraction(5, 9)), abs=1e-15)
    assert at_least(binomial(6, 1 / 3), 2) == pytest.approx(float(Fraction(473, 729)), abs=1e-15)


@given(CHANCES)
def test_unequal_chances_give_what_counting_every_end_gives(chances):
    np.testing.assert_allclose(poisson_binomial(chances), by_hand(chances), atol=1e-12)


def test_an_uncertain_rate_of_two_records_makes_every_count_as_likely():
    # A rate that is uniform on 0 to 1: each count of 0 to n has the probability 1 / (n + 1).
    np.testing.assert_allclose(beta_binomial(4, 1, 1), 0.2)


@pytest.mark.parametrize(("alpha", "beta"), [(3, 6), (20, 60), (0.8, 2.4)])
def test_equal_chances_with_an_uncertain_mean_are_beta_binomial(alpha, beta):
    rate = np.full(7, alpha / (alpha + beta))
    found = distribution(uncertain(rate, alpha + beta))
    np.testing.assert_allclose(found, beta_binomial(7, alpha, beta), atol=2e-4)


def test_a_certain_mean_leaves_the_chances_as_they_are():
    chances = np.array([0.1, 0.5, 0.9])
    np.testing.assert_allclose(distribution(uncertain(chances, np.inf)), by_hand([0.1, 0.5, 0.9]))


def test_a_shared_shock_spreads_counts_and_leaves_every_mean():
    chances = np.array([0.05, 0.3, 0.8])
    scenarios = uncertain(chances, np.inf, 0.8)
    np.testing.assert_allclose(scenarios.weight @ scenarios.chances, chances, atol=1e-9)
    calm, stormy = poisson_binomial(chances), poisson_binomial(chances, 0.8)
    counts = np.arange(4)
    assert stormy @ counts == pytest.approx(calm @ counts)
    assert stormy @ (counts - stormy @ counts) ** 2 > calm @ (counts - calm @ counts) ** 2 + 0.01


def test_a_shock_gives_what_simulated_seasons_give():
    generator = np.random.default_rng(5)
    steps = 0.9 * generator.standard_normal(400_000)
    # The logit whose mean over the seasons is 0.2, found by trying.
    tried = np.linspace(-2.5, -1.0, 301)
    base = tried[np.argmin([abs(expit(one + steps[:20_000]).mean() - 0.2) for one in tried])]
    won = generator.binomial(20, expit(base + steps))
    simulated = np.mean(won >= 8)
    assert at_least(poisson_binomial(np.full(20, 0.2), 0.9), 8) == pytest.approx(
        simulated, abs=0.004
    )


def test_independence_halves_the_tail():
    chances = np.full(40, 0.25)
    alone = at_least(distribution(uncertain(chances, np.inf)), 15)
    together = at_least(distribution(uncertain(chances, 60, 0.3)), 15)
    assert together > 2 * alone


def test_what_is_certain_stays_certain_whatever_the_season():
    assert at_least(poisson_binomial([1.0, 0.0, 0.5], 2.0), [1, 2, 3]).tolist() == pytest.approx(
        [1.0, 0.5, 0.0]
    )
    assert at_least(poisson_binomial([]), [0, 1]).tolist() == [1.0, 0.0]


def test_thousands_are_to_four_digits_what_the_exact_count_gives():
    generator = np.random.default_rng(3)
    chances = generator.beta(0.5, 8, 1_500)
    counts = np.zeros(1_501)
    counts[0] = 1
    for chance in chances:
        counts[1:] = counts[1:] * (1 - chance) + counts[:-1] * chance
        counts[0] *= 1 - chance
    np.testing.assert_allclose(
        at_least(poisson_binomial(chances), np.arange(60, 140)),
        at_least(counts, np.arange(60, 140)),
        atol=2e-4,
    )


@pytest.mark.parametrize("size", [40.0, 3_000.0])
def test_tens_of_thousands_of_equal_chances_are_beta_binomial_without_lumps(size):
    k = np.arange(500, 3_500, 20)
    found = tail(uncertain(np.full(20_000, 0.1), size), k)
    exact = stats.betabinom.sf(k - 1, 20_000, 0.1 * size, 0.9 * size)
    np.testing.assert_allclose(found, exact, atol=5e-4)


def test_a_season_moves_tens_of_thousands_without_lumps():
    z = np.linspace(-8, 8, 20_001)
    weight = stats.norm.pdf(z) / stats.norm.pdf(z).sum()
    centre = brentq(lambda x: expit(x + 0.3 * z) @ weight - 0.1, -5, 0)
    k = np.arange(500, 4_500, 40)
    exact = [weight @ stats.binom.sf(one - 1, 20_000, expit(centre + 0.3 * z)) for one in k]
    found = tail(uncertain(np.full(20_000, 0.1), np.inf, 0.3), k)
    np.testing.assert_allclose(found, exact, atol=5e-4)


def test_thousands_taken_together_give_what_each_alone_gives():
    """Just above the number that is exact and just below it, answers meet."""
    chances = np.random.default_rng(4).beta(0.5, 8, 1_000)
    k = np.arange(20, 120)
    exact = tail(uncertain(chances, 200, 0.2), k)
    together = tail(uncertain(np.append(chances, 0.0), 200, 0.2), k)
    np.testing.assert_allclose(together, exact, atol=1e-3)
    more = needed([70, 90], chances, 0.1, size=200, shock=0.2)
    np.testing.assert_allclose(
        needed([70, 90], np.append(chances, 0.0), 0.1, size=200, shock=0.2), more, atol=2
    )


def test_how_many_more_are_needed_is_the_least_number_that_suffices():
    # 7 at 1 in 3 give at least two with 1 - 128/2187 - 448/2187 = 0.737, 8 with 0.805.
    assert needed(2, [], 1 / 3).tolist() == [8.0]
    assert stats.binom.sf(1, 7, 1 / 3) < 0.8 < stats.binom.sf(1, 8, 1 / 3)
    assert needed([1, 2], [0.9, 0.9], 0.5).tolist() == [0.0, 0.0]
    # 0.81 · 7/8 + 0.18 · 4/8 + 0.01 · 1/8 is 0.8 to the digit.
    assert needed(3, [0.9, 0.9], 0.5).tolist() == [3.0]


def test_more_are_needed_where_the_rate_and_the_season_are_uncertain():
    plain = needed(10, [0.3] * 20, 0.3)[0]
    honest = needed(10, [0.3] * 20, 0.3, size=30, shock=0.4)[0]
    assert honest > plain > 0


def test_what_cannot_be_reached_has_no_number():
    assert np.isnan(needed(5, [0.1], 0.001, most=50)).all()
    # Half of all rates lie below the mean: no number makes four sure if nearly none may succeed.
    assert np.isnan(needed(4, [], 0.01, size=0.5, most=400)).all()
