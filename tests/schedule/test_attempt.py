from __future__ import annotations

from pathlib import Path

from kit.schedule import TRIES, Attempt
from kit.schedule.memory import read_notes
from kit.units import Unit
from tests.schedule.scheduled import at, settings_of, snapshot_of

EMEA, DACH, IBERIA = Unit("EMEA"), Unit("EMEA", "DACH"), Unit("EMEA", "Iberia")
SETTINGS = """timezone: Europe/Madrid
schedule: "0 6 * * *"
units:
  EMEA/Iberia: {schedule: "0 6 * * 1"}
"""
DATA = snapshot_of(("EMEA", "DACH"), ("EMEA", "Iberia"))
MONDAY, TUESDAY = at("2026-06-29T07:00+02:00"), at("2026-06-30T07:00+02:00")


def due(attempt: Attempt) -> list[Unit]:
    return [entry.unit for entry in attempt.due]


def test_what_is_handled_is_left_until_its_next_time(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, SETTINGS)
    first = Attempt.of(settings, MONDAY)
    assert due(first) == [Unit(), EMEA, IBERIA]
    first.begin()
    assert first.choose(DATA) == (Unit(), EMEA, DACH, IBERIA)  # the data hold one more
    assert first.end([]) == ()
    assert due(Attempt.of(settings, MONDAY)) == []
    assert due(Attempt.of(settings, TUESDAY)) == [Unit(), EMEA]  # Iberia runs on Mondays


def test_what_failed_stays_due_and_the_others_are_handled(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, SETTINGS)
    attempt = Attempt.of(settings, MONDAY)
    attempt.begin()
    attempt.choose(DATA)
    (left,) = attempt.end([IBERIA])
    assert (left.unit, left.tries, left.is_due) == (IBERIA, 1, True)
    assert due(Attempt.of(settings, MONDAY)) == [IBERIA]


def test_a_run_that_dies_has_used_up_a_try_and_handled_nothing(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, SETTINGS)
    for tries in range(TRIES):
        attempt = Attempt.of(settings, MONDAY)
        assert {entry.tries for entry in attempt.due} == {tries}
        attempt.begin()
    attempt = Attempt.of(settings, MONDAY)
    assert due(attempt) == []
    assert all(entry.is_given_up for entry in attempt.entries)


def test_looking_at_what_is_due_changes_nothing(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, SETTINGS)
    assert Attempt.of(settings, MONDAY).due
    assert not settings.outputs.exists()


def test_a_unit_that_the_data_no_longer_hold_is_not_run(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'schedule: "0 6 * * *"\nunits: {EMEA/Old: {language: es}}\n')
    attempt = Attempt.of(settings, MONDAY)
    assert Unit("EMEA", "Old") in due(attempt)
    attempt.begin()
    assert attempt.choose(DATA) == (Unit(), EMEA, DACH, IBERIA)
    attempt.end([])
    assert read_notes(settings.outputs)[DACH].handled == MONDAY
