from __future__ import annotations

import numpy as np
import pytest

from kit.estimates.shrinkage import ranks, shrink_rates


def world(generator, groups=30, mean=0.6, strength=40.0):
    truth = generator.beta(mean * strength, (1 - mean) * strength, groups)
    n = generator.integers(30, 61, groups)
    return truth, generator.binomial(n, truth), n


def test_shrunken_rates_beat_raw_and_pooled_ones_at_30_to_60_records():
    generator = np.random.default_rng(4)
    errors = {"raw": [], "shrunken": [], "pooled": []}
    for _ in range(200):
        truth, won, n = world(generator)
        errors["raw"].append(won / n - truth)
        errors["shrunken"].append(shrink_rates(won, n).value - truth)
        errors["pooled"].append(won.sum() / n.sum() - truth)
    rmse = {name: np.sqrt(np.mean(np.square(error))) for name, error in errors.items()}
    assert rmse["shrunken"] <= 0.85 * rmse["raw"]
    assert rmse["shrunken"] <= rmse["pooled"]


@pytest.mark.parametrize("strength", [15.0, 60.0, 2000.0])
def test_credible_intervals_cover_as_often_as_they_say(strength):
    generator, covered = np.random.default_rng(5), []
    for _ in range(150):
        truth, won, n = world(generator, groups=20, strength=strength)
        rates = shrink_rates(won, n, level=0.90)
        covered.extend((rates.low <= truth) & (truth <= rates.high))
    assert 0.86 <= np.mean(covered) <= 0.995


def test_differences_that_chance_alone_makes_are_shrunk_almost_wholly():
    generator = np.random.default_rng(6)
    n = np.full(30, 220)
    raw = generator.binomial(n, 0.63) / n
    shrunken = shrink_rates(raw * n, n).value
    assert np.std(shrunken) < 0.25 * np.std(raw)


def test_differences_far_beyond_chance_are_left_as_they_are():
    rates = shrink_rates([100, 500, 900], [1000, 1000, 1000])
    np.testing.assert_allclose(rates.value, [0.1, 0.5, 0.9], atol=0.005)


def test_an_owner_who_won_2_of_2_does_not_lead():
    won, n = [2, 66, 55, 60, 80], [2, 100, 100, 100, 110]
    places = ranks(shrink_rates(won, n))
    assert places.rank[0] > 1
    assert places.rank[4] == 1
    assert places.high[0] - places.low[0] >= 3


def test_an_owner_without_records_gets_the_common_mean():
    rates = shrink_rates([0, 30, 35], [0, 50, 50])
    assert rates.value[0] == pytest.approx(rates.prior_mean)
    assert rates.low[0] < rates.low[1]
    assert rates.high[0] > rates.high[2]


def test_without_any_record_nothing_is_said():
    rates = shrink_rates([0, 0], [0, 0])
    assert np.isnan(rates.value).all()
    assert np.isnan(rates.prior_mean)
    assert np.isnan(ranks(rates).rank).all()


@pytest.mark.parametrize(("won", "n"), [([3], [4]), ([0, 0], [9, 4]), ([9, 4], [9, 4]), ([1], [1])])
def test_degenerate_groups_give_finite_rates_inside_their_intervals(won, n):
    rates = shrink_rates(won, n)
    assert np.isfinite(rates.value).all()
    assert ((rates.low >= 0) & (rates.low < rates.value)).all()
    assert ((rates.value < rates.high) & (rates.high <= 1)).all()


def test_places_do_not_depend_on_the_order_of_the_groups():
    won, n = np.array([12, 30, 12, 5, 28]), np.array([20, 50, 20, 9, 40])
    order = np.array([3, 2, 0, 4, 1])
    first, second = ranks(shrink_rates(won, n)), ranks(shrink_rates(won[order], n[order]))
    for name in ("rank", "low", "high"):
        np.testing.assert_array_equal(getattr(first, name)[order], getattr(second, name))
    assert first.rank[0] == first.rank[2]


def test_more_successes_than_records_are_refused():
    with pytest.raises(ValueError, match="between 0 and n"):
        shrink_rates([3], [2])
