"""From ids to positions."""

from __future__ import annotations

import gc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.data.positions import (
    _NUMBERS,
    account_of,
    account_positions,
    distinct,
    positions,
)


@pytest.fixture(autouse=True)
def nothing_numbered() -> None:
    """No column of another test is at hand."""
    gc.collect()
    _NUMBERS.clear()


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.sampled_from(["a", "b", "c", "x", None]), max_size=12))
def test_every_id_finds_its_record_however_the_rows_stand(ids: list[str | None]) -> None:
    records = pd.Series(["c", "a", "b"], dtype="str")
    place = {"c": 0, "a": 1, "b": 2}
    found = positions(pd.Series(ids, dtype="str"), records)
    assert found.tolist() == [place.get(one or "", -1) for one in ids]
    assert found.dtype == np.int64


NAMES = st.sampled_from(["a", "b", "x", None])


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=8), st.lists(NAMES, max_size=3))
def test_accounts_are_found_as_if_each_record_had_been_asked(
    named: list[tuple[str | None, ...]], wanted: list[str | None]
) -> None:
    columns = ["account_id", "opportunity_id", "lead_id"]
    records = pd.DataFrame(named, columns=columns, dtype="str")
    opportunities = pd.DataFrame({"opportunity_id": ["a", "b"], "account_id": ["b", None]})
    leads = pd.DataFrame({"lead_id": ["a", "x"], "account_id": ["x", "a"]})
    ids = pd.Series(wanted, dtype="str")
    for others in (leads, None):
        texts = account_of(records, opportunities, others)
        found = account_positions(records, opportunities, others, ids)
        assert found.tolist() == positions(texts, ids).tolist()


def test_texts_are_numbered_once_for_whatever_they_are_looked_up_in() -> None:
    calls = pd.DataFrame({"lead_id": pd.array(["b", None, "a", "b", "x", "a"] * 3, dtype="str")})
    known = calls.copy(deep=False).filter(["lead_id"])
    for ids in (["a", "b"], ["x", "b", "b"], ["c"]):
        place = {name: ids.index(name) for name in ids}
        for frame in (calls, known):
            found = positions(frame["lead_id"], pd.Series(ids, dtype="str"))
            assert found.tolist() == [place.get(one, -1) for one in calls["lead_id"].fillna("-")]
    assert len(_NUMBERS) == 1


def test_a_column_that_was_written_to_is_numbered_anew() -> None:
    column, ids = pd.Series(["a", "b", "a", "b"], dtype="str"), pd.Series(["a", "b"], dtype="str")
    assert positions(column, ids).tolist() == [0, 1, 0, 1]
    column.iloc[0] = "b"
    assert positions(column, ids).tolist() == [1, 1, 0, 1]


def test_numbers_go_with_their_column() -> None:
    column = pd.Series(["a", "b", "a", "b"], dtype="str")
    assert distinct(column).tolist() == ["a", "b"]
    assert len(_NUMBERS) == 1
    del column
    gc.collect()
    assert not _NUMBERS
