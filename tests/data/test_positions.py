"""From ids to positions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.data.positions import account_of, account_positions, positions


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
