from __future__ import annotations

from pathlib import Path

import pytest

from kit.schedule.entries import TRIES, Entry, entries, units_of
from kit.schedule.memory import Note
from kit.units import Unit
from tests.schedule.scheduled import at, settings_of, snapshot_of

DAILY = 'timezone: Europe/Madrid\nschedule: "0 6 * * *"\n'
IBERIA = Unit("EMEA", "Iberia")


def entry(folder: Path, note: Note, now: str, text: str = DAILY) -> Entry:
    (found,) = entries(settings_of(folder, text), [Unit()], {Unit(): note}, at(now))
    return found


def test_a_team_takes_the_schedule_of_its_region_and_a_region_that_of_the_project(
    tmp_path: Path,
) -> None:
    text = """units:
  EMEA: {schedule: "0 7 * * 1", timezone: Europe/Madrid}
  EMEA/Iberia: {timezone: Atlantic/Canary}
  APAC/India: {schedule: "", timezone: Asia/Kolkata}
"""
    settings = settings_of(tmp_path, DAILY + text)
    units = units_of(settings, snapshot_of(("EMEA", "DACH"), ("EMEA", "Iberia"), ("APAC", "India")))
    found = entries(settings, units, {}, at("2026-06-30T12:00Z"))
    assert [(one.unit.key, one.schedule.expression, one.schedule.timezone) for one in found] == [
        ("", "0 6 * * *", "Europe/Madrid"),
        ("APAC", "0 6 * * *", "Europe/Madrid"),
        ("EMEA", "0 7 * * 1", "Europe/Madrid"),
        ("EMEA/DACH", "0 7 * * 1", "Europe/Madrid"),
        ("EMEA/Iberia", "0 7 * * 1", "Atlantic/Canary"),
    ]


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Europe/Madrid", "2026-07-06T06:00:00+02:00"),
        ("America/New_York", "2026-07-06T06:00:00-04:00"),
        ("Asia/Kolkata", "2026-07-06T06:00:00+05:30"),
        ("Australia/Lord_Howe", "2026-07-06T06:00:00+10:30"),
    ],
)
def test_a_schedule_goes_by_the_clocks_of_its_zone(tmp_path: Path, zone: str, due: str) -> None:
    text = f'timezone: {zone}\nschedule: "0 6 * * 1"\n'
    found = entry(tmp_path, Note(), "2026-07-05T12:00Z", text)
    assert found.as_dict()["next"] == due
    assert found.next == at(due)


def test_a_unit_that_was_never_run_is_due_at_once_and_has_missed_nothing(tmp_path: Path) -> None:
    found = entry(tmp_path, Note(), "2026-06-30T12:00Z")
    assert found.is_due
    assert found.missed == 0
    assert found.as_dict()["handled"] is None


def test_a_unit_is_due_once_for_each_of_its_moments(tmp_path: Path) -> None:
    begun = Note(handled=at("2026-06-30T06:00:07+02:00"))
    assert not entry(tmp_path, begun, "2026-06-30T06:30+02:00").is_due
    assert not entry(tmp_path, begun, "2026-07-01T05:59:59+02:00").is_due
    assert entry(tmp_path, begun, "2026-07-01T06:00+02:00").is_due


def test_what_a_machine_that_was_off_has_missed_is_counted(tmp_path: Path) -> None:
    begun = Note(handled=at("2026-06-30T06:00:07+02:00"))
    late = entry(tmp_path, begun, "2026-07-03T09:00+02:00")
    assert late.is_due
    assert late.missed == 2  # 1 and 2 July; that of 3 July runs now
    assert entry(tmp_path, begun, "2026-07-01T09:00+02:00").missed == 0
    each_minute = 'schedule: "* * * * *"\n'
    assert entry(tmp_path, begun, "2026-07-03T09:00+02:00", each_minute).missed == 1_000


def test_a_changed_schedule_does_not_run_what_was_handled_already(tmp_path: Path) -> None:
    begun = Note(handled=at("2026-06-30T06:05+02:00"))
    earlier = 'timezone: Europe/Madrid\nschedule: "3 6 * * *"\n'
    assert not entry(tmp_path, begun, "2026-06-30T07:00+02:00", earlier).is_due


def test_a_moment_is_given_up_after_some_tries_and_the_next_one_is_due(tmp_path: Path) -> None:
    note = Note(handled=at("2026-06-29T06:00+02:00"))
    for tries in range(TRIES):
        found = entry(tmp_path, note, "2026-06-30T07:00+02:00")
        assert (found.is_due, found.tries) == (True, tries)
        note = note.begun(found.moment)
    found = entry(tmp_path, note, "2026-06-30T23:00+02:00")
    assert (found.is_due, found.is_given_up, found.tries) == (False, True, TRIES)
    tomorrow = entry(tmp_path, note, "2026-07-01T06:00+02:00")
    assert (tomorrow.is_due, tomorrow.tries, tomorrow.missed) == (True, 0, 1)


def test_a_time_that_lies_in_the_future_was_a_wrong_clock_and_stops_nothing(tmp_path: Path) -> None:
    assert entry(tmp_path, Note(handled=at("2036-01-01T00:00Z")), "2026-06-30T12:00Z").is_due


def test_before_a_load_the_units_are_those_that_settings_name(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "units: {EMEA/Iberia: {language: ca}}\n")
    assert units_of(settings, None) == (Unit(), Unit("EMEA"), IBERIA)
    known = units_of(settings, snapshot_of(("A/B", "C")))
    assert known == (Unit(), Unit("A/B"), Unit("A/B", "C"), Unit("EMEA"), IBERIA)
    assert units_of(settings, snapshot_of(("EMEA", "Iberia"))) == (Unit(), Unit("EMEA"), IBERIA)
