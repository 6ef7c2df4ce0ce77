"""Rows of several measures below each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.kpis.stacking import stacked

KEYS = pd.DataFrame(
    {"period": pd.to_datetime(["2026-01-01", "2026-02-01"]), "owner": pd.Categorical(["Ada", None])}
)


def test_each_measure_has_a_row_of_every_group_and_keys_keep_their_types() -> None:
    rows = stacked(KEYS, {"count": {"value": np.array([1.0, 2.0])}, "share": {"value": 0.5}})
    assert rows["measure"].tolist() == ["count", "count", "share", "share"]
    assert rows["value"].tolist() == [1.0, 2.0, 0.5, 0.5]
    assert rows["measure"].dtype == "str"
    pd.testing.assert_frame_equal(rows[["period", "owner"]].iloc[2:].reset_index(drop=True), KEYS)


def test_what_a_measure_does_not_say_is_missing_and_a_mark_is_blank() -> None:
    known = {"value": 1.0, "low": 0.0, "n": 3, "mark": np.array(["young", ""])}
    rows = stacked(KEYS, {"rate": known, "sum": {"value": 2.0}})
    assert rows["mark"].tolist() == ["young", "", "", ""]
    assert rows[["low", "n"]].iloc[2:].isna().all(axis=None)


def test_without_groups_there_are_columns_but_no_rows() -> None:
    rows = stacked(KEYS.iloc[:0], {"count": {"value": np.zeros(0), "n": np.zeros(0, dtype=int)}})
    assert rows.empty
    assert list(rows) == ["period", "owner", "measure", "value", "n"]
