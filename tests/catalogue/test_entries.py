"""The catalogue and the public functions of `kit.kpis` are the same set."""

from __future__ import annotations

import inspect

import pytest

from kit import kpis
from kit.catalogue import KPIS, LISTINGS, Kpi, Listing, find, lacking
from kit.errors import ParamError
from kit.kpis.pipeline.pipeline_steps import STEPS
from kit.schemas import BY_NAME

NOT_KPIS = {"amount_basis", "compare"}
"""Public functions that answer questions about KPIs."""


def test_every_public_kpi_function_has_one_entry_and_every_entry_a_public_function() -> None:
    entries = [entry.name for entry in (*KPIS, *LISTINGS)]
    assert len(entries) == len(set(entries))
    assert set(entries) == set(kpis.__all__) - NOT_KPIS
    assert all(getattr(kpis, entry.name) is entry.function for entry in (*KPIS, *LISTINGS))


@pytest.mark.parametrize("entry", [*KPIS, *LISTINGS], ids=lambda entry: entry.name)
def test_an_entry_names_the_tables_that_its_function_takes(entry: Kpi | Listing) -> None:
    parameters = tuple(inspect.signature(entry.function).parameters)
    assert entry.tables
    assert parameters[: len(entry.tables) + 1] == (*entry.tables, "window")


@pytest.mark.parametrize("entry", [*KPIS, *LISTINGS], ids=lambda entry: entry.name)
def test_an_entry_has_a_label_and_a_definition_of_one_sentence(entry: Kpi | Listing) -> None:
    assert entry.label[0].isupper()
    assert entry.definition.endswith(".")


def test_kpis_read_canonical_tables_only() -> None:
    assert {table for kpi in KPIS for table in kpi.tables} <= set(BY_NAME)


def test_every_step_of_a_movement_has_a_label() -> None:
    assert tuple(find("pipeline_movement").members) == STEPS


def test_labels_are_unique() -> None:
    labels = [entry.label for entry in (*KPIS, *LISTINGS)]
    assert len(labels) == len(set(labels))


def test_an_unknown_kpi_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ParamError, match=r"Unknown KPI `winrate`\. Did you mean `win_rate`\?"):
        find("winrate")


def test_a_kpi_lacks_a_table_it_needs_or_all_of_those_of_which_it_needs_one() -> None:
    credited = find("campaign_revenue")
    assert lacking(credited, ["orders", "activities"]) == ""
    assert lacking(credited, ["activities", "campaign_touches"]) == "activities"
    assert lacking(credited, ["opportunities", "activities"]) == "opportunities"
    assert lacking(find("new_customers"), ["orders"]) == ""
    assert lacking(find("new_customers"), ["opportunities", "orders"]) == "opportunities"
