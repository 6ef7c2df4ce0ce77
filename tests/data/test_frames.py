from __future__ import annotations

import pytest
from pandas import DataFrame

from kit.data.frames import DTYPES, WIDENED, all_columns, completed, empty
from kit.schemas import BY_NAME, TABLES


@pytest.mark.parametrize("name", BY_NAME)
def test_an_empty_table_has_every_column_in_its_dtype(name: str) -> None:
    frame = empty(name)
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == {
        column.name: DTYPES[column.kind] for column in all_columns(name)
    }


def test_every_table_of_a_leaf_has_a_unit_after_loading() -> None:
    for schema in TABLES:
        if schema.sharing in ("leaf", "unit_or_company"):
            assert {"region", "team"} <= set(empty(schema.name))


def test_no_table_declares_a_widened_column_twice() -> None:
    for schema in TABLES:
        assert not set(schema.names) & {column.name for column in WIDENED[schema.name]}


def test_completing_keeps_what_is_there_and_orders_it() -> None:
    frame = completed(DataFrame({"extra": [1], "position": [3], "stage": ["New"]}), "stages")
    assert list(frame) == ["pipeline", "stage", "position", "phase", "probability", "extra"]
    assert frame.loc[0, ["stage", "position", "extra"]].tolist() == ["New", 3, 1]
    assert frame[["pipeline", "phase", "probability"]].isna().all(axis=None)
