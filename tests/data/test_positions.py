"""From ids to positions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kit.data.positions import positions


@given(st.lists(st.sampled_from(["a", "b", "c", "x", None]), max_size=12))
def test_every_id_finds_its_record_however_the_rows_stand(ids: list[str | None]) -> None:
    records = pd.Series(["c", "a", "b"], dtype="str")
    place = {"c": 0, "a": 1, "b": 2}
    found = positions(pd.Series(ids, dtype="str"), records)
    assert found.tolist() == [place.get(one or "", -1) for one in ids]
    assert found.dtype == np.int64
