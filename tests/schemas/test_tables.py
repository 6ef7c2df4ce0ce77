from __future__ import annotations

from typing import get_args

import pytest

from kit.schemas import BY_NAME, KINDS, MEANINGS, TABLES, VALUES, Kind, Schema

UNIQUE = pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)


@UNIQUE
def test_columns_have_distinct_names_and_the_key_is_among_them(schema: Schema) -> None:
    assert len(set(schema.names)) == len(schema.names)
    assert set(schema.key) <= set(schema.names)


@UNIQUE
def test_references_point_to_a_key(schema: Schema) -> None:
    for column in schema.columns:
        if column.references:
            table, target = column.references.split(".")
            assert BY_NAME[table].key == (target,)


@UNIQUE
def test_parents_are_tables_with_one_key_that_place_rows_themselves(schema: Schema) -> None:
    for column, parent in schema.parents:
        assert column in schema.names
        assert len(BY_NAME[parent].key) == 1
        assert {"owner", "team"} & set(BY_NAME[parent].names)


@UNIQUE
def test_the_time_that_counts_for_an_owner_is_a_time(schema: Schema) -> None:
    assert all(schema[name].kind in ("instant", "date") for name in schema.at)


@UNIQUE
def test_names_say_what_a_column_holds(schema: Schema) -> None:
    for column in schema.columns:
        assert column.name.endswith("_at") == (column.kind == "instant")
        assert not column.name.endswith("_date") or column.kind == "date"
        assert column.name.startswith("is_") <= (column.kind == "flag")


@UNIQUE
def test_people_and_free_text_are_declared_personal(schema: Schema) -> None:
    for column in schema.columns:
        if column.name in ("owner", "manager", "by"):
            assert column.personal == "owner"
        if column.kind == "text" and schema.name != "campaigns":
            assert column.personal in ("free_text", "organisation")


def test_no_table_waits_for_itself_to_be_placed() -> None:
    order = {schema.name: {parent for _, parent in schema.parents} for schema in TABLES}
    placed: set[str] = set()
    while len(placed) < len(order):
        ready = {name for name, parents in order.items() if parents <= placed} - placed
        assert ready
        placed |= ready


def test_every_kind_and_every_coded_value_is_explained() -> None:
    assert set(KINDS) == set(get_args(Kind))
    coded = {
        f"{schema.name}.{column.name}": column.values
        for schema in TABLES
        for column in schema.columns
        if column.values
    }
    assert {place: tuple(VALUES[place]) for place in coded} == coded
    assert coded.keys() == VALUES.keys()


def test_what_is_explained_is_a_column() -> None:
    for place in MEANINGS:
        table, column = place.split(".")
        assert column in BY_NAME[table].names
