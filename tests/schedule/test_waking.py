from __future__ import annotations

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kit.errors import ParamError
from kit.schedule import Attempt, Waking
from tests.schedule.scheduled import at, settings_of

NOON = at("2026-06-30T12:00Z")


def waking(folder: Path, text: str) -> Waking:
    settings = settings_of(folder, text)
    return Waking.of(settings, Attempt.of(settings, NOON).entries)


@pytest.mark.parametrize(
    ("unit_zone", "machine", "minutes"),
    [
        ("Europe/Madrid", "UTC", (0,)),
        ("America/New_York", "Europe/Madrid", (0,)),
        ("Asia/Kolkata", "UTC", (30,)),
        ("Asia/Kolkata", "Asia/Kolkata", (0,)),
        ("Asia/Kathmandu", "UTC", (15,)),
        ("Australia/Lord_Howe", "UTC", (0, 30)),  # +10:30, in summer +11
        ("UTC", "Australia/Lord_Howe", (0, 30)),
        ("Australia/Lord_Howe", "Australia/Lord_Howe", (0,)),
    ],
)
def test_the_kit_is_woken_at_every_minute_at_which_something_may_be_due(
    tmp_path: Path, unit_zone: str, machine: str, minutes: tuple[int, ...]
) -> None:
    found = waking(tmp_path, f'timezone: {unit_zone}\nschedule: "0 6 * * 1"\n')
    assert found.minutes(ZoneInfo(machine)) == minutes


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Asia/Kolkata", "Australia/Lord_Howe"])
def test_every_moment_of_a_year_comes_at_a_minute_at_which_the_kit_wakes(
    tmp_path: Path, zone: str
) -> None:
    found = waking(tmp_path, f'timezone: {zone}\nschedule: "5,20 6 * * *"\n')
    (entry,) = found.entries
    moment, wakes = entry.moment, found.minutes()
    for _ in range(800):
        moment = entry.schedule.following(moment)
        assert moment.astimezone(UTC).minute in wakes


def test_all_schedules_share_one_waking(tmp_path: Path) -> None:
    text = (
        'schedule: "0 6 * * 1"\nunits: {EMEA: {schedule: "*/20 8 * * *"}, APAC: {schedule: ""}}\n'
    )
    found = waking(tmp_path, text)
    assert found.minutes() == (0, 20, 40)
    assert found.listed == ["company: 0 6 * * 1, UTC", "EMEA: */20 8 * * *, UTC"]


def test_variables_are_named_and_their_values_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIT_SMTP_URL", "smtp://me:hush-4711@mail")
    text = """schedule: "0 6 * * 1"
on_failure: {email: {to: a@example.com, from: b@example.com, smtp: KIT_SMTP_URL}}
"""
    found = waking(tmp_path, text)
    assert found.variables == ("KIT_SMTP_URL",)
    assert "hush" not in repr(found)


def test_a_project_without_a_schedule_is_told_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(ParamError, match='`schedule: "0 6 \\* \\* 1"`'):
        waking(tmp_path, "name: Small\n")


def test_a_path_that_cannot_stand_in_a_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParamError, match="cannot stand in a line"):
        waking(tmp_path / "two\nlines", 'schedule: "0 6 * * 1"\n')


def test_a_units_name_cannot_end_a_comment(tmp_path: Path) -> None:
    text = 'units: {"A\\n* * * * * rm": {schedule: "0 6 * * 1"}}\n'
    assert waking(tmp_path, text).listed == ["A�* * * * * rm: 0 6 * * 1, UTC"]
