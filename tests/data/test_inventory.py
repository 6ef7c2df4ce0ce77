from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pandas import DataFrame

from kit.data.frames import completed
from kit.data.inventory import inventory
from kit.data.manifest import Snapshot
from kit.data.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def take(store: Store, day: int, *stages: str) -> Snapshot:
    products = completed(DataFrame({"product": ["A", "B"]}), "products")
    stage_rows = completed(DataFrame({"stage": list(stages), "position": 1}), "stages")
    return store.write(
        {"products": products, "stages": stage_rows},
        date(2026, 3, day),
        taken_at=datetime(2026, 3, day, tzinfo=UTC),
    )


def test_an_empty_store_lists_nothing(store: Store) -> None:
    assert inventory(store) == ()


def test_snapshots_are_listed_newest_first_with_rows_and_day(store: Store) -> None:
    first, second = take(store, 1, "New"), take(store, 2, "New", "Offer")
    newest, oldest = inventory(store)
    assert (newest.id, newest.is_newest, newest.damage) == (second.id, True, ())
    assert (oldest.id, oldest.is_newest) == (first.id, False)
    assert (newest.as_of, newest.taken_at.day) == (date(2026, 3, 2), 2)
    assert newest.rows == {"products": 2, "stages": 2}


def test_sizes_are_of_whole_files_and_shared_ones_are_nobodys_own(store: Store) -> None:
    first, second = take(store, 1, "New"), take(store, 2, "Offer")
    newest, oldest = inventory(store)
    own = set(second.parts) - set(first.parts)
    assert newest.own_bytes == sum(store.path(part).stat().st_size for part in own)
    assert newest.bytes + oldest.own_bytes == sum(
        path.stat().st_size for path in (store.folder / "parts").iterdir()
    )


def test_a_flipped_bit_is_found_when_parts_are_verified(store: Store) -> None:
    snapshot = take(store, 1, "New")
    part = next(part for part in snapshot.parts if part.rows)
    data = bytearray(store.path(part).read_bytes())
    data[len(data) // 2] ^= 1
    store.path(part).write_bytes(bytes(data))
    assert inventory(store)[0].damage == ()
    assert inventory(store, verify=True)[0].damage == (
        f"outputs/store/parts/{part.digest}.parquet (products, company) is damaged.",
    )


def test_a_part_or_list_that_is_gone_is_noticed_at_once(store: Store) -> None:
    first, second = take(store, 1, "New"), take(store, 2, "Offer")
    part = next(part for part in set(first.parts) - set(second.parts) if part.rows)
    store.path(part).unlink()
    (store.folder / "snapshots" / f"{second.id}.json").write_text("{", encoding="utf-8")
    newest, oldest = inventory(store)
    assert "damaged" in newest.damage[0]
    assert (newest.as_of, newest.rows, newest.bytes) == (None, {}, 0)
    assert oldest.damage == (
        f"outputs/store/parts/{part.digest}.parquet (stages, company) is gone.",
    )


def test_one_whose_times_are_damaged_is_listed_last_without_them(store: Store) -> None:
    first, second = take(store, 1, "New"), take(store, 2, "Offer")
    path = store.folder / "snapshots" / f"{first.id}.taken"
    path.write_text("2026-03-01T00:00:00+00:00\n", encoding="utf-8")
    newest, oldest = inventory(store)
    assert (newest.id, newest.is_newest, newest.damage) == (second.id, True, ())
    assert (oldest.id, oldest.taken_at, oldest.as_of) == (first.id, None, date(2026, 3, 1))
    assert path.name in oldest.damage[0]
