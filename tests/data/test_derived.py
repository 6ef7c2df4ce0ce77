from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kit.data.derived import (
    Derived,
    derived_of,
    derived_path,
    read_derived,
    whole_derived,
    write_derived,
)
from kit.data.manifest import Snapshot
from kit.data.part import Part
from kit.errors import DataError
from kit.units import Unit


@pytest.fixture
def snapshot() -> Snapshot:
    return Snapshot.of(date(2026, 6, 30), [Part("opportunities", "EMEA", "Iberia", "d1", 3)])


def test_derived_tables_are_read_by_unit_unless_they_are_shared(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    own, others = Part("board", "EMEA", "Iberia", "e1", 1), Part("board", "EMEA", "DACH", "e2", 1)
    effects = Part("effects", "EMEA", "DACH", "e3", 1)
    write_derived(tmp_path, snapshot, Derived("k", (own, others, effects), shared=("board",)))
    assert derived_of(tmp_path, snapshot, Unit("EMEA", "Iberia")) == (own, others)
    assert derived_of(tmp_path, snapshot, Unit("EMEA", "DACH")) == (own, others, effects)


def test_a_list_survives_its_file(tmp_path: Path, snapshot: Snapshot) -> None:
    derived = Derived("k", snapshot.parts, ("board",), "2026-07-01T03:00:00+00:00")
    write_derived(tmp_path, snapshot, derived)
    assert read_derived(tmp_path, snapshot) == derived


@pytest.mark.parametrize(("old", "new"), [("{", ""), ('"e1"', '"e2"'), ('"k"', '"l"')])
def test_a_list_that_was_changed_is_refused_and_never_taken_for_no_tables(
    tmp_path: Path, snapshot: Snapshot, old: str, new: str
) -> None:
    assert derived_of(tmp_path, snapshot, Unit()) == ()
    write_derived(tmp_path, snapshot, Derived("k", (Part("board", "", "", "e1", 1),)))
    path = derived_path(tmp_path, snapshot.id)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert whole_derived(tmp_path, snapshot) is None
    with pytest.raises(DataError, match=rf"derived/{snapshot.id}.json.*Run `kit prepare` again"):
        derived_of(tmp_path, snapshot, Unit())


def test_the_list_of_another_snapshot_is_refused(tmp_path: Path, snapshot: Snapshot) -> None:
    other = Snapshot.of(date(2026, 7, 1), snapshot.parts)
    write_derived(tmp_path, other, Derived("k"))
    derived_path(tmp_path, other.id).rename(derived_path(tmp_path, snapshot.id))
    with pytest.raises(DataError, match="damaged"):
        read_derived(tmp_path, snapshot)
