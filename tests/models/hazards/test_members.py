from __future__ import annotations

import numpy as np
import pandas as pd

from kit.models.hazards.members import LARGEST, members_of

ROWS = pd.DataFrame(
    {
        "region": ["EMEA", "AMER", "EMEA", None],
        "team": ["North", "North", "North", None],
        "product": ["A", "B", None, ""],
    }
)


def test_teams_of_the_same_name_in_two_regions_are_two_members() -> None:
    members = members_of(ROWS, ["team"])
    assert members.names["team"].tolist() == ["", "AMER/North", "EMEA/North"]
    assert members.n["team"].tolist() == [1, 1, 2]


def test_missing_and_empty_names_are_one_member() -> None:
    members = members_of(ROWS, ["product"])
    assert members.names["product"].tolist() == ["", "A", "B"]
    assert members.codes(ROWS)[:, 0].tolist() == [1, 2, 0, 0]


def test_a_missing_column_is_one_nameless_member() -> None:
    assert members_of(ROWS, ["source"]).names["source"].tolist() == [""]


def test_unknown_members_have_the_code_past_the_last() -> None:
    members = members_of(ROWS, ["product"])
    assert members.codes(pd.DataFrame({"product": ["Z", "B"]})).tolist() == [[3], [2]]


def test_categories_without_records_are_no_members() -> None:
    typed = ROWS.assign(product=pd.Categorical(["A"] * 4, categories=["A", "B"]))
    assert members_of(typed, ["product"]).names["product"].tolist() == ["A"]


def test_only_the_largest_members_have_an_effect_of_their_own() -> None:
    many = pd.DataFrame({"source": np.repeat([f"s{i:03}" for i in range(LARGEST + 5)], 2)[5:]})
    members = members_of(many, ["source"])
    assert len(members.names["source"]) == LARGEST
    assert "s000" not in members.names["source"]


def test_no_records_have_no_members() -> None:
    members = members_of(ROWS.iloc[:0], ["team", "product"])
    assert [len(names) for names in members.names.values()] == [0, 0]
    assert members.codes(ROWS).tolist() == [[0, 0]] * 4
