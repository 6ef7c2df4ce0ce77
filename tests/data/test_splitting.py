"""Splitting amounts without losing a minor unit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kit.data.splitting import digits_of, split

WHOLES = st.lists(
    st.tuples(
        st.integers(-(10**12), 10**12),
        st.lists(st.floats(0.001, 1000), min_size=1, max_size=9),
    ),
    max_size=20,
)


@given(WHOLES)
def test_shares_add_up_to_every_whole_and_lie_near_their_due(
    wholes: list[tuple[int, list[float]]],
) -> None:
    units = np.array([whole for whole, _ in wholes], dtype=np.int64)
    sizes = np.array([len(weights) for _, weights in wholes], dtype=np.int64)
    weights = np.array([weight for _, some in wholes for weight in some])
    starts = np.cumsum(sizes) - sizes
    shares = split(units, starts, weights)
    for number, (whole, own) in enumerate(wholes):
        part = shares[starts[number] : starts[number] + sizes[number]]
        assert part.sum() == whole
        due = whole * np.array(own) / sum(own)
        assert np.abs(part - due).max() <= len(own) + 1e-3


def test_what_is_left_over_goes_to_the_first_of_the_largest() -> None:
    assert split(np.array([10]), np.array([0]), np.array([1.0, 2.0, 2.0])).tolist() == [2, 4, 4]
    assert split(np.array([11]), np.array([0]), np.array([1.0, 2.0, 2.0])).tolist() == [2, 5, 4]


def test_thousandths_are_kept_where_a_currency_has_them() -> None:
    assert digits_of(np.array([0.125, 7.0])) == 3
    assert digits_of(np.array([1234567.89, -0.01])) == 2
    assert digits_of(np.array([])) == 2
