from __future__ import annotations

from pathlib import Path

import pytest

from kit.data.derived import derived_path, read_derived
from kit.data.manifest import Snapshot
from kit.data.store import Store
from kit.data.verifying import verify_store
from kit.params import Settings
from kit.prepare import prepare
from tests.two_teams import stored


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path)


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.store)


@pytest.fixture
def snapshot(settings: Settings) -> Snapshot:
    snapshot = stored(settings)
    prepare(settings, snapshot)
    return snapshot


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_store_as_it_was_written_has_no_faults(store: Store, snapshot: Snapshot) -> None:
    assert verify_store(store) == []


def test_without_a_store_there_is_nothing_to_find(tmp_path: Path) -> None:
    assert verify_store(Store(tmp_path / "nowhere")) == []


def test_every_part_that_lost_a_bit_is_named_once_with_its_unit(
    store: Store, snapshot: Snapshot
) -> None:
    derived = read_derived(store.folder, snapshot)
    assert derived is not None
    parts = {part.digest for part in (*snapshot.parts, *derived.parts)}
    for digest in parts:
        path = store.folder / "parts" / f"{digest}.parquet"
        data = bytearray(path.read_bytes())
        data[len(data) // 3] ^= 4
        path.write_bytes(bytes(data))
    faults = verify_store(store)
    assert {Path(fault.file).stem for fault in faults} == parts
    assert {fault.severity for fault in faults} == {"error"}
    assert any("opportunities, EMEA/Iberia" in fault.message for fault in faults)


def test_a_part_that_is_gone_is_named(store: Store, snapshot: Snapshot) -> None:
    store.path(snapshot.parts[-1]).unlink()
    assert {"is gone" in fault.message for fault in verify_store(store)} == {True}


@pytest.mark.parametrize("old", ['"2026-02-28"', '"2026-02-03"', '"demo": false', '"rows": {'])
def test_any_change_of_a_snapshots_list_is_found(
    store: Store, snapshot: Snapshot, old: str
) -> None:
    path = store.folder / "snapshots" / f"{snapshot.id}.json"
    new = {'"demo": false': '"demo": true', '"rows": {': '"rows": {"leads": 9,'}
    changed(path, old, new.get(old, '"2026-01-01"'))
    assert [fault.file for fault in verify_store(store)] == [f"outputs/store/snapshots/{path.name}"]


def test_changes_of_the_derived_list_and_of_the_times_are_found(
    store: Store, snapshot: Snapshot
) -> None:
    changed(derived_path(store.folder, snapshot.id), '"longest_cycles"', '"shortest_cycles"')
    (fault,) = verify_store(store)
    assert "made from snapshot" in fault.message
    (store.folder / "snapshots" / f"{snapshot.id}.taken").write_text("once\n", "utf-8")
    (fault,) = verify_store(store)
    assert f"{snapshot.id}.taken" in fault.message


def test_parts_of_older_snapshots_are_looked_at_too(
    settings: Settings, store: Store, snapshot: Snapshot
) -> None:
    other = stored(settings, amount=[1.0, 2.0, 3.0])
    only = next(part for part in set(snapshot.parts) - set(other.parts) if part.rows)
    store.path(only).unlink()
    (fault,) = verify_store(store)
    assert snapshot.id in fault.message
