from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas import Series

from kit.data.latest import latest_rows


def days(numbers: list[int | None]) -> Series:
    return pd.to_datetime(Series(numbers, dtype="Int64"), unit="D").astype("datetime64[us]")


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=8),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.integers(0, 9))),
        max_size=8,
        unique=True,
    ),
)
def test_the_row_found_is_the_last_of_its_key_that_has_started(
    asked: list[tuple[str, int]], table: list[tuple[str, int | None]]
) -> None:
    found = latest_rows(
        Series([key for key, _ in asked], dtype="str"),
        days([day for _, day in asked]),
        Series([key for key, _ in table], dtype="str"),
        days([day for _, day in table]),
    )
    for (key, day), row in zip(asked, found, strict=True):
        starts = [-1 if start is None else start for own, start in table if own == key]
        usable = [start for start in starts if start <= day]
        if usable:
            assert table[row][0] == key
            assert (-1 if table[row][1] is None else table[row][1]) == max(usable)
        else:
            assert row == -1


def test_a_missing_key_or_day_finds_nothing() -> None:
    found = latest_rows(
        Series([None, "a"], dtype="str"),
        days([3, None]),
        Series(["a"], dtype="str"),
        days([None]),
    )
    assert found.tolist() == [-1, -1]
