from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pandas import DataFrame

from kit.data.derived import derived_of
from kit.data.manifest import Snapshot
from kit.data.records import Records
from kit.data.store import Store
from kit.data.widen import widen
from kit.params import Settings
from kit.prepare import owner_bookings, prepare
from kit.units import Unit

TABLES = tuple(
    sorted(
        (
            *("longest_cycles", "observed_changes", "observed_days", "observed_start"),
            *("owner_bookings", "win_chances"),
            *("win_probabilities", "win_reasons", "win_scores", "reliability"),
            *("effects", "model_states"),
            *("forecast_paths", "backtests", "earlier_forecasts", "customer_parameters"),
        )
    )
)
IBERIA, DACH = Unit("EMEA", "Iberia"), Unit("EMEA", "DACH")


@pytest.fixture
def opportunities() -> DataFrame:
    return DataFrame(
        {
            "opportunity_id": list("abcde"),
            "created_at": pd.to_datetime(["2026-01-01"] * 5),
            "stage": ["Won", "Won", "Won", "Lost", "New"],
            "status": ["won", "won", "won", "lost", "open"],
            "closed_at": pd.to_datetime(
                ["2026-01-10", "2026-01-31", "2026-02-03", "2026-02-03", None]
            ),
            "amount": [0.1, 0.2, 50.0, 70.0, 80.0],
            "owner": ["Ann", "Ann", "Ben", "Ben", "Ben"],
            "team": ["Iberia", "Iberia", "DACH", "DACH", "DACH"],
            "region": ["EMEA"] * 5,
        }
    )


def stored(settings: Settings, opportunities: DataFrame) -> Snapshot:
    tables = widen({"opportunities": opportunities}, settings, date(2026, 2, 10))
    return Store(settings.store).write(tables, date(2026, 2, 10))


def leaderboard(settings: Settings, snapshot: Snapshot, unit: Unit) -> DataFrame:
    store = Store(settings.store)
    parts = derived_of(store.folder, snapshot, unit)
    policy = settings.privacy.owners
    return Records.of(store.read(parts), owners_policy=policy).derived("owner_bookings")


def test_bookings_of_an_owner_are_exact_sums_by_month(
    tmp_path: Path, opportunities: DataFrame
) -> None:
    board = owner_bookings(opportunities, Settings(folder=tmp_path))
    assert board["owner"].tolist() == ["Ben", "Ann"]
    assert board["month"].tolist() == [pd.Timestamp("2026-02-01"), pd.Timestamp("2026-01-01")]
    assert board["amount"].tolist() == [50.0, 0.3]
    assert board["count"].tolist() == [1, 2]


def test_months_begin_at_midnight_of_the_projects_zone(
    tmp_path: Path, opportunities: DataFrame
) -> None:
    late = opportunities.iloc[:1].assign(closed_at=pd.to_datetime(["2026-01-31T23:30Z"]))
    board = owner_bookings(late, Settings(folder=tmp_path, timezone="Europe/Madrid"))
    assert board["month"].tolist() == [pd.Timestamp("2026-02-01")]


def test_without_anything_won_the_board_is_empty_but_typed(
    tmp_path: Path, opportunities: DataFrame
) -> None:
    board = owner_bookings(opportunities.iloc[3:], Settings(folder=tmp_path))
    assert len(board) == 0
    assert board.dtypes.astype(str).to_dict() == {
        "region": "str",
        "team": "str",
        "owner": "str",
        "month": "datetime64[us]",
        "amount": "float64",
        "count": "Int64",
    }


def test_the_open_leaderboard_is_read_by_every_unit(
    tmp_path: Path, opportunities: DataFrame
) -> None:
    settings = Settings(folder=tmp_path)
    snapshot = stored(settings, opportunities)
    assert prepare(settings, snapshot).tables == TABLES
    assert set(leaderboard(settings, snapshot, IBERIA)["owner"]) == {"Ann", "Ben"}


def test_a_leaderboard_by_unit_stays_in_its_unit(tmp_path: Path, opportunities: DataFrame) -> None:
    settings = Settings(folder=tmp_path, leaderboard="unit")
    snapshot = stored(settings, opportunities)
    prepare(settings, snapshot)
    assert set(leaderboard(settings, snapshot, IBERIA)["owner"]) == {"Ann"}
    assert set(leaderboard(settings, snapshot, DACH)["owner"]) == {"Ben"}
    assert set(leaderboard(settings, snapshot, Unit())["owner"]) == {"Ann", "Ben"}


def test_preparing_again_changes_nothing_until_an_input_or_setting_does(
    tmp_path: Path, opportunities: DataFrame
) -> None:
    settings = Settings(folder=tmp_path)
    snapshot = stored(settings, opportunities)
    assert prepare(settings, snapshot).changed
    assert not prepare(settings, snapshot).changed
    assert prepare(settings.model_copy(update={"leaderboard": "unit"}), snapshot).changed
    other = stored(settings, opportunities.assign(amount=1.0))
    assert prepare(settings, other).changed


def test_a_lost_part_is_made_again(tmp_path: Path, opportunities: DataFrame) -> None:
    settings = Settings(folder=tmp_path)
    snapshot = stored(settings, opportunities)
    prepare(settings, snapshot)
    store = Store(tmp_path / "outputs" / "store")
    for part in derived_of(store.folder, snapshot, Unit()):
        store.path(part).unlink(missing_ok=True)
    assert prepare(settings, snapshot).changed
    assert len(leaderboard(settings, snapshot, IBERIA)) == 2


def test_a_project_without_opportunities_has_an_empty_leaderboard(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    stages = DataFrame({"stage": ["New"], "position": [1], "phase": ["early"]})
    tables = widen({"stages": stages}, settings, date(2026, 1, 1))
    snapshot = Store(tmp_path / "outputs" / "store").write(tables, date(2026, 1, 1))
    assert prepare(settings, snapshot).tables == TABLES


def test_the_longest_cycles_grow_and_are_read_by_every_unit(
    tmp_path: Path, opportunities: DataFrame
) -> None:
    settings = Settings(folder=tmp_path, leaderboard="unit")
    snapshot = stored(settings, opportunities)
    prepare(settings, snapshot)
    store = Store(tmp_path / "outputs" / "store")
    seen = [
        store.read(derived_of(store.folder, snapshot, unit))["longest_cycles"]
        for unit in (Unit(), IBERIA, DACH)
    ]
    assert all(frame.equals(seen[0]) for frame in seen)
    assert seen[0]["day"].is_monotonic_increasing
    assert seen[0]["days"].is_monotonic_increasing
    closed = opportunities[opportunities["status"].ne("open")]
    ages = (closed["closed_at"] - closed["created_at"]).dt.total_seconds() / 86_400
    assert seen[0]["days"].max() == pytest.approx(ages.max())


def test_a_damaged_part_is_made_again(tmp_path: Path, opportunities: DataFrame) -> None:
    settings = Settings(folder=tmp_path)
    snapshot = stored(settings, opportunities)
    prepare(settings, snapshot)
    store = Store(tmp_path / "outputs" / "store")
    for part in derived_of(store.folder, snapshot, Unit()):
        if part.rows:
            store.path(part).write_bytes(b"flipped")
    assert prepare(settings, snapshot).changed
    assert len(leaderboard(settings, snapshot, IBERIA)) == 2


def with_spend(settings: Settings, source: str) -> Snapshot:
    leads = DataFrame(
        {
            "lead_id": ["l1", "l2", "l3"],
            "created_at": pd.to_datetime(["2026-01-05"] * 3),
            "status": "new",
            "source": [source, "Web", "Web"],
            "team": ["Iberia", "Iberia", "DACH"],
            "region": "EMEA",
        }
    )
    spend = DataFrame(
        {
            "period_start": pd.to_datetime(["2026-01-01"]),
            "period_end": pd.to_datetime(["2026-01-31"]),
            "source": ["Web"],
            "amount": [90.0],
        }
    )
    tables = widen({"leads": leads, "spend": spend}, settings, date(2026, 2, 10))
    return Store(settings.store).write(tables, date(2026, 2, 10))


def shared_out(settings: Settings, snapshot: Snapshot, unit: Unit) -> list[float]:
    store = Store(settings.store)
    parts = derived_of(store.folder, snapshot, unit)
    return Records.of(store.read(parts)).derived("allocated_spend")["amount"].tolist()


def test_a_team_reads_its_own_share_of_spend_and_no_other(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    snapshot = with_spend(settings, "Web")
    prepare(settings, snapshot)
    assert shared_out(settings, snapshot, IBERIA) == [60.0]
    assert shared_out(settings, snapshot, DACH) == [30.0]
    assert sorted(shared_out(settings, snapshot, Unit())) == [30.0, 60.0]


def test_spend_is_shared_out_again_when_leads_or_the_setting_change(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    prepare(settings, with_spend(settings, "Web"))
    other = with_spend(settings, "Fair")
    assert prepare(settings, other).changed
    assert shared_out(settings, other, IBERIA) == [45.0]
    kept = settings.model_copy(update={"allocate_spend": "none"})
    assert "allocated_spend" not in prepare(kept, other).tables
