"""At which minutes of the hour a scheduler must wake the kit, and the command that it then runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from kit import files
from kit.errors import ParamError
from kit.params import Settings
from kit.schedule.entries import Entry

_DAYS = 366


@dataclass(frozen=True)
class Waking:
    """What entries for any scheduler are made from.

    Every hour, because only the kit knows what is due: a retry, or what a machine that was off has
    missed, does not wait for the next week.

    Attributes
    ----------
    name
        The project's, in letters that any file system takes.
    command
        Program and arguments.
    entries
        The schedules that it is for, at least one.
    variables
        Names of the environment variables that hold secrets; their values are never printed.
    """

    name: str
    command: tuple[str, ...]
    entries: tuple[Entry, ...]
    variables: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings, entries: Sequence[Entry]) -> Waking:
        """The waking of a project.

        Raises
        ------
        ParamError
            If no unit has a schedule, or a path cannot stand in a line.
        """
        if not entries:
            raise ParamError(
                "No unit has a schedule. Write one into params/project.yaml, such as "
                '`schedule: "0 6 * * 1"` (Mondays at six), for all or under `units:` for some.'
            )
        words = (*_kit(), "schedule", "run", "--project", str(settings.folder.resolve()))
        if not all(word.isprintable() for word in words):
            raise ParamError(
                "The path of the project, or of kit, holds a character that cannot stand in a line."
            )
        databases = [source.database for source in settings.sources.values()]
        named = sorted({*databases, settings.on_failure.email.smtp} - {""})
        return cls(files.safe_name(settings.name), words, tuple(entries), tuple(named))

    def minutes(self, zone: tzinfo = UTC) -> tuple[int, ...]:
        """Minutes of the hour, on clocks of `zone`, at which anything may be due in a year.

        Zones that are half an hour off, or put their clocks by half an hour, add minutes.
        """
        start = self.entries[0].at
        days = [start + timedelta(days=number) for number in range(_DAYS)]
        found = set()
        for schedule in {entry.schedule for entry in self.entries}:
            own = ZoneInfo(schedule.timezone)
            shifts = {_offset(day, zone) - _offset(day, own) for day in days}
            found |= {(m + shift) % 60 for m in schedule.minutes for shift in shifts}
        return tuple(sorted(found))

    @property
    def listed(self) -> list[str]:
        """Which unit is due when, a line each, for a comment."""
        return [
            f"{_one_line(entry.unit.key) or 'company'}: "
            f"{entry.schedule.expression}, {entry.schedule.timezone}"
            for entry in self.entries
        ]


def _kit() -> tuple[str, ...]:
    """The command `kit` of this environment, by its full path."""
    script = Path(sys.executable).with_name("kit")
    return (str(script),) if script.is_file() else (sys.executable, "-m", "kit")


def _offset(day: datetime, zone: tzinfo) -> int:
    offset = day.astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds()) // 60


def _one_line(text: str) -> str:
    """A name that cannot end a comment."""
    return "".join(char if char.isprintable() else "�" for char in text)
