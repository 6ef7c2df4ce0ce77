from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from kit.estimates.comparison import benjamini_hochberg, compare
from kit.estimates.intervals import newcombe, wilson


def test_a_difference_of_two_shares_has_newcombes_interval():
    now, before = wilson(56, 70), wilson(48, 80)
    difference = compare(56 / 70, *now, 48 / 80, *before)
    np.testing.assert_allclose((difference.low, difference.high), newcombe(56, 70, 48, 80))


@given(
    st.integers(0, 60),
    st.integers(1, 60),
    st.integers(0, 60),
    st.integers(1, 60),
    st.floats(0.5, 0.99),
)
def test_p_falls_below_the_level_exactly_where_the_interval_leaves_0_out(s, n, t, m, level):
    s, t = min(s, n), min(t, m)
    difference = compare(s / n, *wilson(s, n, level), t / m, *wilson(t, m, level), level)
    leaves_0_out = bool(difference.low > 1e-9 or difference.high < -1e-9)
    if abs(difference.p - (1 - level)) > 1e-6:
        assert leaves_0_out == bool(difference.p < 1 - level)


def test_no_change_has_a_p_value_of_1():
    assert float(compare(0.4, 0.3, 0.5, 0.4, 0.2, 0.6).p) == 1.0


def test_without_an_interval_nothing_is_called_a_change():
    difference = compare(120, np.nan, np.nan, 100, np.nan, np.nan)
    assert float(difference.change) == 20.0
    assert np.isnan([difference.low, difference.high, difference.p]).all()


@given(arrays(float, st.integers(1, 30), elements=st.floats(0, 1)))
def test_adjusted_p_values_equal_those_of_scipy_and_statsmodels(p):
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), atol=1e-12)
    np.testing.assert_allclose(
        benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1], atol=1e-12
    )


def test_a_missing_p_value_stays_missing_and_does_not_count_as_a_look():
    adjusted = benjamini_hochberg([0.02, np.nan, 0.04])
    assert np.isnan(adjusted[1])
    assert adjusted[[0, 2]].tolist() == pytest.approx([0.04, 0.04])
    assert benjamini_hochberg([]).tolist() == []
