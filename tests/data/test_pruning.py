from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kit.data.derived import read_derived
from kit.data.manifest import Snapshot, read_snapshot
from kit.data.observed import observed_changes
from kit.data.pruning import kept, prune
from kit.data.store import Store
from kit.data.takings import Taking, snapshot_ids, takings
from kit.data.verifying import verify_store
from kit.data.widen import widen
from kit.params import Keep, Settings
from kit.prepare import prepare
from tests.two_teams import opportunities

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
ONLY_NEWEST = Keep(days=0, months=0)


def at(month: int, day: int, hour: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def staying(keep: Keep, *moments: datetime, zone: ZoneInfo = UTC_ZONE) -> list[str]:
    taken = [Taking(moment, f"{moment:%m-%d}") for moment in moments]
    return sorted(kept(taken, keep, NOW, zone))


def test_every_snapshot_of_the_last_days_stays() -> None:
    moments = (at(6, 1), at(6, 25, 11), at(6, 25, 13), at(6, 28), at(6, 29))
    taken = [Taking(moment, moment.isoformat()) for moment in moments]
    found = kept(taken, Keep(days=5, months=0), NOW, UTC_ZONE)
    assert found == {moment.isoformat() for moment in moments[2:]}


def test_of_each_month_the_last_stays_for_as_many_months_as_asked() -> None:
    moments = (at(3, 31), at(4, 1), at(4, 30), at(5, 2), at(6, 1), at(6, 2))
    assert staying(Keep(days=0, months=3), *moments) == ["04-30", "05-02", "06-02"]
    assert staying(Keep(days=0, months=1), *moments) == ["06-02"]


def test_months_begin_in_the_projects_zone() -> None:
    moments = (at(4, 29), at(4, 30, 23), at(6, 1))
    zone = ZoneInfo("Europe/Madrid")
    assert staying(Keep(days=0, months=3), *moments) == ["04-30", "06-01"]
    assert staying(Keep(days=0, months=3), *moments, zone=zone) == ["04-29", "04-30", "06-01"]


def test_the_newest_stays_however_old_it_is() -> None:
    assert staying(ONLY_NEWEST, at(1, 1), at(1, 2)) == ["01-02"]
    assert staying(ONLY_NEWEST) == []


def test_data_taken_again_stay_by_their_last_time() -> None:
    taken = [Taking(at(1, 1), "a"), Taking(at(2, 1), "b"), Taking(at(6, 29), "a")]
    assert kept(taken, ONLY_NEWEST, NOW, UTC_ZONE) == {"a"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path, keep=ONLY_NEWEST)


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.store)


def take(settings: Settings, day: int) -> Snapshot:
    """A snapshot in which one opportunity of DACH is worth as much as the day."""
    frame = opportunities(amount=[100.0, 30.0, float(day)])
    tables = widen({"opportunities": frame}, settings, date(2026, 3, day))
    return Store(settings.store).write(tables, date(2026, 3, day), taken_at=at(3, day))


def taken_and_prepared(settings: Settings, *days: int) -> list[Snapshot]:
    snapshots = []
    for day in days:
        snapshots.append(take(settings, day))
        prepare(settings, snapshots[-1])
    return snapshots


def below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_goes_is_the_list_its_derived_tables_and_parts_nobody_else_has(
    settings: Settings, store: Store
) -> None:
    first, second = taken_and_prepared(settings, 1, 2)
    pruned = prune(settings, now=NOW)
    assert (pruned.snapshots, pruned.kept) == ((first.id,), (second.id,))
    derived = read_derived(store.folder, second)
    assert derived is not None
    parts = {part.digest for part in (*second.parts, *derived.parts)}
    assert below(store.folder) == {
        "newest.taken",
        f"snapshots/{second.id}.json",
        f"snapshots/{second.id}.taken",
        f"derived/{second.id}.json",
        *(f"parts/{digest}.parquet" for digest in parts),
    }
    assert verify_store(store) == []


def test_a_dry_run_says_the_same_and_removes_nothing(settings: Settings, store: Store) -> None:
    taken_and_prepared(settings, 1, 2)
    before = below(store.folder)
    said = prune(settings, now=NOW, dry_run=True)
    assert below(store.folder) == before
    assert prune(settings, now=NOW) == said
    assert said.parts == len(before) - len(below(store.folder)) - 3
    assert said.freed > 0


def test_snapshots_that_pages_were_made_from_stay(settings: Settings) -> None:
    first, second, third = taken_and_prepared(settings, 1, 2, 3)
    assert prune(settings, now=NOW, needed={first.id}).kept == (third.id, first.id)
    assert second.id not in snapshot_ids(settings.store)


def test_changes_seen_between_snapshots_that_went_are_still_known(
    settings: Settings, store: Store
) -> None:
    taken_and_prepared(settings, 1, 2, 3)
    last = take(settings, 4)
    assert len(prune(settings, now=NOW).kept) == 2
    changes = observed_changes(store, last)
    assert changes["new"].tolist() == ["2.0", "3.0", "4.0"]


def test_leftovers_of_an_interrupted_load_go_too(settings: Settings, store: Store) -> None:
    (snapshot,) = taken_and_prepared(settings, 1)
    whole = below(store.folder)
    (store.folder / "snapshots" / "half.json").write_text("{}", encoding="utf-8")
    (store.folder / "derived" / "half.json").write_text("{}", encoding="utf-8")
    (store.folder / "parts" / "half.parquet").write_text("", encoding="utf-8")
    assert prune(settings, now=NOW).kept == (snapshot.id,)
    assert below(store.folder) == whole


@pytest.mark.parametrize("place", ["snapshots", "derived"])
def test_no_part_goes_while_a_list_that_stays_cannot_be_read(
    settings: Settings, store: Store, place: str
) -> None:
    _, second = taken_and_prepared(settings, 1, 2)
    (store.folder / place / f"{second.id}.json").write_text("{", encoding="utf-8")
    parts = len(list((store.folder / "parts").iterdir()))
    pruned = prune(settings, now=NOW)
    assert len(list((store.folder / "parts").iterdir())) == parts
    assert f"{place}/{second.id}.json" in pruned.faults[0].message


@pytest.mark.parametrize("kind", ["json", "taken", "part"])
def test_an_older_snapshot_that_is_damaged_goes_and_is_named(
    settings: Settings, store: Store, kind: str
) -> None:
    keeping = settings.model_copy(update={"keep": Keep(days=300, months=0)})
    first, second, third = taken_and_prepared(keeping, 1, 2, 3)
    assert prune(keeping, now=NOW).snapshots == ()
    own = next(part for part in set(second.parts) - set(third.parts) if part.rows)
    path = store.folder / "snapshots" / f"{second.id}.{kind}"
    path = store.path(own) if kind == "part" else path
    path.write_bytes(path.read_bytes()[:-3])
    pruned = prune(keeping, now=NOW)
    assert (pruned.snapshots, pruned.kept) == ((second.id,), (third.id, first.id))
    assert path.name in pruned.faults[0].message
    assert verify_store(store) == []
    assert not store.path(own).exists()
    assert observed_changes(store, third)["new"].tolist() == ["2.0", "3.0"]


def test_a_damaged_list_of_tables_made_from_an_older_snapshot_goes_alone(
    settings: Settings, store: Store
) -> None:
    keeping = settings.model_copy(update={"keep": Keep(days=300, months=0)})
    first, second = taken_and_prepared(keeping, 1, 2)
    (store.folder / "derived" / f"{first.id}.json").write_text("{", encoding="utf-8")
    pruned = prune(keeping, now=NOW)
    assert (pruned.snapshots, pruned.kept) == ((), (second.id, first.id))
    assert [fault.file for fault in pruned.faults] == [f"outputs/store/derived/{first.id}.json"]
    assert verify_store(store) == []


def test_the_newest_stays_although_it_is_damaged(settings: Settings, store: Store) -> None:
    first, second = taken_and_prepared(settings, 1, 2)
    (store.folder / "snapshots" / f"{second.id}.taken").write_bytes(b"")
    assert prune(settings, now=NOW).kept == (second.id,)
    assert first.id not in snapshot_ids(store.folder)


def test_an_empty_store_has_nothing_to_prune(settings: Settings) -> None:
    assert prune(settings, now=NOW).kept == ()


DYING = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from kit.data.pruning import prune
from kit.params import Keep, Settings

left = int(sys.argv[2])

def dies(event, arguments):
    global left
    if event == "os.remove":
        left -= 1
        if left < 0:
            os._exit(9)

settings = Settings(folder=Path(sys.argv[1]), keep=Keep(days=0, months=0))
sys.addaudithook(dies)
prune(settings, now=datetime(2026, 6, 30, tzinfo=UTC))
"""


@pytest.mark.acceptance
def test_a_prune_that_dies_at_any_removal_leaves_a_store_that_is_whole(
    settings: Settings, store: Store
) -> None:
    newest = taken_and_prepared(settings, 1, 2, 3)[-1]
    before, removals = len(below(store.folder)), 0
    while True:
        command = [sys.executable, "-c", DYING, str(settings.folder), str(min(removals, 1))]
        code = subprocess.run(command, check=False).returncode
        assert verify_store(store) == []
        for name in snapshot_ids(store.folder):
            store.read(read_snapshot(store.folder, name).parts)
        if code == 0:
            break
        assert code == 9
        removals += 1
    assert removals == before - len(below(store.folder)) > 5
    assert [taking.snapshot for taking in takings(store.folder)] == [newest.id]
    assert take(settings, 4).as_of - newest.as_of == timedelta(days=1)
