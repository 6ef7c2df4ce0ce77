"""Nights of exports, one after the other: what a project keeps, notices and lets go."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kit.data.derived import read_derived
from kit.data.handover import Handover
from kit.data.manifest import Snapshot
from kit.data.records import Records
from kit.data.store import Store
from kit.data.takings import snapshot_ids
from kit.errors import DataError, Fault
from kit.load import Outcome, load
from kit.params import Settings, Source
from kit.prepare import prepare
from kit.runner import plan
from kit.units import Unit
from tests.publisher.small_site import SmallSite
from tests.system.project import Project

TODAY = date(2026, 11, 1)
HEADING = (
    "opportunity_id,created_at,stage,status,closed_at,amount,owner,team,region,account_id,"
    "merged_into"
)
WON = "w,2026-01-05T09:00:00Z,Won,won,2026-03-01T09:00:00Z,10.50,Ann,Iberia,EMEA,x,"
ACCOUNTS = ["account_id,merged_into", "x,", "y,x"]

Night = Callable[..., Outcome]


def opened(name: str, stage: str = "New", amount: int = 20, into: str = "") -> str:
    return f"{name},2026-01-06T09:00:00Z,{stage},open,,{amount},Bob,Iberia,EMEA,y,{into}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path, timezone="Europe/Madrid", quarantine_limit=0.5)


@pytest.fixture
def night(settings: Settings) -> Night:
    """Export rows and load them, once per night."""

    def night(*rows: str, accept_drift: bool = False, **tables: list[str]) -> Outcome:
        texts = {"opportunities": [HEADING, *rows], **tables}
        for name, lines in texts.items():
            path = settings.folder / f"{name}.csv"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        sources = {name: Source(file=f"{name}.csv") for name in texts}
        today = settings.model_copy(update={"sources": sources})
        return load(today, today=TODAY, accept_drift=accept_drift)

    return night


def read(settings: Settings, snapshot: Snapshot, table: str) -> pd.DataFrame:
    store = Store(settings.store)
    derived = read_derived(store.folder, snapshot)
    parts = (*snapshot.parts, *(derived.parts if derived else ()))
    return store.read(part for part in parts if part.table == table)[table]


def about(faults: tuple[Fault, ...], words: str) -> list[Fault]:
    return [fault for fault in faults if words in fault.message]


def test_a_night_without_news_makes_no_snapshot(settings: Settings, night: Night) -> None:
    first = night(WON, opened("a"))
    prepare(settings, first.snapshot)
    for _ in range(2):
        again = night(opened("a"), WON)
        assert (again.changed, again.snapshot.id) == (False, first.snapshot.id)
        assert not prepare(settings, again.snapshot).changed
    assert snapshot_ids(settings.store) == (first.snapshot.id,)


def test_an_export_that_lost_most_of_its_rows_changes_nothing_until_accepted(
    settings: Settings, night: Night
) -> None:
    whole = night(WON, *(opened(f"o{number}") for number in range(30)))
    with pytest.raises(DataError, match=r"12 rows.*has 31.*--accept-drift"):
        night(WON, *(opened(f"o{number}") for number in range(11)))
    assert snapshot_ids(settings.store) == (whole.snapshot.id,)
    accepted = night(WON, *(opened(f"o{n}") for n in range(11)), accept_drift=True)
    assert accepted.changed
    assert [fault.severity for fault in about(accepted.faults, "12 rows")] == ["warning"]
    gone = about(accepted.faults, "gone since")
    assert "19 opportunities" in gone[0].message
    assert about(night(WON, *(opened(f"o{n}") for n in range(11))).faults, "gone since") == []


def test_a_newest_day_that_went_back_is_refused(night: Night) -> None:
    night(WON, opened("a"))
    with pytest.raises(DataError, match=r"newest event is of 2026-02-01.*it was 2026-03-01"):
        night(WON.replace("2026-03-01", "2026-02-01"), opened("a"))


def test_stages_are_followed_from_night_to_night(settings: Settings, night: Night) -> None:
    first = night(WON, opened("a"))
    assert "stage_history" not in first.snapshot.tables
    later = WON.replace("2026-03-01", "2026-03-02")
    second = night(later, opened("a", "Offer"))
    prepare(settings, second.snapshot)
    third = night(WON.replace("2026-03-01", "2026-03-04"), opened("a", "Contract"), opened("b"))
    history = read(settings, third.snapshot, "stage_history")
    assert history[["opportunity_id", "stage"]].to_numpy().tolist() == [
        ["a", "Offer"],
        ["a", "Contract"],
        ["b", "New"],
    ]
    assert history["entered_at"].dt.strftime("%m-%d").tolist() == ["03-02", "03-04", "03-04"]
    assert len(about(third.faults, "successive snapshots")) == 1
    again = night(WON.replace("2026-03-01", "2026-03-04"), opened("a", "Contract"), opened("b"))
    assert not again.changed


def test_merged_records_go_and_what_pointed_to_them_points_to_the_survivor(
    settings: Settings, night: Night
) -> None:
    night(WON, opened("a"), opened("b", amount=5), accounts=["account_id,merged_into", "x,", "y,"])
    merged = night(WON, opened("a", amount=25), opened("b", amount=5, into="a"), accounts=ACCOUNTS)
    assert len(about(merged.faults, "merged and not counted")) == 2
    assert about(merged.faults, "gone since") == []
    opportunities = read(settings, merged.snapshot, "opportunities")
    assert opportunities[["opportunity_id", "account_id", "amount"]].to_numpy().tolist() == [
        ["a", "x", 25.0],
        ["w", "x", 10.5],
    ]
    prepare(settings, merged.snapshot)
    changes = read(settings, merged.snapshot, "observed_changes").sort_values("opportunity_id")
    assert changes[["opportunity_id", "field", "new"]].to_numpy().tolist() == [
        ["a", "amount", "25.0"],
        ["b", "merged", "a"],
    ]
    assert "merged_records" not in merged.snapshot.tables


def test_records_merged_in_a_circle_refuse_the_load(settings: Settings, night: Night) -> None:
    with pytest.raises(DataError, match="in a circle: `a`, `b`"):
        night(WON, opened("a", into="b"), opened("b", into="a"))
    assert snapshot_ids(settings.store) == ()


def test_an_export_that_is_replaced_while_it_is_read_is_refused(
    settings: Settings, night: Night
) -> None:
    """Accounts come long after opportunities; those are replaced again and again meanwhile."""
    accounts = ["account_id", *(f"n{number}" for number in range(60_000))]
    stop = threading.Event()

    def export() -> None:
        count = 0
        while not stop.is_set():
            count += 1
            fresh = settings.folder / "fresh"
            fresh.write_text(f"{HEADING}\n{WON}\n{opened('a', amount=count)}\n", encoding="utf-8")
            fresh.replace(settings.folder / "opportunities.csv")
            stop.wait(0.02)

    exporter = threading.Thread(target=export)
    exporter.start()
    try:
        with pytest.raises(DataError, match=r"opportunities\.csv: the file changed while"):
            night(WON, opened("a"), accounts=accounts)
    finally:
        stop.set()
        exporter.join()
    assert snapshot_ids(settings.store) == ()


def test_facts_of_the_load_are_read_by_every_unit_and_change_its_run_key(
    tmp_path: Path,
) -> None:
    site = SmallSite.of(tmp_path)
    quiet = site.load()
    store = Store(site.settings.store)
    keys = []
    for count in (1, 2):
        facts = {"intake": pd.DataFrame({"table": ["leads"], "read": [count]})}
        snapshot = store.write(store.read(quiet.parts), quiet.as_of, shared=facts)
        task = next(
            task for task in plan(site.settings, snapshot) if task.page.unit.team == "Iberia"
        )
        handover = Handover.of(site.settings, snapshot, Unit("EMEA", "Iberia"))
        records = Records.of(store.read(handover.parts))
        assert records.derived("intake")["read"].tolist() == [count]
        keys.append((task.key, handover.digests))
    assert keys[0][0] != keys[1][0]
    assert keys[0][1] != keys[1][1]


SETTINGS = """name: Nights
keep: {days: 0, months: 0}
sources: {opportunities: {file: opportunities.csv}}
"""


def test_the_command_line_lists_verifies_and_prunes(tmp_path: Path) -> None:
    project = Project(tmp_path)
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text(SETTINGS, encoding="utf-8")
    assert project.ask("snapshots")["snapshots"] == []
    for count in (1, 20):
        lines = [HEADING, WON, *(opened(f"o{number}") for number in range(count))]
        (tmp_path / "opportunities.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        project.kit("load")
    newest, oldest = project.ask("snapshots", "--verify")["snapshots"]
    assert (newest["is_newest"], newest["rows"]["opportunities"], oldest["rows"]) == (
        True,
        21,
        {"opportunities": 2},
    )
    (tmp_path / "opportunities.csv").write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    refused = json.loads(project.kit("load", "--json", code=2).stdout)
    assert any("--accept-drift" in fault["fix"] for fault in refused["faults"])
    assert project.ask("load", "--accept-drift")["changed"]
    said = project.ask("prune", "--dry-run")
    assert said["snapshots"] == [newest["id"], oldest["id"]]
    assert project.ask("prune") == said | {"dry_run": False}
    (kept,) = project.ask("snapshots", "--verify")["snapshots"]
    path = next((tmp_path / "outputs" / "store" / "parts").iterdir())
    path.write_bytes(path.read_bytes()[:-1])
    damaged = project.ask("snapshots", "--verify", code=1)["snapshots"]
    assert (damaged[0]["id"], len(damaged[0]["damage"])) == (kept["id"], 1)
