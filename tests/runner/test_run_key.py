"""The key of a page: the same while nothing that can change the page has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit import files
from kit.data.handover import Handover
from kit.data.manifest import Snapshot
from kit.params import Settings
from kit.prepare import prepare
from kit.rooms import SEEN_BY_NOTEBOOKS
from kit.runner import Choice, Task, plan
from kit.runner.plan import base_key, versions
from kit.units import Unit
from tests.runner.planned import changed, keys, with_
from tests.two_teams import opportunities

Load = Callable[..., Snapshot]
Write = Callable[..., None]
PAGES = ["EMEA", "EMEA/DACH", "EMEA/Iberia"]


def test_the_same_inputs_give_the_same_keys_in_any_folder(
    settings: Settings, snapshot: Snapshot, load_into: Load, notebook_in: Write, tmp_path: Path
) -> None:
    other = Settings(folder=tmp_path / "elsewhere")
    notebook_in(other.folder, "sales", "x = 1", order=10, units=["region", "team"])
    assert keys(other, load_into(other)) == keys(settings, snapshot)


def test_the_order_of_rows_and_of_other_notebooks_changes_no_key(
    settings: Settings, snapshot: Snapshot, load_into: Load, notebook_in: Write, tmp_path: Path
) -> None:
    before = keys(settings, snapshot)
    flipped = {name: column.to_numpy() for name, column in opportunities()[::-1].items()}
    assert keys(settings, load_into(settings, **flipped)) == before
    notebook_in(tmp_path, "first", "y = 2", order=1, units=["company"])
    assert before.items() <= keys(settings, snapshot).items()


def test_a_changed_row_changes_the_keys_of_its_unit_and_those_above(
    settings: Settings, snapshot: Snapshot, load_into: Load
) -> None:
    other = load_into(settings, amount=[100.0, 31.0, 50.0])
    assert changed(keys(settings, snapshot), keys(settings, other)) == {"EMEA", "EMEA/DACH"}


def test_models_of_the_company_change_every_key(settings: Settings, load_into: Load) -> None:
    both = []
    for amount in ([100.0, 30.0, 50.0], [100.0, 31.0, 50.0]):
        snapshot = load_into(settings, amount=amount)
        prepare(settings, snapshot)
        both.append(keys(settings, snapshot))
    assert changed(*both) == set(PAGES)


def test_a_leaderboard_by_unit_stays_as_it_was_for_the_others(
    settings: Settings, load_into: Load
) -> None:
    for leaderboard, stays in (("company", False), ("unit", True)):
        own = with_(settings, leaderboard=leaderboard)
        boards = []
        for amount in ([100.0, 30.0, 50.0], [100.0, 31.0, 50.0]):
            snapshot = load_into(own, amount=amount)
            prepare(own, snapshot)
            parts = Handover.of(own, snapshot, Unit("EMEA", "Iberia")).parts
            boards.append([one for one in parts if one.table == "owner_bookings"])
        assert (boards[0] == boards[1]) is stays


@pytest.mark.parametrize(
    "update",
    [
        {"currency": "USD"},
        {"timezone": "Europe/Madrid"},
        {"fiscal_year_start": 4},
        {"week_start": "sunday"},
        {"level": 0.8},
        {"privacy": {"owners": "hashed"}},
        {"privacy": {"minimum_group": 9}},
        {"privacy": {"allow": ["opportunities.name"]}},
        {"language": "it"},
    ],
    ids=str,
)
def test_settings_that_can_change_a_page_change_its_key(
    settings: Settings, snapshot: Snapshot, update: dict[str, Any]
) -> None:
    assert changed(keys(settings, snapshot), keys(with_(settings, **update), snapshot)) == {*PAGES}


@pytest.mark.parametrize(
    "update",
    [
        {"name": "Other"},
        {"index": False},
        {"quarantine_limit": 0.5},
        {"units": {"EMEA": {"schedule": "0 6 * * 1"}}},
        {"sources": {"opportunities": {"file": "moved.csv"}}},
    ],
    ids=str,
)
def test_settings_that_cannot_change_a_page_leave_its_key(
    settings: Settings, snapshot: Snapshot, update: dict[str, Any]
) -> None:
    assert keys(with_(settings, **update), snapshot) == keys(settings, snapshot)


def test_another_units_settings_leave_the_key(settings: Settings, snapshot: Snapshot) -> None:
    own = with_(settings, units={"EMEA/DACH": {"period": "week", "periods": 3}})
    assert changed(keys(settings, snapshot), keys(own, snapshot)) == {"EMEA/DACH"}


def test_a_changed_cell_changes_the_key(
    settings: Settings, snapshot: Snapshot, notebook_in: Write, tmp_path: Path
) -> None:
    before = keys(settings, snapshot)
    notebook_in(tmp_path, "sales", "x = 2", order=10, units=["region", "team"])
    assert changed(before, keys(settings, snapshot)) == {*PAGES}


def test_another_day_changes_the_key(settings: Settings, snapshot: Snapshot) -> None:
    (task,) = plan(settings, snapshot, Choice(team="DACH"))
    earlier = {**task.parameters, "as_of": "2026-01-31"}
    assert base_key(task.notebook, earlier, task.handover) != task.base


def test_code_and_versions_are_part_of_the_key(settings: Settings, snapshot: Snapshot) -> None:
    (task,) = plan(settings, snapshot, Choice(team="DACH"))

    def key(task: Task) -> str:
        return base_key(task.notebook, task.parameters, task.handover)

    assert key(task) == task.base
    assert {"python", "pandas", "matplotlib"} <= versions().keys()
    assert len(files.digest_code(SEEN_BY_NOTEBOOKS)) == 64
    kept = versions()["pandas"]
    try:
        versions()["pandas"] = "0.0"
        assert key(task) != task.base
    finally:
        versions()["pandas"] = kept
