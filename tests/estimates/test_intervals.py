from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from kit.estimates.intervals import (
    bootstrap_ratio,
    mover,
    newcombe,
    poisson_interval,
    weighted_rate,
    wilson,
)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95])
def test_wilson_equals_statsmodels(level):
    successes, n = np.array([0, 1, 3, 40, 7]), np.array([5, 2, 9, 120, 7])
    expected = proportion_confint(successes, n, alpha=1 - level, method="wilson")
    np.testing.assert_allclose(wilson(successes, n, level), expected, atol=1e-14)


def test_wilson_touches_the_edge_exactly_when_all_or_none_succeeded():
    low, high = wilson([0, 7], [7, 7])
    assert low[0] == 0.0
    assert high[1] == 1.0
    assert high[0] == pytest.approx(1 - low[1])


def test_no_records_have_no_interval():
    assert np.isnan(wilson(0, 0)).all()
    assert np.isnan(newcombe(0, 0, 3, 4)).all()
    assert np.isnan(bootstrap_ratio([], [])).all()
    assert np.isnan(weighted_rate([], [])).all()
    assert np.isnan(weighted_rate([True], [np.nan])).all()


def test_newcombe_equals_statsmodels():
    expected = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", alpha=0.05)
    np.testing.assert_allclose(newcombe(56, 70, 48, 80, level=0.95), expected, atol=1e-12)


def test_mover_takes_the_distances_that_face_each_side():
    low, high = mover(10, 7, 14, 5, 2, 6)
    assert float(low) == pytest.approx(5 - np.hypot(10 - 7, 6 - 5))
    assert float(high) == pytest.approx(5 + np.hypot(14 - 10, 5 - 2))


def test_the_exact_interval_of_ten_events_is_the_tabled_one():
    low, high = poisson_interval(10, level=0.95)
    assert float(low) == pytest.approx(4.795, abs=1e-3)
    assert float(high) == pytest.approx(18.390, abs=1e-3)
    assert np.isnan(poisson_interval(np.nan)).all()


def test_a_bootstrap_does_not_depend_on_the_order_of_rows():
    generator = np.random.default_rng(1)
    amount, weight = generator.gamma(2, 100, 200), generator.integers(1, 5, 200)
    shuffled = generator.permutation(200)
    assert bootstrap_ratio(amount, weight) == bootstrap_ratio(amount[shuffled], weight[shuffled])


def test_records_without_a_value_are_left_out_of_the_bootstrap():
    with_gap = bootstrap_ratio([1.0, 5.0, np.nan, 2.0], [1.0, 2.0, 1.0, 3.0])
    assert with_gap == bootstrap_ratio([1.0, 5.0, 2.0], [1.0, 2.0, 3.0])


def test_drawn_and_linearised_intervals_agree_where_they_meet():
    generator = np.random.default_rng(2)
    top, bottom = generator.gamma(2, 100, 5001), generator.gamma(3, 1, 5001)
    drawn = bootstrap_ratio(top[:5000], bottom[:5000])
    np.testing.assert_allclose(bootstrap_ratio(top, bottom), drawn, rtol=0.005)


def test_a_bootstrap_covers_as_often_as_it_says():
    generator, hits = np.random.default_rng(3), 0
    for _ in range(300):
        won = generator.random(80) < 0.4
        low, high = weighted_rate(won, generator.gamma(2, 100, 80), level=0.90, draws=300)
        hits += low <= 0.4 <= high
    assert hits / 300 == pytest.approx(0.90, abs=0.05)


def test_amounts_that_were_all_won_still_leave_doubt():
    low, high = weighted_rate([True, True, True], [100.0, 100.0, 100.0])
    assert (low, high) == tuple(map(float, wilson(3, 3)))
    low, high = weighted_rate([False, False], [1.0, 1_000.0])
    assert low == 0.0
    assert high > float(wilson(0, 2)[1])


def test_a_share_of_thousands_of_records_stays_a_share():
    won = np.arange(6000) > 0
    low, high = weighted_rate(won, np.where(won, 100.0, 1.0))
    assert 0 < low < high == 1


def test_a_level_outside_of_0_to_1_is_refused():
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        wilson(1, 2, level=90)
