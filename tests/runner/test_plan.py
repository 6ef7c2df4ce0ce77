"""The plan: which pages, for which units, in which languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.errors import ParamError
from kit.params import Settings
from kit.runner import Choice, plan
from tests.runner.planned import with_

Load = Callable[..., Snapshot]
Write = Callable[..., None]
PAGES = ["EMEA", "EMEA/DACH", "EMEA/Iberia"]


def test_each_unit_gets_the_notebooks_made_for_its_level(
    settings: Settings, snapshot: Snapshot, notebook_in: Write, tmp_path: Path
) -> None:
    notebook_in(tmp_path, "company", "x = 1", order=20, units=["company"])
    pages = [(task.page.unit.key, task.page.notebook) for task in plan(settings, snapshot)]
    assert pages == [("", "company"), *((unit, "sales") for unit in PAGES)]


def test_every_parameter_is_resolved(settings: Settings, snapshot: Snapshot) -> None:
    (task,) = plan(settings, snapshot, Choice(team="Iberia"))
    assert task.parameters == {
        "region": "EMEA",
        "team": "Iberia",
        "as_of": "2026-02-28",
        "period": "quarter",
        "periods": 8,
        "language": "en",
    }


def test_a_units_own_settings_come_before_the_notebooks(
    settings: Settings, snapshot: Snapshot
) -> None:
    own = with_(settings, units={"EMEA": {"period": "week"}, "EMEA/DACH": {"periods": 3}})
    asked = {
        task.page.unit.key: (task.parameters["period"], task.parameters["periods"])
        for task in plan(own, snapshot)
    }
    assert asked == {"EMEA": ("week", 8), "EMEA/DACH": ("week", 3), "EMEA/Iberia": ("week", 8)}


def test_a_unit_is_planned_in_each_of_its_languages(settings: Settings, snapshot: Snapshot) -> None:
    own = with_(settings, units={"EMEA/DACH": {"language": "it", "languages": ["en"]}})
    pages = [(task.page.unit.key, task.page.language) for task in plan(own, snapshot)]
    assert pages == [
        ("EMEA", "en"), ("EMEA/DACH", "it"), ("EMEA/DACH", "en"), ("EMEA/Iberia", "en")
    ]  # fmt: skip
    italian = plan(own, snapshot, Choice(languages=("it",)))
    assert [task.page.unit.key for task in italian] == ["EMEA/DACH"]


@pytest.mark.parametrize(
    ("choice", "units"),
    [
        (Choice(), PAGES),
        (Choice(region="EMEA"), PAGES),
        (Choice(team="DACH"), ["EMEA/DACH"]),
        (Choice(region="EMEA", team="DACH"), ["EMEA/DACH"]),
        (Choice(notebooks=("sales",)), PAGES),
        (Choice(region="EMEA", only_unit=True), ["EMEA"]),
        (Choice(team="DACH", only_unit=True, languages=("en",)), ["EMEA/DACH"]),
        (Choice(only_unit=True), []),  # the notebook is not for the company
    ],
)
def test_a_choice_keeps_what_is_named_and_all_below_it(
    settings: Settings, snapshot: Snapshot, choice: Choice, units: list[str]
) -> None:
    assert [task.page.unit.key for task in plan(settings, snapshot, choice)] == units


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice(team="DAHC"), r"Did you mean `DACH`\?"),
        (Choice(region="APAC"), "Known: `EMEA`"),
        (Choice(notebooks=("slaes",)), r"Did you mean `sales`\?"),
        (Choice(languages=("it",)), r"No unit is published in `it`\. Published: `en`\."),
    ],
)
def test_what_does_not_exist_is_refused(
    settings: Settings, snapshot: Snapshot, choice: Choice, words: str
) -> None:
    with pytest.raises(ParamError, match=words):
        plan(settings, snapshot, choice)


def test_settings_for_a_unit_that_does_not_exist_are_refused(
    settings: Settings, snapshot: Snapshot
) -> None:
    stray = with_(settings, units={"DACH": {"language": "it"}})
    with pytest.raises(ParamError, match=r"`DACH`, which the data do not hold.*`EMEA/DACH`"):
        plan(stray, snapshot)


def test_units_are_compared_only_where_there_are_some(
    settings: Settings, snapshot: Snapshot, notebook_in: Write, tmp_path: Path
) -> None:
    levels = ["company", "region", "team"]
    notebook_in(tmp_path, "units", "x = 1", order=90, units=levels, compares=True)
    tasks = plan(settings, snapshot, Choice(notebooks=("units",)))
    assert [task.page.unit.key for task in tasks] == ["", "EMEA"]
