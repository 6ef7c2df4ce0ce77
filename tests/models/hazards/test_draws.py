from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models.hazards import Hazards, fit
from kit.window import Window


@pytest.fixture(scope="module")
def fitted(world: Callable) -> tuple[pd.DataFrame, Hazards]:
    table = world(4_000, 31, team_sd=0.3, month_sd=0.2).opportunities
    return table, fit(table, Window(date(2026, 6, 15)))


def test_the_same_seed_gives_the_same_draws_and_another_one_does_not(fitted: tuple) -> None:
    table, hazards = fitted
    one, same, other = (
        hazards.draw(5, seed).chances(table[:3], [1, 2, 3], [30]) for seed in (4, 4, 5)
    )
    assert (one == same).all()
    assert (one != other).any()


def test_draws_scatter_around_the_estimate(fitted: tuple) -> None:
    table, hazards = fitted
    ages, horizons = np.arange(40) * 4, [30, 90]
    point = hazards.chances(table[:40], ages, horizons)
    draws = hazards.draw(2000, 1).chances(table[:40], ages, horizons)
    assert draws.mean(axis=0) == pytest.approx(point, abs=0.02)
    assert (draws.std(axis=0)[:, :10] > 0.003).all()


def test_records_alike_get_the_same_chances_whatever_their_order(fitted: tuple) -> None:
    table, hazards = fitted
    rows, ages = table.iloc[:50], np.arange(50) % 7 * 10.0
    draws = hazards.draw(3, 0)
    forward = draws.chances(rows, ages, [20, 60])
    backward = draws.chances(rows[::-1], ages[::-1], [20, 60])
    assert (forward == backward[:, :, ::-1]).all()
    one_by_one = [draws.chances(rows[k : k + 1], ages[k : k + 1], [20, 60]) for k in range(50)]
    assert np.concatenate(one_by_one, axis=2) == pytest.approx(forward, rel=1e-5)


def test_many_records_are_computed_in_parts_without_a_seam(
    fitted: tuple, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, hazards = fitted
    draws, ages = hazards.draw(7, 0), np.arange(300.0)
    whole = draws.chances(table[:300], ages, [45, 90])
    monkeypatch.setattr("kit.models.hazards.draws._AT_ONCE", 100)
    assert draws.chances(table[:300], ages, [45, 90]) == pytest.approx(whole, rel=1e-6)
    assert (draws.wins(table[:300], ages, [45, 90]) == whole[:, 0]).all()


def test_the_shock_of_a_month_moves_all_records_of_a_draw_together(fitted: tuple) -> None:
    table, hazards = fitted
    draws = hazards.draw(1500, 2)
    mature = draws.chances(table[:2], [40, 40], [107])[:, 0]
    later = draws.chances(table[:2], [-30, -30], [137])[:, 0]
    assert np.corrcoef(mature[:, 0, 0], mature[:, 1, 0])[0, 1] > 0.3
    shock = draws.calendar[:, 0, 2, 1]
    assert np.corrcoef(shock, mature[:, 0, 0])[0, 1] > 0.1
    assert np.corrcoef(shock, later[:, 0, 0])[0, 1] > 0.1


def test_effects_of_factors_add_up(fitted: tuple) -> None:
    table, hazards = fitted
    parts = hazards.point.factor_effects(table[:20])
    assert list(parts) == ["team", "product", "source"]
    assert sum(parts.values()) == pytest.approx(hazards.point.effects(table[:20]))


def test_months_ahead_end_where_the_calendar_says(fitted: tuple) -> None:
    assert fitted[1].point.ahead[:3].tolist() == [15.0, 46.0, 77.0]  # 30 June, 31 July, 31 August


def test_of_nobody_there_are_no_chances(fitted: tuple) -> None:
    table, hazards = fitted
    assert hazards.chances(table[:0], [], [30]).shape == (2, 0, 1)
    assert hazards.wins(table[:0], [], [30]).shape == (0, 1)
