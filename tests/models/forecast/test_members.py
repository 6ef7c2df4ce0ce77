from __future__ import annotations

import pandas as pd
from pandas import DataFrame

from kit.models.forecast.members import members_of


def test_missing_names_are_a_member_and_come_last() -> None:
    records = DataFrame({"region": ["EMEA", None, "EMEA"], "team": ["Iberia", None, None]})
    teams = members_of(records, ["region", "team"])
    assert teams.names["region"].tolist()[:2] == ["EMEA", "EMEA"]
    assert teams.names["region"].isna().tolist() == [False, False, True]
    assert teams.codes(records).tolist() == [0, 2, 1]


def test_columns_that_are_not_there_count_as_missing() -> None:
    teams = members_of(DataFrame({"owner": ["a", "b"]}), ["region", "team"])
    assert len(teams) == 1
    assert teams.codes(DataFrame({"owner": ["c"]})).tolist() == [0]


def test_categories_without_records_are_no_members() -> None:
    team = pd.Categorical(["Iberia"], categories=["DACH", "Iberia"])
    assert members_of(DataFrame({"team": team}), ["team"]).names["team"].tolist() == ["Iberia"]
