from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.data.frames import all_columns
from kit.demo.worlds import MISSPECIFIED, TRUE, Change, Product, Workings, simulate
from kit.demo.worlds.closing import NEVER, closes

SMALL = replace(TRUE, months=24, teams=6, regions=2, arrivals=20.0)


def won(history):
    rows = history.tables["opportunities"]
    return rows[rows["status"].eq("won")]


def test_a_history_is_a_canonical_table_in_which_nothing_closes_before_it_starts():
    rows = simulate(SMALL, seed=3).tables["opportunities"]
    assert [one.name for one in all_columns("opportunities")] == list(rows)
    assert rows["opportunity_id"].is_unique
    closed = rows["status"].ne("open")
    assert (rows["closed_at"].notna() == closed).all()
    assert (rows.loc[closed, "closed_at"] > rows.loc[closed, "created_at"]).all()
    assert rows["closed_at"].max() <= pd.Timestamp("2022-12-31")
    assert rows.groupby("region", observed=True)["team"].nunique().to_dict() == {
        "Region 1": 3,
        "Region 2": 3,
    }


def test_the_same_seed_draws_the_same_history_and_another_one_another():
    one, same, other = (simulate(SMALL, seed=seed).tables["opportunities"] for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one, same)
    assert len(one) != len(other) or not one["closed_at"].equals(other["closed_at"])


def test_closes_follow_constant_hazards_as_exponential_times_do():
    flat = Workings(months=24, quarter_end=1.0, ages=(0, 1000), won=(0.02, 0.02), lost=(0.01, 0.01))
    created = np.full(40_000, flat.first)
    nothing = np.zeros((2, len(created)))
    months = np.arange(24)
    closed, is_won = closes(
        flat, np.random.default_rng(1), created, nothing, flat.first, np.zeros((2, 24)), months
    )
    assert (closed != NEVER).all()
    assert is_won.mean() == pytest.approx(2 / 3, abs=0.01)
    # Days are whole: the mean of a geometric time with chance 1 - exp(-0.03) a day.
    assert (closed - created).mean() == pytest.approx(1 / (1 - np.exp(-0.03)), rel=0.02)


def test_an_effect_on_the_log_hazard_doubles_the_odds_of_winning():
    flat = Workings(months=36, quarter_end=1.0, ages=(0, 1000), won=(0.01, 0.01), lost=(0.02, 0.02))
    created = np.full(40_000, flat.first)
    effects = np.stack([np.full(len(created), np.log(2)), np.zeros(len(created))])
    _, is_won = closes(
        flat,
        np.random.default_rng(2),
        created,
        effects,
        flat.first,
        np.zeros((2, 36)),
        np.arange(36),
    )
    assert is_won.mean() == pytest.approx(0.5, abs=0.01)


def test_nothing_closes_before_the_first_day_on_which_closes_are_drawn():
    created = np.full(5_000, TRUE.first)
    start = int(TRUE.month_starts(12)[6])
    closed, _ = closes(
        TRUE,
        np.random.default_rng(3),
        created,
        np.zeros((2, len(created))),
        start,
        np.zeros((2, 6)),
        np.arange(6, 12),
    )
    assert closed.min() >= start


def test_amounts_won_scatter_around_the_list_price_as_stated():
    sold = won(simulate(replace(SMALL, ratio_mean=-0.1, ratio_spread=0.05), seed=5))
    ratio = np.log(sold["amount"] / sold["list_price"])
    assert ratio.mean() == pytest.approx(-0.1, abs=0.01)
    assert ratio.std() == pytest.approx(0.05, abs=0.005)


def test_open_and_lost_ones_show_no_amount_that_only_a_close_would_tell():
    rows = simulate(SMALL, seed=6).tables["opportunities"]
    rest = rows[rows["status"].ne("won")]
    assert rest["amount"].equals(rest["list_price"])


def test_a_dearer_product_with_a_strong_effect_is_won_more_often():
    products = (Product("A", 10.0, 0.5, 0.8), Product("B", 20.0, 0.5, -0.8))
    rows = simulate(replace(SMALL, products=products), seed=7).tables["opportunities"]
    closed = rows[rows["status"].ne("open")]
    rate = closed["status"].eq("won").groupby(closed["product"]).mean()
    assert rate["A"] > 1.8 * rate["B"]


def test_in_a_drifting_world_ever_fewer_are_won():
    rows = simulate(MISSPECIFIED["win rate drifts"], seed=8).tables["opportunities"]
    closed = rows[rows["status"].ne("open")]
    rate = closed["status"].eq("won").groupby(closed["closed_at"].dt.year).mean()
    assert rate[2025] < 0.85 * rate[2023]


def test_where_stale_ones_grow_ever_more_stay_open():
    history = simulate(MISSPECIFIED["stale ones grow"], seed=9)
    drawn, starts = history.drawn, history.workings.month_starts(54)
    early, late = drawn.created < starts[30], drawn.created >= starts[48]
    assert drawn.stale[early].mean() == pytest.approx(0.03, abs=0.01)
    assert drawn.stale[late].mean() > 0.2
    assert (history.closed[drawn.stale] == NEVER).all()


def test_where_losses_are_never_recorded_lost_ones_look_open():
    history = simulate(MISSPECIFIED["losses never recorded"], seed=10)
    rows = history.tables["opportunities"]
    assert set(rows["status"]) == {"won", "open"}
    assert rows["closed_at"].notna().sum() == history.is_won.sum()


def test_a_shifted_season_comes_two_months_later():
    shifted = replace(TRUE, change=Change(months_before_end=12, season_shift=2))
    month = np.arange(shifted.months)
    before, after = shifted.season_month(month)[7], shifted.season_month(month)[-1]
    assert before == 7
    assert after == (shifted.months - 1 - 2) % 12
