from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot, newest, write_snapshot
from kit.data.part import Part
from kit.data.takings import LAST, newest_id, noted_last, snapshot_ids, taken_times, takings
from kit.errors import DataError

ONE, TWO, THREE = (
    Snapshot.of(date(2026, 6, day), [Part("opportunities", "", "", "d", 2)]) for day in (1, 2, 3)
)


def at(day: int) -> datetime:
    return datetime(2026, 7, day, 3, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three snapshots, the first of which was taken once more before the last."""
    for day, one in enumerate((ONE, TWO, ONE, THREE), start=1):
        write_snapshot(tmp_path, one, at(day))
    return tmp_path


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 16
    path.write_bytes(bytes(data))


def times_of(store: Path, snapshot: Snapshot) -> Path:
    return store / "snapshots" / f"{snapshot.id}.taken"


def test_every_time_is_known_and_the_last_one_stands_apart(store: Path) -> None:
    assert [one.at for one in takings(store)] == [at(1), at(2), at(3), at(4)]
    assert taken_times(store, ONE.id) == (at(1), at(3))
    assert noted_last(store) == (at(4), THREE.id)


def test_times_of_an_older_snapshot_that_are_damaged_hide_no_other(store: Path) -> None:
    flip(times_of(store, ONE))
    assert [one.at for one in takings(store)] == [at(2), at(4)]
    assert snapshot_ids(store) == (THREE.id, TWO.id, ONE.id)
    assert newest(store) == THREE
    with pytest.raises(DataError, match=rf"{ONE.id}\.taken.*`kit prune` removes"):
        taken_times(store, ONE.id)


def test_the_newest_is_refused_while_its_times_are_damaged_and_loading_mends_them(
    store: Path,
) -> None:
    flip(times_of(store, THREE))
    assert newest_id(store) == THREE.id
    with pytest.raises(DataError, match=rf"{THREE.id}\.taken.*Run `kit load` again"):
        newest(store)
    write_snapshot(store, THREE, at(9))
    assert newest(store) == THREE
    assert taken_times(store, THREE.id) == (at(4),)


def test_other_data_loaded_over_a_damaged_newest_become_the_newest(store: Path) -> None:
    flip(times_of(store, THREE))
    write_snapshot(store, TWO, at(9))
    assert newest(store) == TWO
    assert taken_times(store, TWO.id) == (at(2), at(9))


def test_where_the_note_of_the_last_is_damaged_the_times_tell_and_loading_mends_it(
    store: Path,
) -> None:
    flip(store / LAST)
    assert newest(store) == THREE
    write_snapshot(store, THREE, at(9))
    assert noted_last(store) == (at(4), THREE.id)


def test_nothing_is_reported_on_while_it_cannot_be_told_which_is_the_newest(store: Path) -> None:
    flip(store / LAST)
    flip(times_of(store, ONE))
    with pytest.raises(DataError, match=rf"{ONE.id}\.taken"):
        newest(store)
    write_snapshot(store, TWO, at(9))
    assert newest(store) == TWO


def test_times_put_in_the_place_of_others_are_refused(store: Path) -> None:
    times_of(store, TWO).write_bytes(times_of(store, ONE).read_bytes())
    with pytest.raises(DataError, match="damaged"):
        taken_times(store, TWO.id)


def test_a_list_without_times_is_of_a_load_that_was_interrupted(store: Path) -> None:
    times_of(store, TWO).unlink()
    assert snapshot_ids(store) == (THREE.id, ONE.id)


def test_the_newest_whose_list_and_times_are_gone_is_still_missed(store: Path) -> None:
    times_of(store, THREE).unlink()
    (store / "snapshots" / f"{THREE.id}.json").unlink()
    with pytest.raises(DataError, match="is gone"):
        newest(store)
