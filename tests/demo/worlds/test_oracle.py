from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kit.demo.worlds import TRUE, future, simulate
from kit.demo.worlds.closing import NEVER

CALM = replace(TRUE, months=30, teams=4, regions=1, arrivals=30.0)


def came(history, month, months):
    edges = history.workings.month_starts(month + months)
    rows = history.tables["opportunities"]
    day = rows["closed_at"].to_numpy().astype("datetime64[D]").astype(np.int64)
    inside = rows["status"].eq("won").to_numpy() & (day >= edges[month]) & (day < edges[-1])
    return rows.loc[inside, "amount"].sum()


def test_what_came_falls_inside_the_oracle_s_interval_as_often_as_it_should():
    inside, ratios = [], []
    for seed in range(6):
        history = simulate(CALM, seed)
        for month in (18, 24):
            drawn = future(history, month, 3, 80, seed).sum(axis=(0, 1))
            low, high = np.quantile(drawn, [0.1, 0.9])
            actual = came(history, month, 3)
            inside.append(low <= actual <= high)
            ratios.append(drawn.mean() / actual)
    assert 0.55 <= np.mean(inside) <= 1.0
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.06)


def test_the_oracle_does_not_look_at_what_happened_later():
    history = simulate(CALM, seed=11)
    month, edge = 20, history.workings.month_starts(20)[-1]
    later = replace(history, closed=np.where(history.closed >= edge, NEVER, history.closed))
    one, other = (future(which, month, 3, 5, seed=1) for which in (history, later))
    np.testing.assert_array_equal(one, other)


def test_a_seed_draws_its_own_futures():
    history = simulate(CALM, seed=12)
    one, same, other = (future(history, 20, 3, 4, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    assert one.shape == (4, 3, 4)
    assert np.isfinite(one).all()
    assert (one >= 0).all()
