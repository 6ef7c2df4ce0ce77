from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pandas import DataFrame

from kit.data.chain import CHANGES
from kit.data.comparing import COLUMNS
from kit.data.derived import derived_of, read_derived
from kit.data.manifest import Snapshot, write_snapshot
from kit.data.merging import MERGED
from kit.data.observed import observed_changes, removed, seen_until_now
from kit.data.store import Store
from kit.data.widen import widen
from kit.params import Settings
from kit.prepare import prepare
from kit.units import Unit
from tests.two_teams import opportunities


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path)


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.store)


def take(
    settings: Settings,
    day: int,
    *,
    demo: bool = False,
    currency: str = "",
    **changed: object,
) -> Snapshot:
    """A snapshot of both teams as of a day in March, taken the day after."""
    frame = opportunities(**changed)
    tables = widen({"opportunities": frame}, settings, date(2026, 3, day))
    taken_at = datetime(2026, 3, day + 1, 3, tzinfo=UTC)
    return Store(settings.store).write(
        tables, date(2026, 3, day), demo=demo, currency=currency, taken_at=taken_at
    )


def told(changes: DataFrame) -> list[tuple[str, str, str]]:
    rows = changes[["to_as_of", "opportunity_id", "field"]]
    days = rows["to_as_of"].dt.strftime("%m-%d")
    return sorted(zip(days, rows["opportunity_id"], rows["field"], strict=True))


OFFERS = {
    1: ["Won", "Won", "New"],
    2: ["Won", "Won", "Offer"],
    3: ["Won", "Won", "Contract"],
}


def test_each_new_snapshot_adds_what_changed_since_the_one_before(
    settings: Settings, store: Store
) -> None:
    for day, stages in OFFERS.items():
        snapshot = take(settings, day, stage=stages)
        prepare(settings, snapshot)
    assert told(observed_changes(store, snapshot)) == [
        ("03-02", "c", "stage"),
        ("03-03", "c", "stage"),
    ]


def test_only_the_newest_pair_is_compared(settings: Settings, store: Store) -> None:
    first = take(settings, 1, stage=OFFERS[1])
    second = take(settings, 2, stage=OFFERS[2])
    prepare(settings, second)
    for part in set(first.parts) - set(second.parts):
        store.path(part).unlink()
    third = take(settings, 3, stage=OFFERS[3])
    assert told(observed_changes(store, third)) == [
        ("03-02", "c", "stage"),
        ("03-03", "c", "stage"),
    ]


def test_nights_without_prepare_are_made_up_for(settings: Settings, store: Store) -> None:
    for day, stages in OFFERS.items():
        snapshot = take(settings, day, stage=stages)
    prepare(settings, snapshot)
    assert len(observed_changes(store, snapshot)) == 2


def test_a_damaged_snapshot_in_between_is_passed_over(settings: Settings, store: Store) -> None:
    take(settings, 1, stage=OFFERS[1])
    second = take(settings, 2, stage=OFFERS[2])
    (settings.store / "snapshots" / f"{second.id}.json").write_text("{", encoding="utf-8")
    changes = observed_changes(store, take(settings, 3, stage=OFFERS[3]))
    assert changes[["old", "new"]].to_numpy().tolist() == [["New", "Contract"]]


def test_data_taken_again_after_others_are_compared_again(settings: Settings, store: Store) -> None:
    for day, stages in ((1, OFFERS[1]), (2, OFFERS[2])):
        prepare(settings, take(settings, day, stage=stages))
    again = take(settings, 1, stage=OFFERS[1])
    write_snapshot(settings.store, again, datetime(2026, 3, 9, tzinfo=UTC))
    assert prepare(settings, again).changed
    changes = observed_changes(store, again)
    assert changes[["old", "new"]].to_numpy().tolist() == [["New", "Offer"], ["Offer", "New"]]


@pytest.mark.parametrize("other", [{"demo": True}, {"currency": "USD"}])
def test_snapshots_of_another_kind_are_not_compared(
    settings: Settings, store: Store, other: dict[str, bool]
) -> None:
    take(settings, 1, stage=OFFERS[1])
    assert len(observed_changes(store, take(settings, 2, stage=OFFERS[2], **other))) == 0
    own = take(settings, 3, stage=OFFERS[3])
    assert observed_changes(store, own)["old"].tolist() == ["New"]


def test_the_first_snapshot_shows_no_change_but_a_typed_table(
    settings: Settings, store: Store
) -> None:
    snapshot = take(settings, 1)
    prepare(settings, snapshot)
    table = store.read(derived_of(store.folder, snapshot, Unit()))[CHANGES]
    assert len(table) == 0
    assert table[list(COLUMNS)].dtypes.astype(str).to_dict() == COLUMNS


def test_a_unit_reads_the_changes_of_its_own_opportunities(
    settings: Settings, store: Store
) -> None:
    take(settings, 1, amount=[100.0, 30.0, 50.0])
    snapshot = take(settings, 2, amount=[100.0, 30.0, 70.0], team=["DACH", "DACH", "DACH"])
    prepare(settings, snapshot)
    derived = read_derived(store.folder, snapshot)
    assert derived is not None
    seen = {
        unit.team: store.read(derived.parts_for(unit))[CHANGES]
        for unit in (Unit("EMEA", "Iberia"), Unit("EMEA", "DACH"))
    }
    assert seen["Iberia"][["opportunity_id", "field"]].to_numpy().tolist() == [["a", "team"]]
    assert sorted(seen["DACH"]["field"]) == ["amount", "team"]


def test_opportunities_that_are_gone_are_said_once_and_merged_ones_are_not(
    settings: Settings, store: Store
) -> None:
    first = take(settings, 1)
    survivors = {"table": ["opportunities"], "id": ["b"], "survivor": ["a"], "team": ["Iberia"]}
    tables = widen({"opportunities": opportunities().iloc[:1]}, settings, date(2026, 3, 2))
    second = store.write(
        tables | {MERGED: DataFrame(survivors, dtype="str")},
        date(2026, 3, 2),
        taken_at=datetime(2026, 3, 3, tzinfo=UTC),
    )
    (fault,) = removed(store, first, second)
    assert (fault.severity, fault.table) == ("warning", "opportunities")
    assert "1 opportunity is gone since" in fault.message
    assert "`c`" in fault.message
    assert removed(store, second, second) == removed(store, None, second) == []
    fields = observed_changes(store, second).set_index("opportunity_id")["field"]
    assert fields.to_dict() == {"b": "merged", "c": "removed"}


def test_a_load_sees_the_stages_so_far_and_its_own_and_the_same_again_adds_nothing(
    settings: Settings, store: Store
) -> None:
    take(settings, 1, stage=OFFERS[1])
    take(settings, 2, stage=OFFERS[2])
    kind = {"demo": False, "currency": ""}
    new = opportunities(stage=OFFERS[3])
    seen = seen_until_now(store, new, date(2026, 3, 3), **kind)
    assert told(seen) == [("03-02", "c", "stage"), ("03-03", "c", "stage")]
    same = opportunities(stage=OFFERS[2])
    assert told(seen_until_now(store, same, date(2026, 3, 2), **kind)) == [("03-02", "c", "stage")]
    assert len(seen_until_now(store, new, date(2026, 3, 3), demo=True, currency="")) == 0
