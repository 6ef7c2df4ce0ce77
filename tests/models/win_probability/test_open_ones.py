from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.models import hazards
from kit.models.win_probability.open_ones import EVER_DAYS, OpenChances, open_ones
from kit.models.win_probability.recalibration import Recalibration
from kit.window import Window

Rows = Callable[..., pd.DataFrame]


def chances_of(
    table: pd.DataFrame, window: Window, history: pd.DataFrame | None = None
) -> OpenChances:
    return open_ones(hazards.fit(table, window), table, history, window)


@pytest.fixture(scope="module")
def found(simulate: Rows) -> OpenChances:
    return chances_of(simulate(), Window(date(2025, 12, 31)))


def test_a_chance_never_falls_as_the_horizon_grows(found: OpenChances) -> None:
    chance = found.within([0, 1, 30, 90, 365, EVER_DAYS])
    assert (np.diff(chance, axis=1) >= 0).all()
    assert (chance[:, 0] == 0).all()
    assert ((chance >= 0) & (chance <= 1)).all()


def test_bounds_hold_the_chance_and_widen_with_the_level(found: OpenChances) -> None:
    chance = found.within([90])[:, 0]
    low, high = found.interval(90, 0.90)
    assert ((low <= chance) & (chance <= high)).all()
    inner_low, inner_high = found.interval(90, 0.50)
    assert ((low <= inner_low) & (inner_high <= high)).all()
    assert (high - low).mean() > 1.5 * (inner_high - inner_low).mean()


def test_the_same_seed_gives_the_same_bounds(found: OpenChances) -> None:
    assert np.array_equal(found.interval(90, 0.9, seed=3), found.interval(90, 0.9, seed=3))


def test_those_that_outlived_all_that_closed_have_hardly_a_chance(found: OpenChances) -> None:
    chance, age = found.within([90])[:, 0], found.standing.age
    assert chance[age > 200].max() < 0.1 < chance[age < 50].min()


def test_what_closed_after_the_day_does_not_matter(simulate: Rows) -> None:
    table, then = simulate(), Window(date(2025, 6, 30))
    late = table["closed_at"] > "2025-06-30"
    other = table.assign(
        status=table["status"].mask(late, "lost"),
        closed_at=table["closed_at"].mask(late, pd.Timestamp("2025-07-01")),
    )
    both = [chances_of(one, then).within([90]) for one in (table, other)]
    assert both[0] == pytest.approx(both[1])


def test_the_order_of_the_rows_does_not_matter(simulate: Rows, window: Window) -> None:
    table = simulate()
    turned = table.iloc[::-1]
    first, second = (chances_of(one, window) for one in (table, turned))
    assert first.within([90])[:, 0] == pytest.approx(second.within([90])[::-1, 0], abs=1e-8)


def test_a_stage_that_wins_more_raises_the_chance(
    simulate: Rows, stages_of: Rows, window: Window
) -> None:
    has_offer = np.arange(1_500) % 2 == 0
    table = simulate(1_500, open_share=0.05)
    ended = table["status"].ne("open")
    won = np.random.default_rng(4).random(1_500) < np.where(has_offer, 0.9, 0.1)
    table["status"] = table["status"].mask(ended, np.where(won, "won", "lost"))
    found = chances_of(table, window, stages_of(table, has_offer))
    chance = found.within([90])[:, 0]
    middle_aged = (found.standing.age > 15) & (found.standing.age < 60)
    at_offer = found.stage["stage"].eq("Offer").to_numpy()
    assert chance[middle_aged & at_offer].mean() > 2 * chance[middle_aged & ~at_offer].mean()
    assert (found.shifts["stage"][at_offer & middle_aged] > 0).all()


def test_all_that_goes_wrong_for_a_quarter_is_noted(simulate: Rows, window: Window) -> None:
    table = simulate(2_000)
    late = table["closed_at"] > "2025-09-30"
    sold_out = table.assign(status=table["status"].mask(late, "lost"))
    calm, bad = (chances_of(one, window).recalibration for one in (table, sold_out))
    assert calm.as_of == bad.as_of == date(2025, 9, 30)
    assert abs(calm.shift) < 0.15
    assert bad.won == 0
    assert bad.shift < calm.shift - 0.2


def test_a_model_of_less_than_a_quarter_is_not_checked(simulate: Rows, window: Window) -> None:
    table = simulate(start="2025-08-01", months=4, n=600)
    found = chances_of(table, window)
    assert found.state == "fitted"
    assert found.recalibration == Recalibration()


def test_undated_ones_count_as_just_begun(simulate: Rows, window: Window) -> None:
    table = simulate()
    still = table.index[table["status"].eq("open")][:5]
    table.loc[still, "created_at"] = pd.NaT
    found = chances_of(table, window)
    undated = ~found.standing.is_dated
    assert undated.sum() == 5
    assert (found.standing.age[undated] == 0).all()
    assert np.isfinite(found.within([90])).all()


def memoryless(seed: int) -> pd.DataFrame:
    """Half are won; at every age the open ones end at the same rate, after 50 days on average."""
    rng = np.random.default_rng(seed)
    created = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(rng.random(600) * 730, "D")
    ends = pd.Series(created + pd.to_timedelta(rng.exponential(50, 600), "D")).dt.as_unit("us")
    is_open = ends > pd.Timestamp("2026-01-01", tz="UTC")
    return pd.DataFrame(
        {
            "opportunity_id": [f"o{number}" for number in range(600)],
            "created_at": created.as_unit("us"),
            "closed_at": ends.mask(is_open),
            "status": np.where(is_open, "open", np.where(rng.random(600) < 0.5, "won", "lost")),
            "amount": 1.0,
        }
    )


def test_chances_are_found_where_they_are_known(window: Window) -> None:
    truth = 0.5 * (1 - np.exp(-90 / 50))
    chances, covered, width = [], [], []
    for seed in range(8):
        found = chances_of(memoryless(seed), window)
        low, high = found.interval(90, 0.90)
        chances.append(found.within([90]).mean())
        covered.append(np.mean((low <= truth) & (truth <= high)))
        width.append(np.mean(high - low))
    assert np.mean(chances) == pytest.approx(truth, abs=0.03)
    assert np.mean(covered) >= 0.85
    assert np.mean(width) < 0.35
