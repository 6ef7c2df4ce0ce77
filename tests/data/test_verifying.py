from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from kit.data.derived import read_derived
from kit.data.manifest import Snapshot, newest
from kit.data.sealing import unsealed
from kit.data.store import Store
from kit.data.verifying import damage, damaged_snapshots, verify_store
from kit.errors import DataError
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


def test_every_bit_of_every_list_is_sealed(store: Store, snapshot: Snapshot) -> None:
    for path in lists(store):
        whole = path.read_bytes()
        assert unsealed(whole)
        for position, bit in product(range(len(whole)), range(8)):
            data = bytearray(whole)
            data[position] ^= 1 << bit
            assert not is_sealed(bytes(data)), (path.name, position, bit)


def test_a_flipped_bit_of_any_list_is_found_with_its_file_and_the_next_step(
    store: Store, snapshot: Snapshot
) -> None:
    assert len(lists(store)) == 4
    for path in lists(store):
        whole = path.read_bytes()
        for position in range(0, len(whole), 29):
            data = bytearray(whole)
            data[position] ^= 1 << position % 8
            path.write_bytes(bytes(data))
            (fault,) = verify_store(store)
            assert fault.file == f"outputs/store/{path.relative_to(store.folder)}"
            assert "kit " in fault.fix
        path.write_bytes(whole)
    assert verify_store(store) == []


@pytest.mark.parametrize("kind", ["snapshots/*.json", "snapshots/*.taken"])
def test_a_list_that_is_gone_while_the_others_are_there_is_found(
    store: Store, snapshot: Snapshot, kind: str
) -> None:
    (path,) = store.folder.glob(kind)
    path.unlink()
    (fault,) = verify_store(store)
    assert fault.file == f"outputs/store/snapshots/{path.name}"


def test_a_store_of_an_older_version_is_refused_plainly(store: Store, snapshot: Snapshot) -> None:
    for path in store.folder.glob("snapshots/*.json"):
        fields = json.loads(path.read_text("utf-8"))
        del fields["checksum"]
        path.write_text(json.dumps(fields), "utf-8")
    for path in store.folder.glob("snapshots/*.taken"):
        path.write_text("2026-03-01T03:00:00+00:00\n", "utf-8")
    (store.folder / "newest.taken").unlink()
    with pytest.raises(DataError, match=r"older version of kit. Run `kit load` again"):
        newest(store.folder)
    assert {Path(fault.file).parent.name for fault in verify_store(store)} == {"snapshots"}


def is_sealed(data: bytes) -> bool:
    try:
        return bool(unsealed(data))
    except ValueError:
        return False


def lists(store: Store) -> list[Path]:
    kinds = ("snapshots/*.json", "snapshots/*.taken", "derived/*.json", "newest.taken")
    return [path for kind in kinds for path in store.folder.glob(kind)]


def test_damaged_snapshots_are_told_apart_by_lists_alone_or_with_their_parts(
    settings: Settings, store: Store, snapshot: Snapshot
) -> None:
    other = stored(settings, amount=[1.0, 2.0, 3.0])
    both = (snapshot.id, other.id)
    assert damaged_snapshots(store, both) == {}
    part = next(part for part in set(snapshot.parts) - set(other.parts) if part.rows)
    store.path(part).write_bytes(b"")
    assert damaged_snapshots(store, both, verify=False) == {}
    assert part.digest in damaged_snapshots(store, both)[snapshot.id]
    (store.folder / "snapshots" / f"{other.id}.taken").write_bytes(b"")
    assert list(damaged_snapshots(store, both, verify=False)) == [other.id]


def test_parts_of_older_snapshots_are_looked_at_too(
    settings: Settings, store: Store, snapshot: Snapshot
) -> None:
    other = stored(settings, amount=[1.0, 2.0, 3.0])
    only = next(part for part in set(snapshot.parts) - set(other.parts) if part.rows)
    store.path(only).unlink()
    (fault,) = verify_store(store)
    assert snapshot.id in fault.message


def test_all_that_is_damaged_of_one_snapshot_is_named(store: Store, snapshot: Snapshot) -> None:
    assert damage(store, snapshot.id) == []
    part = next(part for part in snapshot.parts if part.rows)
    store.path(part).unlink()
    changed(store.folder / "snapshots" / f"{snapshot.id}.taken", "2026", "2025")
    assert sorted(fault.file for fault in damage(store, snapshot.id)) == [
        f"outputs/store/parts/{part.digest}.parquet",
        f"outputs/store/snapshots/{snapshot.id}.taken",
    ]
