from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.models.calibration import noise_floor, reliability


def test_bins_of_written_out_rows_are_those_worked_out_by_hand():
    found = reliability([0.1, 0.1, 0.3, 0.3, 0.6, 0.6], [0, 0, 1, 0, 1, 1], bins=3)
    assert found.bins["bin"].tolist() == [0, 1, 2]
    np.testing.assert_allclose(found.bins["predicted"], [0.1, 0.3, 0.6])
    assert found.bins["observed"].tolist() == [0.0, 0.5, 1.0]
    assert found.error == pytest.approx((0.1 + 0.2 + 0.4) / 3)
    assert (found.bins["low"] <= found.bins["observed"]).all()


def test_perfect_probabilities_have_the_error_of_the_noise_floor():
    generator = np.random.default_rng(11)
    errors, floors = [], []
    for _ in range(100):
        chance = generator.uniform(0.45, 0.55, 2_000)
        found = reliability(chance, generator.random(2_000) < chance)
        errors.append(found.error)
        floors.append(found.noise_floor)
    assert np.mean(errors) == pytest.approx(np.mean(floors), rel=0.05)


def test_probabilities_that_are_all_too_high_are_not_calibrated():
    generator = np.random.default_rng(12)
    chance = generator.uniform(0.2, 0.8, 3_000)
    happened = generator.random(3_000) < chance
    assert reliability(chance, happened).is_calibrated
    too_high = reliability(chance + 0.1, happened)
    assert not too_high.is_calibrated
    assert too_high.error == pytest.approx(0.1, abs=0.03)


def test_one_probability_for_all_is_one_bin_whose_floor_is_that_of_one_bin():
    found = reliability([0.4] * 50, [1] * 20 + [0] * 30)
    assert found.bins["n"].tolist() == [50]
    assert found.error == pytest.approx(0)
    assert found.noise_floor == pytest.approx(0.798 * np.sqrt(0.24 / 50), abs=1e-4)


def test_the_noise_floor_is_that_of_the_design():
    assert noise_floor(0.63, 1_500) == pytest.approx(0.8 * np.sqrt(10 * 0.63 * 0.37 / 1_500), 0.01)


def test_nothing_to_compare_gives_no_bins_and_no_error():
    found = reliability([], [])
    assert len(found.bins) == 0
    assert np.isnan(found.error)
    assert not found.is_calibrated


@pytest.mark.parametrize("wrong", [1.2, -0.1, np.nan])
def test_what_is_no_probability_is_refused(wrong):
    with pytest.raises(ValueError, match="between 0 and 1"):
        reliability([0.5, wrong], [1, 0])


def test_outcomes_of_other_records_are_refused():
    with pytest.raises(ValueError, match="probabilities for"):
        reliability([0.5, 0.5], [1])


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 1.0]), st.booleans()), min_size=1))
def test_the_order_of_the_rows_does_not_matter_and_every_row_counts_once(rows):
    chance, happened = zip(*rows, strict=True)
    one, other = reliability(chance, happened), reliability(chance[::-1], happened[::-1])
    np.testing.assert_allclose(one.bins.to_numpy(float), other.bins.to_numpy(float), atol=1e-12)
    assert one.bins["n"].sum() == len(rows)
    assert one.error == pytest.approx(other.error)
