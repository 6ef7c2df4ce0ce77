"""What holds for every table: schema, keys, references, time."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.data.readers.table import read_table
from kit.demo import sources
from kit.params import load_settings
from kit.schemas import BY_NAME, TABLES

NAMES = [schema.name for schema in TABLES]
END = pd.Timestamp("2026-06-30T21:00:00Z")
MAY_LIE_AHEAD = {"expected_close_date", "due_at", "period_start", "period_end"}


@pytest.mark.parametrize("name", NAMES)
def test_a_table_has_the_columns_of_its_schema(crm, name):
    columns = list(crm.text(name).columns)
    assert set(BY_NAME[name].required) <= set(columns) <= set(BY_NAME[name].names)
    assert len(columns) == len(set(columns))
    assert len(crm.text(name)) == crm.truth.counts[name] > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_key_names_one_row(crm, name):
    frame = crm.text(name)
    key = [column for column in BY_NAME[name].key if column in frame]
    assert not frame.duplicated(key).any()


@pytest.mark.parametrize("name", NAMES)
def test_values_satisfy_the_schema(crm, name):
    frame = crm.text(name)
    for column in BY_NAME[name].columns:
        if column.name not in frame:
            continue
        values = frame[column.name]
        assert column.nullable or column.optional or (values != "").all(), column.name
        filled = values[values != ""]
        allowed = set(column.values)
        assert not allowed or set(filled) <= allowed, column.name
        if column.kind == "money":
            assert filled.str.fullmatch(r"\d+\.\d\d").all(), column.name
        if column.kind == "instant" and column.name != "due_at":  # planned by day
            assert filled.str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ").all(), column.name


@pytest.mark.parametrize("name", NAMES)
def test_references_point_to_rows_but_for_the_declared_orphans(crm, name):
    for column in BY_NAME[name].columns:
        if not column.references or column.name not in crm.text(name):
            continue
        table, target = column.references.split(".")
        values = crm.text(name)[column.name]
        known = set(crm.text(table)[target]) | {""}
        lost = sum(value not in known for value in values)
        assert lost == crm.truth.orphans.get(f"{name}.{column.name}", 0), column.name


@pytest.mark.parametrize("name", NAMES)
def test_nothing_happens_after_as_of_but_plans(crm, name):
    for column in BY_NAME[name].columns:
        if column.name not in crm.text(name) or column.name in MAY_LIE_AHEAD:
            continue
        values = crm.table(name)[column.name]
        if column.kind == "instant":
            assert not (values > END).any(), column.name
        elif column.kind == "date":
            assert not (values > pd.Timestamp("2026-06-30")).any(), column.name


def test_members_of_dimensions_are_those_of_their_tables(crm):
    owners = set(crm.table("owners")["owner"])
    products = set(crm.table("products")["product"])
    stages = set(crm.table("stages")["stage"])
    for name in NAMES:
        frame = crm.table(name)
        for column, members in (("owner", owners), ("product", products), ("stage", stages)):
            if column in frame:
                assert set(frame[column].dropna()) <= members, (name, column)


def test_every_file_is_read_without_a_fault(crm, tmp_path):
    (tmp_path / "params").mkdir()
    project = "name: Demo\ncurrency: EUR\ntimezone: Europe/Madrid\nsource: demo\n"
    (tmp_path / "params" / "project.yaml").write_text(project, encoding="utf-8")
    declared = sources(crm.folder)
    settings = load_settings(tmp_path).model_copy(update={"sources": declared})
    for schema in TABLES:
        result = read_table(schema, declared[schema.name], tmp_path, settings)
        assert (result.faults, result.quarantined, result.coerced) == ((), 0, 0), schema.name
        assert result.kept == crm.truth.counts[schema.name], schema.name
