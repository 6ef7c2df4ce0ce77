from __future__ import annotations

import numpy as np

from kit.estimates.bands import conditional
from kit.estimates.curves import at, incidence


def test_bands_by_hand():
    # Open at 30: four; one is cut off at 40, one of three wins at 50, one of two is lost at 60.
    curves = incidence([0] * 5, [10, 40, 50, 60, 90], [1, 0, 1, 2, 0])
    bands = conditional(curves, [0, 30, 60], [30, 60, 90])
    assert bands.n.tolist() == [5, 4, 1]
    np.testing.assert_allclose(bands.value[:, 0], [4 / 5, 1 / 5, 0])
    np.testing.assert_allclose(bands.value[:, 1], [1 / 3, 1 / 3, 1 / 3])
    np.testing.assert_allclose(bands.value[:, 2], [1, 0, 0])
    assert bands.high[1, 2] > 0.5


def test_a_band_is_the_curve_given_that_its_start_was_reached():
    generator = np.random.default_rng(10)
    entry = np.where(generator.random(500) < 0.5, generator.uniform(0, 25, 500), 0.0)
    curves = incidence(entry, entry + generator.exponential(40, 500), generator.integers(0, 3, 500))
    first, last = at(curves, [30]).value[:, 0], at(curves, [60]).value[:, 0]
    band = conditional(curves, [30], [60]).value[:, 0]
    np.testing.assert_allclose(band[1:], (last - first)[1:] / first[0])


def test_a_band_whose_end_nobody_reached_counts_as_far_as_anybody_went():
    bands = conditional(incidence([0] * 4, [10, 40, 45, 50], [1, 0, 1, 0]), [30, 60], [60, np.inf])
    assert bands.is_reached.tolist() == [False, False]
    assert bands.n.tolist() == [3, 0]
    np.testing.assert_allclose(bands.value[:, 0], [0.5, 0.5, 0])
    assert np.isnan(bands.value[:, 1]).all()


def test_a_band_that_begins_before_the_curves_do_has_no_shares():
    curves = incidence([0, *[20] * 40], [5, *range(21, 61)], [1] * 41)
    bands = conditional(curves, [0, 30], [30, 60])
    assert np.isnan(bands.value[:, 0]).all()
    assert bands.value[0, 1] == 0
