from __future__ import annotations

from pandas import DataFrame, Index, Series

from kit.data.categories import DIMENSIONS
from kit.data.frames import completed
from kit.data.records import Records

TABLES = {
    "opportunities": completed(
        DataFrame(
            {"stage": ["Proposal", "Limbo"], "owner": ["Ann", "Ben"], "source": [None, "Web"]}
        ),
        "opportunities",
    ),
    "owners": completed(DataFrame({"owner": ["Abe"], "team": ["DACH"]}), "owners"),
    "accounts": completed(DataFrame({"account_id": ["x"], "owner": ["Zoe"]}), "accounts"),
    "stages": completed(
        DataFrame(
            {
                "pipeline": ["sales", "sales", "renewal"],
                "stage": ["Proposal", "New", "Review"],
                "position": Series([2, 1, 1], dtype="Int64"),
            }
        ),
        "stages",
    ),
}


def members(column: Series) -> list[str]:
    return list(column.cat.categories)


def test_stages_stand_in_their_order_and_unknown_ones_last() -> None:
    stages = Records.of(TABLES).tables["opportunities"]["stage"]
    assert members(stages) == ["New", "Review", "Proposal", "Limbo"]
    assert stages.tolist() == ["Proposal", "Limbo"]


def test_owners_without_records_are_members_too() -> None:
    assert members(Records.of(TABLES).tables["opportunities"]["owner"]) == ["Abe", "Ann", "Ben"]


def test_the_owner_of_an_account_is_no_member_of_the_unit_but_kept() -> None:
    accounts = Records.of(TABLES).tables["accounts"]
    assert accounts["owner"].tolist() == ["Zoe"]


def test_a_dimension_has_the_same_members_in_every_table() -> None:
    tables = Records.of(TABLES).tables
    for name in DIMENSIONS:
        found = [
            Index(members(frame[name]))
            for table, frame in tables.items()
            if name in frame and table != "accounts"
        ]
        assert all(one.equals(found[0]) for one in found)


def test_the_input_keeps_its_dtypes() -> None:
    Records.of(TABLES).opportunities  # noqa: B018
    assert str(TABLES["opportunities"]["stage"].dtype) == "str"


def test_only_values_that_occur_are_members() -> None:
    owners = Series(["Zoe", None, "Ann"], dtype="category").cat.add_categories(["Nobody"])
    spend = completed(DataFrame({"region": ["EMEA"]}), "spend")
    tables = Records.of({"owners": DataFrame({"owner": owners}), "spend": spend}).tables
    assert members(tables["owners"]["owner"]) == ["Ann", "Zoe"]
    assert tables["owners"]["owner"].fillna("Ann").tolist() == ["Zoe", "Ann", "Ann"]
