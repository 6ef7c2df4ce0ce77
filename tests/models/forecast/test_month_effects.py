from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kit.models.forecast.month_effects import fit_month_effects
from kit.models.forecast.months import History, number_of

SEASON = np.array([1.0, 1.0, 1.1, 1.0, 1.0, 1.1, 0.9, 0.6, 1.05, 1.1, 1.05, 0.9])


def months(count: int) -> History:
    numbers = number_of(date(2022, 1, 1)) + np.arange(count)
    return History(numbers, np.full(count, 365.25 / 12), np.zeros((1, count)))


def test_a_season_that_is_there_is_found() -> None:
    past = months(48)
    counts = np.random.default_rng(0).poisson(np.tile(SEASON, 4) * 400).astype(float)
    effects = fit_month_effects(past, counts, 1)
    year = effects.factors(past.numbers[:12])
    assert year / year.mean() == pytest.approx(SEASON / SEASON.mean(), abs=0.06)


def test_growth_is_not_taken_for_a_season() -> None:
    past = months(36)
    year = fit_month_effects(past, 500 * 1.02 ** np.arange(36), 1).factors(past.numbers[:12])
    assert np.ptp(year) < 0.06


def test_chance_is_not_taken_for_a_season() -> None:
    past = months(36)
    counts = np.random.default_rng(2).poisson(30.0, 36).astype(float)
    year = fit_month_effects(past, counts, 1).factors(past.numbers[:12])
    assert np.abs(np.log(year)).max() < 0.2


def test_two_years_are_needed_for_months_of_the_year() -> None:
    assert fit_month_effects(months(23), np.full(23, 9.0), 1).blocks == ("quarter",)
    assert fit_month_effects(months(24), np.full(24, 9.0), 1).blocks == ("quarter", "year")
    assert fit_month_effects(months(5), np.full(5, 9.0), 1).blocks == ()


def test_quarters_follow_the_fiscal_year() -> None:
    past = months(18)
    counts = np.tile([300.0, 100.0, 100.0], 6)
    # In a fiscal year from February the high month, January, closes a quarter.
    effects = fit_month_effects(past, counts, 2)
    assert int(np.argmax(effects.mean)) == 2
    assert int(np.argmax(effects.factors(past.numbers[:3]))) == 0


def test_drawn_factors_scatter_around_the_expected_ones() -> None:
    past = months(36)
    counts = np.random.default_rng(0).poisson(np.tile(SEASON, 3) * 60).astype(float)
    effects = fit_month_effects(past, counts, 1)
    drawn = effects.draw(past.numbers[:12], 4_000, np.random.default_rng(1))
    assert drawn.mean(axis=1) == pytest.approx(effects.factors(past.numbers[:12]), rel=0.03)
    assert (drawn.std(axis=1) > 0.01).all()


def test_without_counts_there_are_no_effects() -> None:
    effects = fit_month_effects(months(30), np.zeros(30), 1)
    assert effects.draw(np.arange(3), 2, np.random.default_rng(0)).tolist() == [[1.0, 1.0]] * 3
