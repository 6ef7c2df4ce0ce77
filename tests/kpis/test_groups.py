"""Records sorted into groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.kpis.groups import group

RECORDS = pd.DataFrame(
    {
        "owner": pd.Categorical(["Bo", None, "Ada", "Bo"]),
        "product": pd.Categorical(["P", "P", "Q", "P"], categories=["P", "Q", "R"]),
        "amount": [0.1, 1.0, 3.0, 0.2],
    }
)


def test_missing_values_are_a_group_of_their_own() -> None:
    groups = group(RECORDS, ["owner"])
    found = dict(
        zip(groups.keys["owner"].astype("str").fillna("nobody"), groups.count(), strict=True)
    )
    assert found == {"Bo": 2, "nobody": 1, "Ada": 1}


def test_groups_are_counted_where_a_condition_holds_and_summed_exactly() -> None:
    groups = group(RECORDS, ["owner", "product"])
    first = groups.codes[0]
    assert groups.count(RECORDS["amount"] > 0.15)[first] == 1
    assert groups.total(RECORDS["amount"])[first] == 0.3


def test_records_without_a_period_are_in_no_group() -> None:
    period = pd.Series(pd.to_datetime(["2026-01-01", None, "2026-01-01", None]))
    groups = group(RECORDS, period=period)
    assert groups.codes.tolist() == [0, -1, 0, -1]
    assert groups.count().tolist() == [2]
    assert groups.keys["period"].tolist() == [pd.Timestamp("2026-01-01")]


def test_columns_are_cut_into_the_part_of_each_group() -> None:
    period = pd.Series(pd.to_datetime(["2026-01-01", None, "2026-02-01", "2026-01-01"]))
    groups = group(RECORDS, period=period)
    parts = groups.split(RECORDS["amount"].to_numpy(), np.arange(4))
    assert [[column.tolist() for column in part] for part in parts] == [
        [[0.1, 0.2], [0, 3]],
        [[3.0], [2]],
    ]


def test_without_dimensions_all_records_are_one_group() -> None:
    assert group(RECORDS).count().tolist() == [4]
    assert len(group(RECORDS.iloc[:0]).keys) == 0
