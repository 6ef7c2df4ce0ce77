"""Risk ratios against statsmodels, and where they cannot be told."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2

from kit.estimates.ratios import mantel_haenszel, risk_ratio


def test_one_ratio_and_its_interval_are_those_of_statsmodels() -> None:
    expected = Table2x2(np.array([[30, 70], [20, 80]]))
    found = risk_ratio(30, 100, 20, 100, level=0.95)
    assert found.value == pytest.approx(expected.riskratio)
    assert (found.low, found.high) == pytest.approx(expected.riskratio_confint(0.05))


def test_the_pooled_ratio_is_that_of_statsmodels() -> None:
    hits, n, other, m = [12, 30, 3], [40, 60, 50], [10, 8, 6], [70, 20, 90]
    tables = [
        np.array([[a, b - a], [c, d - c]]) for a, b, c, d in zip(hits, n, other, m, strict=True)
    ]
    found = mantel_haenszel(hits, n, other, m)
    assert found.value == pytest.approx(StratifiedTable(tables).riskratio_pooled)


def test_one_stratum_is_the_plain_ratio_and_its_interval() -> None:
    pooled = mantel_haenszel([300], [1000], [200], [1000])
    plain = risk_ratio(300, 1000, 200, 1000)
    assert pooled.value == pytest.approx(plain.value)
    assert (pooled.low, pooled.high) == pytest.approx((plain.low, plain.high), rel=1e-3)


def test_a_stratum_with_one_side_only_changes_nothing() -> None:
    whole = mantel_haenszel([8, 5], [10, 9], [4, 0], [8, 0])
    alone = mantel_haenszel([8], [10], [4], [8])
    assert (whole.value, whole.low, whole.high) == (alone.value, alone.low, alone.high)


def test_a_thousand_pairs_are_no_worse_than_a_few_large_strata() -> None:
    """Chances of 0.6 and 0.3, two records a stratum; the interval covers the truth as it says."""
    draw = np.random.default_rng(3)
    one = np.ones((400, 1000))
    hits, other = draw.random(one.shape) < 0.6, draw.random(one.shape) < 0.3
    found = mantel_haenszel(hits, one, other, one, level=0.90)
    assert found.value.mean() == pytest.approx(2, abs=0.03)
    assert ((found.low < 2) & (found.high > 2)).mean() == pytest.approx(0.9, abs=0.04)


def test_what_cannot_be_told_is_unknown() -> None:
    found = risk_ratio([1, 0, 0], [5, 5, 0], [0, 2, 2], [5, 5, 5])
    assert np.isnan(found.value).tolist() == [True, False, True]
    assert found.value[1] == 0
    assert np.isnan(found.low).all()
    assert np.isnan(mantel_haenszel([1], [5], [0], [5]).value)
