from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import ParamError
from kit.units import Tree, Unit

TREE = Tree.of(
    [("EMEA", "Iberia"), ("EMEA", "DACH"), ("Americas", "Iberia"), ("Americas", "South"), ("", "")]
)


def test_the_tree_holds_every_leaf_and_all_above_it() -> None:
    assert [unit.key for unit in TREE.units] == [
        "",
        "Americas",
        "Americas/Iberia",
        "Americas/South",
        "EMEA",
        "EMEA/DACH",
        "EMEA/Iberia",
    ]
    assert TREE.regions == ("Americas", "EMEA")


def test_a_team_without_region_is_right_below_the_company() -> None:
    tree = Tree.of([("", "Sales")])
    assert tree.units == (Unit(), Unit("", "Sales"))
    assert Unit("", "Sales").parent == Unit()
    assert tree.find(team="Sales") == Unit("", "Sales")


def test_an_empty_company_is_a_tree_of_itself() -> None:
    assert Tree.of([]).units == (Unit(),)


def test_units_are_found_by_name() -> None:
    assert TREE.find() == Unit()
    assert TREE.find("EMEA") == Unit("EMEA")
    assert TREE.find("EMEA", "Iberia") == Unit("EMEA", "Iberia")
    assert TREE.find(team="South") == Unit("Americas", "South")


def test_a_misspelt_region_is_answered_with_the_likeliest_and_all() -> None:
    with pytest.raises(
        ParamError,
        match=re.escape("Unknown region `EMAE`. Did you mean `EMEA`? Known: `Americas`, `EMEA`."),
    ):
        TREE.find("EMAE")


def test_an_unknown_team_is_answered_with_the_teams_of_its_region() -> None:
    with pytest.raises(ParamError, match=re.escape("Unknown team `zzz`. Known: `DACH`, `Iberia`.")):
        TREE.find("EMEA", "zzz")


def test_a_team_of_another_region_is_not_found() -> None:
    with pytest.raises(ParamError, match="Unknown team `South`"):
        TREE.find("EMEA", "South")


def test_a_team_that_several_regions_have_needs_its_region() -> None:
    with pytest.raises(
        ParamError,
        match=re.escape(
            "Team `Iberia` exists in several regions (`Americas`, `EMEA`): name the region too."
        ),
    ):
        TREE.find(team="Iberia")


def test_a_unit_knows_its_level_name_and_parent() -> None:
    team = Unit("EMEA", "Iberia")
    assert (team.level, team.name, team.parent) == ("team", "Iberia", Unit("EMEA"))
    assert (Unit("EMEA").level, Unit("EMEA").parent) == ("region", Unit())
    assert (Unit().level, Unit().name, Unit().parent) == ("company", "", Unit())


def test_a_region_holds_its_teams_and_no_others() -> None:
    assert Unit("EMEA").holds(Unit("EMEA", "DACH"))
    assert Unit("EMEA").holds(Unit("EMEA"))
    assert not Unit("EMEA").holds(Unit("Americas", "DACH"))
    assert not Unit("EMEA").holds(Unit())


leaves = st.lists(st.tuples(st.sampled_from(["", "A", "B"]), st.sampled_from(["", "x", "y"])))


@settings(deadline=None)  # the machine may be busy
@given(leaves)
def test_every_leaf_is_held_by_its_unit_and_by_all_above(found: list[tuple[str, str]]) -> None:
    tree = Tree.of(found)
    for leaf in (Unit(*pair) for pair in found):
        assert leaf in tree.units
        assert leaf.holds(leaf)
        assert leaf.parent in tree.units
        assert leaf.parent.holds(leaf)
        assert Unit().holds(leaf)


def test_where_the_data_name_no_region_that_is_what_is_said() -> None:
    message = "Unknown region `EMEA`: the data name no region."
    with pytest.raises(ParamError, match=re.escape(message)):
        Tree.of([]).find("EMEA")
