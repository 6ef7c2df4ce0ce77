from __future__ import annotations

from itertools import pairwise

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kit.charts.lines import GAP, apart, members


@given(st.lists(st.floats(0, 200), min_size=1, max_size=10))
def test_labels_are_apart_and_inside_whatever_their_lines_do(wanted: list[float]) -> None:
    placed = apart(wanted, 200)
    ordered = sorted(placed)
    assert all(b - a >= GAP - 1e-6 for a, b in pairwise(ordered))
    assert ordered[-1] <= 200
    assert ordered[0] >= -1e-6


def test_members_come_in_the_order_of_their_categories() -> None:
    column = pd.Series(pd.Categorical(["b", "a", None], categories=["b", "c", "a"]))
    assert members(column) == ["b", "a", None]
