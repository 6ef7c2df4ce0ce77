"""Seasons of monthly series."""

from __future__ import annotations

import numpy as np
import pytest

from kit.estimates.season import season_of


def test_the_parts_add_up_to_the_series() -> None:
    values = 100 + np.arange(36.0) + 20 * np.sin(np.arange(36) * np.pi / 6)
    parts = season_of(values)
    assert np.allclose(parts.seasonal + parts.trend + parts.rest, values)
    assert np.ptp(parts.seasonal) == pytest.approx(40, rel=0.05)


def test_one_odd_month_moves_neither_season_nor_trend() -> None:
    values = np.full(48, 100.0)
    values[30] = 5000
    parts = season_of(values)
    assert np.allclose(parts.seasonal, 0, atol=1)
    assert np.allclose(parts.trend, 100, atol=1)


def test_a_year_and_eleven_months_are_too_short() -> None:
    with pytest.raises(ValueError, match="24 months, not 23"):
        season_of(np.ones(23))
