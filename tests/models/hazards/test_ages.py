from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kit.models.hazards.ages import FEWEST, bins_of, edges_for, middles


@given(arrays.arrays(float, st.integers(0, 300), elements=st.floats(0.01, 50_000)))
def test_edges_rise_from_zero_and_hold_every_age(ends: np.ndarray) -> None:
    edges = edges_for(ends)
    assert edges[0] == 0
    assert (np.diff(edges) > 0).all()
    assert (edges[bins_of(ends, edges)] < ends).all()


def test_a_young_bin_closes_once_it_holds_enough_ends() -> None:
    assert edges_for(np.repeat(0.5, FEWEST))[1] == 1.0
    assert edges_for(np.repeat(0.5, FEWEST - 1))[1] == 11.0


def test_bins_stay_above_the_oldest_end() -> None:
    assert (edges_for(np.repeat(20.0, 500)) > 365).any()


def test_an_age_on_an_edge_belongs_to_the_bin_it_ends() -> None:
    assert bins_of(np.array([0.5, 1.0, 1.01]), np.array([0.0, 1.0, 2.0])).tolist() == [0, 0, 1]


def test_the_open_last_bin_has_a_middle() -> None:
    assert middles(np.array([0.0, 10.0])).tolist() == [5.0, 13.0]
