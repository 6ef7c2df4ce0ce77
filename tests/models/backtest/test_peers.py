from __future__ import annotations

import numpy as np
import pytest

from kit.models.backtest.ets import ets_forecast
from kit.models.backtest.peers import PEERS, ets, last_period, mean, seasonal_share

YEAR = [8.0, 9.0, 12.0, 10.0, 11.0, 13.0, 7.0, 5.0, 12.0, 11.0, 13.0, 14.0]


def test_the_last_period_and_the_mean_of_the_last_year_are_those_worked_out_by_hand(booked):
    history = booked([100.0, *range(1, 13)], [0.0] * 13)
    assert last_period(history, 3).tolist() == [33.0, 0.0]
    assert mean(history, 3).tolist() == [19.5, 0.0]


def test_a_short_history_is_taken_for_a_period(booked):
    assert last_period(booked([4.0, 6.0]), 3).tolist() == [15.0]
    assert mean(booked([4.0, 6.0]), 1).tolist() == [5.0]


def test_the_season_of_earlier_years_is_that_of_the_target_s_months(booked):
    history = booked(YEAR * 3, [0.0] * 36)
    assert seasonal_share(history, 3).tolist() == pytest.approx([8 + 9 + 12, 0.0])
    assert seasonal_share(history.until(30), 3).sum() == pytest.approx(7 + 5 + 12)


def test_before_two_years_the_months_of_a_quarter_are_the_season(booked):
    history = booked([1.0, 1.0, 4.0] * 3)
    assert seasonal_share(history, 1).tolist() == pytest.approx([1.0])
    assert seasonal_share(history.until(8), 1).tolist() == pytest.approx([14 / 8 * 2])


def test_before_two_quarters_there_is_no_season(booked):
    history = booked([1.0, 1.0, 4.0, 1.0])
    assert seasonal_share(history, 1).tolist() == mean(history, 1).tolist()


def test_leaves_share_what_is_expected_of_the_company(booked):
    history = booked([2 * one for one in YEAR * 3], [6 * one for one in YEAR * 3])
    for peer in (seasonal_share, ets):
        own, other = peer(history, 3)
        assert other == pytest.approx(3 * own)
    assert ets(history, 3).sum() == pytest.approx(8 * (8 + 9 + 12), rel=0.02)


def test_smoothing_asks_for_two_years_and_never_falls_below_nothing(booked):
    assert np.isnan(ets(booked([5.0] * 23), 3)).all()
    assert ets(booked([5.0] * 24), 3).tolist() == [15.0]
    falling = tuple(np.linspace(100, 1, 30) + np.tile([3.0, -3.0], 15))
    assert ets_forecast(falling, 12) >= 0


@pytest.mark.parametrize(
    "months",
    [[0.0], [0.0] * 30, [-5.0] * 30, [1e12, *([0.0] * 29)], [1.0, *([0.0] * 5)]],
    ids=["one month", "nothing", "negative", "one giant", "then nothing"],
)
def test_every_peer_stays_finite_on_odd_histories(booked, months):
    history = booked(months, [0.0] * len(months))
    for name, peer in PEERS.items():
        found = peer(history, 3)
        assert np.isfinite(found).all() or (name == "ets" and len(months) < 24)
