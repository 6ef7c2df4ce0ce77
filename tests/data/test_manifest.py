from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kit.data.manifest import Snapshot, newest, newest_readable, read_snapshot, write_snapshot
from kit.data.part import Part
from kit.data.takings import snapshot_ids, taken_times, takings
from kit.errors import DataError
from kit.units import Unit

AS_OF = date(2026, 6, 30)
NOWHERE = Part("opportunities", "", "", "d0", 2)
IBERIA = Part("opportunities", "EMEA", "Iberia", "d1", 3)
DACH = Part("opportunities", "EMEA", "DACH", "d2", 4)
OF_REGION = Part("spend", "EMEA", "", "d3", 1)
STAGES = Part("stages", "", "", "d4", 5)
NO_ROWS = Part("leads", "", "", "d5", 0)
PARTS = (NOWHERE, IBERIA, DACH, OF_REGION, STAGES, NO_ROWS)


def at(day: int) -> datetime:
    return datetime(2026, 7, day, 3, tzinfo=UTC)


@pytest.fixture
def snapshot() -> Snapshot:
    return Snapshot.of(AS_OF, PARTS, freshness={"opportunities": "2026-06-29"})


def test_a_unit_is_given_its_own_parts_and_everyones(snapshot: Snapshot) -> None:
    assert set(snapshot.parts_for(Unit("EMEA", "Iberia"))) == {IBERIA, STAGES, NO_ROWS}
    assert set(snapshot.parts_for(Unit("EMEA"))) == {IBERIA, DACH, OF_REGION, STAGES, NO_ROWS}
    assert set(snapshot.parts_for(Unit())) == set(PARTS)


def test_the_tree_holds_the_units_that_have_parts(snapshot: Snapshot) -> None:
    assert [unit.key for unit in snapshot.tree.units] == ["", "EMEA", "EMEA/DACH", "EMEA/Iberia"]


def test_tables_are_known_without_opening_a_part(snapshot: Snapshot) -> None:
    assert snapshot.tables == ("leads", "opportunities", "spend", "stages")


def test_the_id_depends_on_parts_day_and_demo_only(snapshot: Snapshot) -> None:
    assert Snapshot.of(AS_OF, reversed(PARTS)).id == snapshot.id
    others = {
        Snapshot.of(date(2026, 7, 1), PARTS).id,
        Snapshot.of(AS_OF, PARTS, demo=True).id,
        Snapshot.of(AS_OF, PARTS[1:]).id,
    }
    assert snapshot.id not in others
    assert len(others) == 3


def test_a_snapshot_survives_its_file(tmp_path: Path, snapshot: Snapshot) -> None:
    write_snapshot(tmp_path, snapshot)
    assert newest(tmp_path) == snapshot
    assert read_snapshot(tmp_path, snapshot.id) == snapshot


def test_an_empty_store_has_no_newest_snapshot(tmp_path: Path) -> None:
    assert newest(tmp_path) is None


def test_the_newest_is_the_one_taken_last_even_if_it_was_taken_before(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    other = Snapshot.of(AS_OF, PARTS[1:])
    write_snapshot(tmp_path, snapshot, at(1))
    write_snapshot(tmp_path, other, at(2))
    write_snapshot(tmp_path, other, at(3))
    assert snapshot_ids(tmp_path) == (other.id, snapshot.id)
    write_snapshot(tmp_path, snapshot, at(4))
    assert snapshot_ids(tmp_path) == (snapshot.id, other.id)
    assert taken_times(tmp_path, snapshot.id) == (at(1), at(4))
    assert taken_times(tmp_path, other.id) == (at(2),)


def test_an_unknown_snapshot_is_refused_with_those_there_are(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    write_snapshot(tmp_path, snapshot)
    with pytest.raises(DataError, match=rf"no snapshot `nope`.*`{snapshot.id}`"):
        read_snapshot(tmp_path, "nope")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-06-30", "2026-06-29"),
        ('"d1"', '"d9"'),
        ("2026-06-29", "2026-06-28"),
        ("{", ""),
    ],
)
def test_a_list_that_was_tampered_with_is_refused(
    tmp_path: Path, snapshot: Snapshot, old: str, new: str
) -> None:
    write_snapshot(tmp_path, snapshot)
    path = tmp_path / "snapshots" / f"{snapshot.id}.json"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(DataError, match="Run `kit load` again"):
        read_snapshot(tmp_path, snapshot.id)


def test_planning_imports_neither_pandas_nor_pyarrow() -> None:
    code = "import sys, kit.data.manifest; assert not {'pandas', 'pyarrow'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_clock_that_was_set_back_hides_no_load(tmp_path: Path, snapshot: Snapshot) -> None:
    later = Snapshot.of(AS_OF, PARTS[1:])
    write_snapshot(tmp_path, snapshot, at(20))
    write_snapshot(tmp_path, later, at(3))
    assert newest(tmp_path) == later


def test_a_damaged_list_is_mended_by_the_next_load(tmp_path: Path, snapshot: Snapshot) -> None:
    write_snapshot(tmp_path, snapshot, at(1))
    (tmp_path / "snapshots" / f"{snapshot.id}.json").write_text("", encoding="utf-8")
    write_snapshot(tmp_path, snapshot, at(2))
    assert newest(tmp_path) == snapshot


def test_shared_facts_are_read_by_every_unit_and_are_no_tables(snapshot: Snapshot) -> None:
    facts = Part("intake", "", "", "d6", 2)
    shared = Snapshot.of(AS_OF, (*PARTS, facts), shared=["intake"])
    assert facts in shared.parts_for(Unit("EMEA", "Iberia"))
    assert "intake" not in shared.tables
    assert facts not in Snapshot.of(AS_OF, (*PARTS, facts)).parts_for(Unit("EMEA", "Iberia"))


def test_what_is_shared_and_the_currency_are_part_of_the_id(snapshot: Snapshot) -> None:
    facts = Part("intake", "", "", "d6", 2)
    ids = {
        snapshot.id,
        Snapshot.of(AS_OF, (*PARTS, facts)).id,
        Snapshot.of(AS_OF, (*PARTS, facts), shared=["intake"]).id,
        Snapshot.of(AS_OF, PARTS, currency="USD").id,
    }
    assert len(ids) == 4
    assert Snapshot.of(AS_OF, PARTS, rows={"leads": 0}).id == snapshot.id


def test_takings_are_every_time_a_snapshot_was_taken(tmp_path: Path, snapshot: Snapshot) -> None:
    other = Snapshot.of(AS_OF, PARTS[1:])
    for day, one in enumerate((snapshot, other, snapshot), start=1):
        write_snapshot(tmp_path, one, at(day))
    assert [(taking.at, taking.snapshot) for taking in takings(tmp_path)] == [
        (at(1), snapshot.id), (at(2), other.id), (at(3), snapshot.id)
    ]  # fmt: skip


def test_the_newest_readable_one_is_older_where_the_newest_list_is_damaged(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    assert newest_readable(tmp_path) is None
    later = Snapshot.of(AS_OF, PARTS[1:])
    write_snapshot(tmp_path, snapshot, at(1))
    write_snapshot(tmp_path, later, at(2))
    (tmp_path / "snapshots" / f"{later.id}.json").write_text("{", "utf-8")
    assert newest_readable(tmp_path) == snapshot


def test_the_files_that_tables_were_read_from_change_no_name_and_are_read_back() -> None:
    plain = Snapshot.of(date(2026, 6, 30), [])
    named = Snapshot.of(date(2026, 6, 30), [], sources={"leads": ("b.csv", "a.csv")})
    assert named.id == plain.id
    assert Snapshot.from_json(named.to_json().encode()) == named
