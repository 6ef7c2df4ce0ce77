"""Damaged snapshots that movement does without, told with the load that finds them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot
from kit.data.passed_over import passed_over
from kit.data.store import Store
from kit.data.widen import widen
from kit.params import Settings
from kit.prepare import prepare
from tests.two_teams import opportunities


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path)


def take(settings: Settings, day: int, **how: object) -> Snapshot:
    """A snapshot as of a day in March, in which an amount is that day's."""
    changed = opportunities(amount=[100.0, 30.0, float(day)])
    tables = widen({"opportunities": changed}, settings, date(2026, 3, day))
    taken_at = datetime(2026, 3, day, 20, tzinfo=UTC)
    return Store(settings.store).write(tables, date(2026, 3, day), taken_at=taken_at, **how)  # type: ignore[arg-type]


def spoil(store: Store, snapshot: Snapshot, among: Snapshot) -> str:
    """Damage a part with opportunities that no other snapshot shares; its name."""
    (own,) = (part for part in snapshot.parts if part not in among.parts and part.rows)
    store.path(own).write_bytes(b"not a table")
    return own.digest


def test_where_all_are_whole_nothing_is_said(settings: Settings) -> None:
    take(settings, 1)
    assert passed_over(Store(settings.store), take(settings, 2)) == []


def test_a_snapshot_whose_list_is_damaged_is_named(settings: Settings) -> None:
    store, first = Store(settings.store), take(settings, 1)
    (store.folder / "snapshots" / f"{first.id}.json").write_text("{}")
    (fault,) = passed_over(store, take(settings, 2))
    assert fault.severity == "warning"
    assert f"snapshot `{first.id}` is left out of movement" in fault.message
    assert "kit prune" in fault.fix


def test_the_newest_is_not_named_itself(settings: Settings) -> None:
    store, newest = Store(settings.store), take(settings, 1)
    (store.folder / "snapshots" / f"{newest.id}.json").write_text("{}")
    assert passed_over(store, newest) == []


def test_one_without_its_opportunities_is_named_until_what_it_showed_is_kept(
    settings: Settings,
) -> None:
    store, first = Store(settings.store), take(settings, 1)
    second = take(settings, 2)
    digest = spoil(store, first, second)
    (fault,) = passed_over(store, second)
    assert f"snapshot `{first.id}`" in fault.message
    assert f"parts/{digest}.parquet" in fault.message
    prepare(settings, second)
    assert passed_over(store, second) == []
    assert passed_over(store, take(settings, 3)) == []


def test_snapshots_of_another_currency_are_not_compared_and_not_named(settings: Settings) -> None:
    store, first = Store(settings.store), take(settings, 1, currency="EUR")
    second = take(settings, 2, currency="USD")
    spoil(store, first, second)
    assert passed_over(store, second) == []
