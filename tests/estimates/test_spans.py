from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from kit.estimates.curves import Curves, incidence, kaplan_meier
from kit.estimates.spans import distribution, quantile, restricted_mean


def world(generator, size):
    """Wins at 0.02 and losses at 0.01 a day, open ones cut off at 60 to 300 days."""
    end, cut = generator.exponential(1 / 0.03, size), generator.uniform(60, 300, size)
    cause = np.where(generator.random(size) < 2 / 3, 1, 2)
    return np.zeros(size), np.minimum(end, cut), np.where(end <= cut, cause, 0)


def test_a_median_that_open_records_pull_up():
    # Open: 3/4 after 10, 3/8 after 30: half have ended at 30, not at 20.
    curves = kaplan_meier([0] * 4, [10, 20, 30, 40], [True, False, True, False])
    assert quantile(curves, 0.5).value == 30
    assert np.isnan(quantile(curves, 0.9).value)


def test_a_quantile_and_its_bounds_equal_those_of_statsmodels():
    generator = np.random.default_rng(11)
    _, exits, cause = world(generator, 307)
    cause[np.argmax(exits)] = 0  # statsmodels takes the logarithm of a survival of 0
    curves = kaplan_meier(np.zeros(307), exits, cause > 0, level=0.90)
    theirs = SurvfuncRight(exits, (cause > 0).astype(int))
    ours = quantile(curves, 0.4)
    assert ours.value == theirs.quantile(0.4)
    low, high = theirs.quantile_ci(0.4, alpha=0.10, method="cloglog")
    steps = curves.time
    assert abs(np.searchsorted(steps, ours.low) - np.searchsorted(steps, low)) <= 2
    assert abs(np.searchsorted(steps, ours.high) - np.searchsorted(steps, high)) <= 2


def test_given_winning_losses_and_open_ones_do_not_count_as_slow_wins():
    curves = incidence([0] * 6, [10, 15, 20, 30, 60, 60], [1, 2, 1, 1, 0, 0])
    assert distribution(curves, given=True).value[-1] == 1.0
    assert quantile(curves, 0.5, given=True).value == 20
    assert quantile(curves, 0.5).value == 30


def test_one_win_alone_leaves_its_age_wide_open():
    median = quantile(incidence([0, 0], [40, 50], [1, 0]), 0.5, given=True)
    assert (median.value, median.low) == (40, 0)
    assert np.isnan(median.high)


def test_without_a_win_there_is_no_time_to_win():
    curves = incidence([0, 0], [40, 50], [2, 0])
    assert np.isnan(quantile(curves, 0.5, given=True).value)
    assert np.isnan(restricted_mean(curves, 365, given=True).value)
    empty = incidence([], [], [])
    assert np.isnan(quantile(empty, 0.5).value)
    assert np.isnan(restricted_mean(empty, 365).value)


def test_restricted_means_by_hand():
    curves = kaplan_meier([0] * 4, [10, 20, 30, 40], [True] * 4)
    assert restricted_mean(curves, 100).value == pytest.approx(25)
    assert restricted_mean(curves, 25).value == pytest.approx((10 + 20 + 25 + 25) / 4)
    won = incidence([0] * 4, [10, 20, 30, 40], [1, 2, 1, 0])
    # Won: 1/4 at 10, 1/4 more at 30: the mean age of winners is 20.
    assert restricted_mean(won, 365, given=True).value == pytest.approx(20)


def test_a_mean_is_not_known_where_the_curve_stops_before_the_limit():
    curves = kaplan_meier([0, 0], [10, 20], [True, False])
    assert np.isnan(restricted_mean(curves, 30).value)
    assert restricted_mean(curves, 20).value == pytest.approx(15)


def test_intervals_of_median_and_mean_given_winning_cover_as_often_as_they_say():
    # Given a win, its age is exponential with rate 0.03.
    generator, truths = np.random.default_rng(12), (np.log(2) / 0.03, 1 / 0.03)
    covered = []
    for _ in range(300):
        curves = incidence(*world(generator, 120), level=0.90)
        found = quantile(curves, 0.5, given=True), restricted_mean(curves, 365, given=True)
        covered.append(
            [one.low <= truth <= one.high for one, truth in zip(found, truths, strict=True)]
        )
    assert np.mean(covered, axis=0) == pytest.approx(np.full(2, 0.90), abs=0.06)


def test_the_mean_to_any_end_is_that_of_all_ends_alike() -> None:
    entry, exits, cause = np.zeros(40), np.arange(1.0, 41.0), np.tile([1, 2, 0, 2], 10)
    told_apart = restricted_mean(incidence(entry, exits, cause), 30, cause=0)
    alike = restricted_mean(kaplan_meier(entry, exits, cause > 0), 30)
    assert told_apart.value == pytest.approx(alike.value)
    assert (told_apart.low, told_apart.high) == pytest.approx((alike.low, alike.high))
    assert told_apart.value != pytest.approx(30 - alike.value)


@pytest.mark.parametrize(
    "read",
    [
        lambda curves: restricted_mean(curves, 30, 0, given=True),
        lambda curves: distribution(curves, 0, given=True),
    ],
)
def test_nobody_is_among_those_of_any_end(read: Callable[[Curves], object]) -> None:
    with pytest.raises(ValueError, match="one end"):
        read(kaplan_meier([0, 0], [10, 20], [True, True]))
