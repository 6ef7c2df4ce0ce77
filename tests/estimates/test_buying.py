from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gamma, hyp2f1

from kit.estimates.buying import (
    Buying,
    Spending,
    active_chance,
    expected_purchases,
    expected_spend,
    log_likelihood,
    spending_log_likelihood,
)

CDNOW = Buying(0.243, 4.414, 0.793, 2.426)
OTHERS = [Buying(0.8, 27.0, 0.8, 2.8), Buying(5.0, 3.0, 1.5, 0.3), Buying(0.05, 1.0, 0.02, 9.0)]
PEOPLE = [(2, 30.43, 38.86), (0, 0.0, 38.86), (0, 0.0, 0.0), (20, 30.0, 31.0), (300, 70.0, 71.0)]


def published(model, x, last, seen, ahead):
    """Expected purchases as Fader, Hardie and Lee print them, equation 10."""
    r, alpha, a, b = model
    grown = hyp2f1(r + x, b + x, a + b + x - 1, ahead / (alpha + seen + ahead))
    made = 1 - ((alpha + seen) / (alpha + seen + ahead)) ** (r + x) * grown
    gone = a / (b + x - 1) * ((alpha + seen) / (alpha + last)) ** (r + x) if x else 0.0
    return (a + b + x - 1) / (a - 1) * made / (1 + gone)


@pytest.mark.parametrize("model", [CDNOW, *OTHERS])
@pytest.mark.parametrize(("x", "last", "seen"), PEOPLE)
def test_expected_purchases_equal_the_published_expression(model, x, last, seen):
    ours = expected_purchases(model, x, last, seen, 39)
    assert ours == pytest.approx(published(model, x, last, seen, 39), rel=1e-6)


def test_the_expression_has_no_hole_at_a_of_1():
    around = [expected_purchases(Buying(0.3, 5, a, 2.0), 2, 30, 38, 39) for a in (0.999, 1, 1.001)]
    assert around[0] > around[1] > around[2]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-6)


def test_expected_purchases_are_what_simulated_customers_make():
    generator = np.random.default_rng(2)
    model, size, until = Buying(0.9, 20.0, 0.9, 3.0), 60_000, 104.0
    rate, leaves = generator.gamma(0.9, 1 / 20, size), generator.beta(0.9, 3.0, size)
    at, active, made = np.zeros(size), np.ones(size, bool), np.zeros(size)
    while active.any():
        at = at + generator.exponential(1 / np.maximum(rate, 1e-12))
        active &= at < until
        made += active
        active &= generator.random(size) >= leaves
    assert expected_purchases(model, 0, 0, 0, until) == pytest.approx(made.mean(), rel=0.02)


def test_the_likelihood_of_one_customer_by_hand():
    # x = 1 at 2 of 3 weeks, r = alpha = a = b = 1: rate and dropping out integrate to
    # B(1, 2) / B(1, 1) / 4² + B(2, 1) / B(1, 1) / 3² = 1/32 + 1/18.
    assert np.exp(log_likelihood(Buying(1, 1, 1, 1), 1, 2, 3)) == pytest.approx(1 / 32 + 1 / 18)
    # Without repeats: alpha / (alpha + T).
    assert np.exp(log_likelihood(Buying(1, 1, 1, 1), 0, 0, 3)) == pytest.approx(1 / 4)


def test_likelihoods_of_everything_that_can_happen_add_up_to_1():
    model, seen = Buying(1.3, 2.0, 0.7, 1.6), 1.0
    none = np.exp(log_likelihood(model, 0, 0, seen))
    x = np.arange(1, 60)
    last = (np.arange(2000) + 0.5) / 2000
    # Of x purchases in no order the density of the last one counts t ** (x - 1) / (x - 1)!.
    grid = np.exp(log_likelihood(model, x[:, None], last, seen)) * last ** (x[:, None] - 1)
    some = grid.mean(axis=1) / gamma(x)
    assert none + some.sum() == pytest.approx(1.0, abs=1e-4)


def test_thousands_of_purchases_overflow_nothing():
    found = log_likelihood(CDNOW, 5_000, 519, 520), active_chance(CDNOW, 5_000, 519, 520)
    assert np.isfinite(found).all()
    assert np.isfinite(expected_purchases(CDNOW, 5_000, 519, 520, 52))


def test_who_has_been_silent_for_long_against_habit_is_probably_gone():
    regular, silent = active_chance(CDNOW, 20, [51, 30], 52)
    assert regular > 0.9 > 0.05 > silent
    assert active_chance(CDNOW, 0, 0, 52) == 1.0


def test_the_chance_to_be_active_by_hand():
    # 1 / (1 + a / (b + x - 1) · ((alpha + T) / (alpha + t)) ** (r + x)), here 1 / (1 + (4/3)²).
    assert active_chance(Buying(1, 1, 1, 1), 1, 2, 3) == pytest.approx(1 / (1 + (4 / 3) ** 2))


def test_later_purchases_count_less():
    plain = expected_purchases(CDNOW, 2, 30, 38, [52, 156])
    force = np.log(1.1) / 52
    worth = expected_purchases(CDNOW, 2, 30, 38, [52, 156], force)
    # Summed week by week instead.
    weeks = expected_purchases(CDNOW, 2, 30, 38, np.arange(157))
    added = np.cumsum(np.diff(weeks) * np.exp(-force * (np.arange(156) + 0.5)))
    assert worth.tolist() == pytest.approx([added[51], added[155]], rel=1e-4)
    assert (worth < plain).all()


def test_time_of_each_customer_is_its_own():
    both = expected_purchases(CDNOW, [0, 2], [0, 30], [10, 38], [5, 50])
    apart = [expected_purchases(CDNOW, 0, 0, 10, 5), expected_purchases(CDNOW, 2, 30, 38, 50)]
    assert both.tolist() == pytest.approx([float(one) for one in apart])


def test_mean_spend_by_hand_and_drawn_towards_all():
    model = Spending(6.25, 3.74, 15.44)
    # p (gamma + x m) / (p x + q - 1): for one purchase of 100, and for none.
    assert expected_spend(model, 1, 100) == pytest.approx(6.25 * 115.44 / (6.25 + 2.74))
    assert expected_spend(model, 0, np.nan) == pytest.approx(6.25 * 15.44 / 2.74)
    assert 35 < expected_spend(model, 1, 100) < expected_spend(model, 9, 100) < 100


def test_densities_of_the_mean_spend_add_up_to_1():
    model, mean = Spending(6.25, 3.74, 15.44), np.exp(np.linspace(-8, 12, 20_001))
    density = np.exp(spending_log_likelihood(model, 3, mean))
    assert np.trapezoid(density, mean) == pytest.approx(1.0, abs=1e-4)
