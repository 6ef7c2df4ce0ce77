from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pandas import DataFrame

from kit.data.chain import DAYS, observed_days
from kit.data.derived import derived_of
from kit.data.manifest import Snapshot
from kit.data.observed import last_taking
from kit.data.store import Store
from kit.data.widen import widen
from kit.params import Settings
from kit.prepare import prepare
from kit.units import Unit
from tests.two_teams import opportunities


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path)


def take(settings: Settings, day: int, hour: int = 3, **changed: object) -> Snapshot:
    """A snapshot of both teams as of a day in March, taken the day after."""
    tables = widen({"opportunities": opportunities(**changed)}, settings, date(2026, 3, day))
    taken_at = datetime(2026, 3, day + 1, hour, tzinfo=UTC)
    return Store(settings.store).write(tables, date(2026, 3, day), taken_at=taken_at)


def days(settings: Settings, snapshot: Snapshot) -> list[tuple[int, bool]]:
    store = Store(settings.store)
    taking = last_taking(store, snapshot)
    found = observed_days(store, snapshot, taking.at if taking else None)
    return list(zip(found["as_of"].dt.day, found["is_first"], strict=True))


def test_the_first_snapshot_and_each_later_day_are_listed(settings: Settings) -> None:
    first = take(settings, 1)
    assert days(settings, first) == [(1, True)]
    assert days(settings, take(settings, 2)) == [(1, True), (2, False)]


def test_a_second_snapshot_of_the_same_day_is_one_and_a_third_changes_nothing(
    settings: Settings,
) -> None:
    take(settings, 1)
    second = take(settings, 1, 4, amount=[100.0, 30.0, 60.0])
    assert days(settings, second) == [(1, True), (1, False)]
    third = take(settings, 1, 5, amount=[100.0, 30.0, 70.0])
    assert days(settings, third) == [(1, True), (1, False)]


def test_days_of_snapshots_that_were_pruned_are_kept(settings: Settings) -> None:
    store = Store(settings.store)
    for day in (1, 2):
        kept = take(settings, day, amount=[100.0, 30.0, float(day)])
        prepare(settings, kept)
    first = next(
        path for path in (store.folder / "snapshots").glob("*.json") if path.stem != kept.id
    )
    first.unlink()
    newest = take(settings, 3)
    assert days(settings, newest) == [(1, True), (2, False), (3, False)]
    prepare(settings, newest)
    read = store.read(derived_of(store.folder, newest, Unit("EMEA", "Iberia")))[DAYS]
    assert sorted(read["as_of"].dt.day) == [1, 2, 3]  # every unit reads all of them


def test_a_damaged_snapshot_is_passed_over(settings: Settings) -> None:
    store = Store(settings.store)
    take(settings, 1)
    damaged = take(settings, 2, amount=[1.0, 2.0, 3.0])
    newest = take(settings, 3, amount=[1.0, 2.0, 4.0])
    for part in set(damaged.parts) - set(newest.parts):
        if part.table == "opportunities":
            store.path(part).unlink()
    assert days(settings, newest) == [(1, True), (3, False)]


def test_without_opportunities_there_are_none(settings: Settings) -> None:
    stages = DataFrame({"stage": ["New"], "position": [1], "phase": ["early"]})
    tables = widen({"stages": stages}, settings, date(2026, 3, 1))
    assert days(settings, Store(settings.store).write(tables, date(2026, 3, 1))) == []
