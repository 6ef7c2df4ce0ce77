"""What a mapping may say, and what every mapping that comes with the kit holds to."""

import pytest
from pydantic import ValidationError

from kit import crms
from kit.crms import Crm, Recipe
from kit.errors import ParamError
from kit.schemas import BY_NAME


def mapping(table="orders", **shape):
    shape = {"columns": {"order_id": "Id"}, **shape}
    return Crm.model_validate({"name": "x", "title": "X", "tables": {table: [shape]}})


def test_a_text_is_a_heading_and_a_list_are_spellings():
    assert Recipe.model_validate("Id").names == ("Id",)
    assert Recipe.model_validate({"from": ["Id", "ID"]}).names == ("Id", "ID")


def test_a_recipe_makes_one_thing():
    with pytest.raises(ValidationError, match="needs one of"):
        Recipe.model_validate({"from": "Id", "const": "x"})
    with pytest.raises(ValidationError, match="needs one of"):
        Recipe.model_validate({"when": {"status": ["won"]}})


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({"table": "deals"}, "no such table"),
        ({"columns": {"deal": "Id"}}, "no columns"),
        ({"values": {"kind": {"Sale": "sold"}}}, "no values"),
        ({"columns": {"owner": {"from": "OwnerId", "through": ["User.Name"]}}}, "lookups"),
        ({"colums": {}}, "colums"),
    ],
)
def test_a_mapping_that_names_what_is_not_there_is_refused(shape, words):
    with pytest.raises(ValidationError, match=words):
        mapping(**shape)


def test_an_unknown_crm_is_refused_with_those_there_are():
    with pytest.raises(ParamError, match="Did you mean `salesforce`"):
        crms.find("salesforse")


@pytest.mark.parametrize("name", crms.NAMES)
def test_every_shape_can_make_the_required_columns(name):
    for table, shapes in crms.find(name).tables.items():
        for shape in shapes:
            made = {*shape.columns, *([shape.unpivot.into] if shape.unpivot else [])}
            made |= {"stage"} if shape.unpivot else set()
            made |= {shape.previous.into} if shape.previous else set()
            lacking = set(BY_NAME[table].required) - made
            assert not lacking, f"{name}: {table} ({shape.object})"


@pytest.mark.parametrize("name", crms.NAMES)
def test_every_unverified_heading_is_one_that_its_shape_reads(name):
    for shapes in crms.find(name).tables.values():
        for shape in shapes:
            spoken = {
                heading.casefold()
                for recipes in shape.columns.values()
                for recipe in recipes
                for heading in recipe.headings
            }
            spoken |= {one.casefold() for one in (*shape.rows, *shape.without)}
            spoken |= {one.casefold() for names in shape.needs for one in names}
            strange = [one for one in shape.unverified if one.casefold() not in spoken]
            assert not strange, f"{name}: {shape.object}"


def test_the_crms_that_people_use_are_there():
    assert set(crms.NAMES) == {"salesforce", "hubspot", "dynamics", "pipedrive", "odoo", "zoho"}
