from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.models.hazards.lines import ended, lines

EDGES = np.array([0.0, 10.0, 40.0])
AHEAD = np.array([5.0, 35.0, 66.0])


def shares(
    age: float, horizons: list[float], won: list[float], lost: list[float], shock: float = 0.0
) -> np.ndarray:
    way = lines(np.array([age]), np.array(horizons), EDGES, 10.0, AHEAD)
    baseline = np.log(np.array([[won, lost]]))
    calendar = np.zeros((1, 2, 3, 2))
    calendar[0, 0, 1, 1] = shock
    return ended(way, np.array([0]), baseline, calendar, np.zeros((1, 2, 1)))[0, :, 0]


def test_constant_hazards_give_the_textbook_shares() -> None:
    won, lost = shares(3.0, [20.0], [0.02] * 3, [0.03] * 3)
    assert won[0] == pytest.approx(0.4 * (1 - np.exp(-0.05 * 20)))
    assert lost[0] == pytest.approx(0.6 * (1 - np.exp(-0.05 * 20)))


def test_bins_follow_each_other_as_the_opportunity_grows_older() -> None:
    won, lost = shares(8.0, [2.0, 5.0], [0.1, 0.2, 0.1], [1e-300] * 3)
    assert won.tolist() == pytest.approx([1 - np.exp(-0.2), 1 - np.exp(-0.2 - 0.6)])
    assert lost.tolist() == pytest.approx([0.0, 0.0])


def test_a_month_counts_for_its_own_days_only() -> None:
    won, _ = shares(20.0, [5.0, 35.0, 50.0], [0.01] * 3, [1e-300] * 3, shock=np.log(2))
    assert won.tolist() == pytest.approx([1 - np.exp(-x) for x in (0.05, 0.65, 0.80)])


def test_who_is_not_created_yet_cannot_end() -> None:
    won, lost = shares(-7.0, [7.0, 10.0], [0.1] * 3, [0.1] * 3)
    assert won[0] == lost[0] == 0.0
    assert won[1] == pytest.approx(0.5 * (1 - np.exp(-0.6)))


def test_no_time_changes_nothing() -> None:
    assert shares(5.0, [0.0], [0.1] * 3, [0.1] * 3).tolist() == [[0.0], [0.0]]


@given(
    age=st.floats(-50, 400),
    horizons=st.lists(st.floats(0, 2000), min_size=1, max_size=8),
    won=st.lists(st.floats(1e-12, 50), min_size=3, max_size=3),
    lost=st.lists(st.floats(1e-12, 50), min_size=3, max_size=3),
)
def test_shares_rise_with_the_horizon_and_never_add_up_to_more_than_one(
    age: float, horizons: list[float], won: list[float], lost: list[float]
) -> None:
    both = shares(age, sorted(horizons), won, lost)
    assert (both >= 0).all()
    assert (both.sum(axis=0) <= 1).all()
    assert (np.diff(both, axis=1) >= -1e-12).all()
