"""Frames that break each kind of promise, and frames that keep them all."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from kit.data.contracts import broken_promises, contract
from kit.data.frames import DTYPES
from kit.schemas import BY_NAME, TABLES

WHEN = pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-07"]).as_unit("us")


@pytest.fixture
def opportunities():
    """Three opportunities that keep every promise."""
    schema = BY_NAME["opportunities"]
    frame = pd.DataFrame(
        {one.name: pd.Series(index=range(3), dtype=DTYPES[one.kind]) for one in schema.columns}
    )
    return frame.assign(
        opportunity_id=pd.Series(["o1", "o2", "O1"], dtype="str"),
        created_at=WHEN.tz_localize("UTC"),
        status=pd.Series(["open", "won", "lost"], dtype="str"),
        amount=[1.0, np.nan, 3.0],
    )


def said(frame, table="opportunities"):
    return [
        (fault.severity, fault.table, fault.column, fault.value, fault.message)
        for fault in broken_promises(frame, BY_NAME[table])
    ]


def test_a_frame_that_keeps_its_word_is_not_touched_and_says_nothing(opportunities):
    before = opportunities.copy(deep=True)
    assert said(opportunities) == []
    pd.testing.assert_frame_equal(opportunities, before)


@pytest.mark.parametrize("schema", TABLES, ids=lambda one: one.name)
def test_every_table_has_a_contract_that_its_empty_frame_keeps(schema):
    frame = pd.DataFrame({one.name: pd.Series(dtype=DTYPES[one.kind]) for one in schema.columns})
    assert broken_promises(frame, schema) == []
    assert list(contract(schema).columns) == list(schema.names)


def test_instants_may_be_days_but_never_text(opportunities):
    assert said(opportunities.assign(created_at=WHEN)) == []
    assert said(opportunities.assign(created_at=["a", "b", "c"])) == [
        (
            "error", "opportunities", "created_at", "str",
            "the column must hold datetime64[us, UTC], found `str`.",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cells", "dtype", "value", "message"),
    [
        ("status", ["open", "Won", None], "str", "Won",
         "1 row: a value must be one of open, won, lost, found `Won`."),
        ("status", ["open", None, None], "str", "", "2 rows: a cell may not be empty."),
        ("opportunity_id", ["o1", "o2", "o1"], "str", "o1",
         "1 row: opportunity_id must name a row only once, found `o1`."),
        ("owner", ["Ann", "", "Bo"], "str", "",
         "1 row: an empty text must be missing."),
        ("amount", [1.0, float("inf"), float("-inf")], "float64", "inf",
         "2 rows: a number must be finite, found `inf`."),
        ("amount", [1, 2, 3], "int64", "int64",
         "the column must hold float64, found `int64`."),
    ],
)  # fmt: skip
def test_a_broken_promise_names_table_column_value_and_count(
    opportunities, column, cells, dtype, value, message
):
    broken = opportunities.assign(**{column: pd.Series(cells, dtype=dtype)})
    found = [fault for fault in said(broken) if fault[4] == message]
    assert found == [("error", "opportunities", column, value, message)]


def test_a_count_is_never_negative():
    lines = pd.DataFrame(
        {
            "opportunity_id": pd.Series(["o1"], dtype="str"),
            "line": pd.array([-1], dtype="Int64"),
            "product": pd.Series([None], dtype="str"),
            "quantity": [1.0],
            "amount": [2.0],
            "is_recurring": pd.array([None], dtype="boolean"),
        }
    )
    (fault,) = said(lines, "opportunity_lines")
    assert fault[2:] == ("line", "-1", "1 row: a count must be 0 or more, found `-1`.")


def test_a_key_of_several_columns_may_have_empty_ones_but_names_a_row_once():
    rates = pd.DataFrame(
        {
            "owner": pd.Series(["Ann", "Ann", "Ann"], dtype="str"),
            "valid_from": pd.to_datetime([None, "2026-01-01", None]).as_unit("us"),
            "team": pd.Series(["A", "B", "C"], dtype="str"),
            "region": pd.Series([None] * 3, dtype="str"),
            "manager": pd.Series([None] * 3, dtype="str"),
            "valid_to": pd.to_datetime([None] * 3).as_unit("us"),
        }
    )
    assert said(rates.head(2), "owners") == []
    ((*_, message),) = said(rates, "owners")
    assert message.startswith("1 row: owner, valid_from must name a row only once")


def test_columns_that_are_missing_or_unknown_are_named(opportunities):
    broken = opportunities.drop(columns="stage").assign(surprise=1)
    assert [(fault[2], fault[4]) for fault in said(broken)] == [
        ("surprise", "the table must not have this column."),
        ("stage", "the table must have this column."),
    ]


def test_all_broken_promises_are_said_at_once(opportunities):
    broken = opportunities.assign(
        status=pd.Series(["?"] * 3, dtype="str"), amount=float("inf"), owner=1.0
    )
    assert {fault[2] for fault in said(broken)} == {"status", "amount", "owner"}


def test_only_a_load_waits_for_pandera():
    code = "import sys, kit.load, kit.runner, kit.report; print('pandera' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
