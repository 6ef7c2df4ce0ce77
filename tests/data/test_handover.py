"""A unit's handover holds what its pages are made from, and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from datetime import date
from pathlib import Path

import pytest

from kit.data.handover import PROJECT, TASK, Handover
from kit.data.manifest import Snapshot
from kit.errors import DataError, ParamError
from kit.params import ReportParameters, Settings
from kit.prepare import prepare
from kit.prepare.modelling import SHARED
from kit.units import Unit
from tests.two_teams import AS_OF, stored

IBERIA, DACH = Unit("EMEA", "Iberia"), Unit("EMEA", "DACH")


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """The process's environment with `variables`, as a kernel gets them."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text("source: demo\n", encoding="utf-8")
    return Settings(folder=tmp_path, timezone="Europe/Madrid", privacy={"minimum_group": 2})


@pytest.fixture
def snapshot(settings: Settings) -> Snapshot:
    return stored(settings)


def test_as_json_and_back_it_is_the_same(settings: Settings, snapshot: Snapshot) -> None:
    prepare(settings, snapshot)
    handover = Handover.of(settings, snapshot, IBERIA)
    assert Handover.from_json(handover.to_json()) == handover
    assert Handover.from_json(handover.to_json()).to_json() == handover.to_json()


def test_no_part_of_another_unit_is_handed_over(settings: Settings, snapshot: Snapshot) -> None:
    prepare(settings.model_copy(update={"leaderboard": "unit"}), snapshot)
    everyones = ("stages", "longest_cycles", "observed_days", "win_chances", *SHARED)
    for part in Handover.of(settings, snapshot, IBERIA).parts:
        assert part.leaf == IBERIA or part.table in everyones or part.rows == 0
    region = {part.leaf for part in Handover.of(settings, snapshot, Unit("EMEA")).parts}
    assert {IBERIA, DACH} <= region


def test_the_open_leaderboard_is_the_one_exception(settings: Settings, snapshot: Snapshot) -> None:
    prepare(settings, snapshot)
    foreign = {
        part.table for part in Handover.of(settings, snapshot, IBERIA).parts if part.leaf == DACH
    }
    assert foreign == {"owner_bookings"}


def test_only_settings_that_can_change_a_page_are_handed_over(
    settings: Settings, snapshot: Snapshot, tmp_path: Path
) -> None:
    one = Handover.of(settings, snapshot, IBERIA).to_json()
    silent = {"name": "Other", "index": False, "quarantine_limit": 0.5, "source": "demo"}
    assert Handover.of(settings.model_copy(update=silent), snapshot, IBERIA).to_json() == one
    assert str(tmp_path) not in one
    for name, value in {"currency": "USD", "timezone": "UTC", "level": 0.8}.items():
        changed = settings.model_copy(update={name: value})
        assert Handover.of(changed, snapshot, IBERIA).to_json() != one, name


def test_data_are_the_same_while_no_row_of_the_unit_changed(
    settings: Settings, snapshot: Snapshot
) -> None:
    other = stored(settings, amount=[100.0, 31.0, 50.0])
    assert other.id != snapshot.id
    for unit, same in ((IBERIA, True), (DACH, False), (Unit("EMEA"), False), (Unit(), False)):
        here, there = (Handover.of(settings, each, unit) for each in (snapshot, other))
        assert (here.digests == there.digests) is same, unit
        assert (here.ground == there.ground) is same, unit


def test_the_window_is_that_of_parameters_and_settings(
    settings: Settings, snapshot: Snapshot
) -> None:
    handover = Handover.of(settings, snapshot, IBERIA)
    window = handover.window(ReportParameters(period="quarter", periods=2))
    assert (window.as_of, window.period, window.periods) == (AS_OF, "quarter", 2)
    assert (window.calendar.timezone, window.minimum_group) == ("Europe/Madrid", 2)


def test_a_day_after_the_snapshot_is_refused(settings: Settings, snapshot: Snapshot) -> None:
    handover = Handover.of(settings, snapshot, IBERIA)
    assert handover.day(ReportParameters()) == AS_OF
    assert handover.day(ReportParameters(as_of="2026-01-31")) == date(2026, 1, 31)
    with pytest.raises(ParamError, match=r"2026-03-01 lies after the snapshot's own, 2026-02-28"):
        handover.window(ReportParameters(as_of="2026-03-01"))


def test_records_are_the_units_own_as_known_on_the_day(
    settings: Settings, snapshot: Snapshot
) -> None:
    handover = Handover.of(settings, snapshot, DACH)
    now = handover.records(settings.store, handover.window(ReportParameters()))
    assert now.opportunities["opportunity_id"].tolist() == ["b", "c"]
    earlier = handover.window(ReportParameters(as_of="2026-01-31"))
    known = handover.records(settings.store, earlier).opportunities
    assert (known["opportunity_id"].tolist(), known["status"].tolist()) == (["b"], ["open"])


def test_owners_are_shown_by_the_policy(settings: Settings, snapshot: Snapshot) -> None:
    privacy = settings.privacy.model_copy(update={"owners": "hashed"})
    hashed = settings.model_copy(update={"privacy": privacy})
    handover = Handover.of(hashed, snapshot, IBERIA)
    records = handover.records(settings.store, handover.window(ReportParameters()))
    assert records.opportunities["owner"].astype("str").str.startswith("Owner ").all()


def test_in_a_task_the_file_named_by_the_environment_is_opened(
    settings: Settings, snapshot: Snapshot, tmp_path: Path
) -> None:
    handover = Handover.of(settings, snapshot, IBERIA)
    task = tmp_path / "task.json"
    task.write_text(handover.to_json(), encoding="utf-8")
    with environment(**{TASK: str(task), PROJECT: str(tmp_path)}):
        assert Handover.open(ReportParameters(team="DACH")) == (handover, settings.store)


def test_in_a_notebook_the_project_around_it_is_opened(
    settings: Settings, snapshot: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "notebooks").mkdir()
    with chdir(tmp_path / "notebooks"):
        opened, store = Handover.open(ReportParameters(team="DACH"))
        assert (opened.unit, store.resolve()) == (DACH, settings.store.resolve())
        with pytest.raises(ParamError, match=r"Did you mean `Iberia`\?"):
            Handover.open(ReportParameters(team="Iberai"))


def test_without_a_snapshot_the_next_step_is_said(settings: Settings, tmp_path: Path) -> None:
    with chdir(tmp_path), pytest.raises(DataError, match=r"Run `kit load` first"):
        Handover.open(ReportParameters())


def test_the_text_is_plain_json(settings: Settings, snapshot: Snapshot) -> None:
    fields = json.loads(Handover.of(settings, snapshot, IBERIA).to_json())
    assert fields["unit"] == {"region": "EMEA", "team": "Iberia"}
    assert fields["as_of"] == "2026-02-28"
    assert fields["freshness"] == {"opportunities": "2026-02-03"}


def test_a_unit_is_told_when_itself_and_those_below_it_work(
    settings: Settings, snapshot: Snapshot
) -> None:
    hours = {"EMEA/Iberia": {"hours": "Mo-Th 08:00-17:00", "holidays": ["2026-04-23"]}}
    own = Settings(folder=settings.folder, timezone="Europe/Madrid", units=hours)
    told = Handover.of(own, snapshot, IBERIA).window(ReportParameters()).calendar.working
    (iberia,) = told
    assert iberia.units == (("EMEA", "Iberia"),)
    assert iberia.holidays == ("2026-04-23",)
    dach = Handover.of(own, snapshot, DACH)
    assert [one.units for one in dach.window(ReportParameters()).calendar.working] == [
        (("EMEA", "DACH"),)
    ]
    silent = own.model_copy(update={"units": {}})
    assert Handover.of(silent, snapshot, DACH).to_json() == dach.to_json()
    assert (
        Handover.of(silent, snapshot, IBERIA).to_json()
        != Handover.of(own, snapshot, IBERIA).to_json()
    )
