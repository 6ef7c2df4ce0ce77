"""Hazards of untouched time: what a touch is held against."""

from __future__ import annotations

import numpy as np
import pytest

from kit.kpis.activity import untouched
from kit.kpis.activity.untouched import BANDS, Hazards, exposure

DAILY = np.full((1, len(BANDS)), 0.1)
NEVER = np.zeros_like(DAILY)
DAYS = np.ones_like(DAILY)


def test_a_hazard_of_a_tenth_a_day_moves_as_many_in_ten_days_as_the_exponential_says() -> None:
    found = exposure(Hazards(DAILY, NEVER, DAYS), np.array([0, 0]), np.array([0.0, 100.0]), 10)
    assert found.chance == pytest.approx(np.full(2, 1 - np.exp(-1)))


def test_days_at_risk_stand_in_the_bands_that_the_age_goes_through() -> None:
    age = np.array([12.0, 40.0])
    found = exposure(Hazards(NEVER, NEVER, DAYS), np.zeros(2, dtype=int), age, 14)
    spent = {
        (int(row), float(BANDS[band])): float(days)
        for band, (rows, time) in enumerate(found.at_risk)
        for row, days in zip(rows, time, strict=True)
    }
    assert spent == {(0, 10.0): 2, (0, 14.0): 7, (0, 21.0): 5, (1, 30.0): 5, (1, 45.0): 9}


def test_an_age_that_was_never_untouched_has_no_chance() -> None:
    days = np.where(BANDS == 5, 0.0, 1.0)[None, :]
    age = np.array([1.0, 4.9, 6.0, 7.0])
    found = exposure(Hazards(NEVER, NEVER, days), np.zeros(4, dtype=int), age, 1)
    assert np.isnan(found.chance).tolist() == [False, True, True, False]


def test_touches_are_told_alike_however_many_are_looked_at_together(monkeypatch) -> None:
    age = np.random.default_rng(1).uniform(0, 400, 50)
    step = np.zeros(50, dtype=int)
    hazards = Hazards(DAILY, DAILY / 2, DAYS)
    whole = exposure(hazards, step, age, 14)
    monkeypatch.setattr(untouched, "_AT_ONCE", 7)
    parts = exposure(hazards, step, age, 14)
    assert parts.chance.tolist() == whole.chance.tolist()
    for one, other in zip(parts.at_risk, whole.at_risk, strict=True):
        assert one[0].tolist() == other[0].tolist()
        assert one[1].tolist() == other[1].tolist()
