"""Which units are scheduled, when each was due last and is due next, and what is due now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from kit.cron import Schedule
from kit.data.manifest import Snapshot
from kit.params import Settings
from kit.schedule.memory import Note
from kit.units import Tree, Unit

TRIES = 3
"""How often one scheduled moment is tried before the next one is waited for."""

_MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Entry:
    """The schedule of one unit, seen at an instant.

    Attributes
    ----------
    at
        The instant.
    note
        What is remembered of the unit.
    """

    unit: Unit
    schedule: Schedule
    at: datetime
    note: Note

    @cached_property
    def next(self) -> datetime:
        """When it is due next, after `at`."""
        return self.schedule.following(self.at)

    @cached_property
    def moment(self) -> datetime:
        """The last scheduled moment up to `at`."""
        return self.schedule.latest(self.at)

    @property
    def handled(self) -> datetime | None:
        """When it was last handled; a time later than `at` was a wrong clock, and is not used."""
        handled = self.note.handled
        return handled if handled and handled <= self.at else None

    @property
    def tries(self) -> int:
        """How often the last moment was tried in vain."""
        return self.note.tries if self.note.moment == self.moment else 0

    @property
    def is_waiting(self) -> bool:
        """Whether a moment came since it was last handled; before the first time, always."""
        return self.handled is None or self.moment > self.handled

    @property
    def is_due(self) -> bool:
        """Whether it is to be run now."""
        return self.is_waiting and self.tries < TRIES

    @property
    def is_given_up(self) -> bool:
        """Whether the last moment was tried so often that the next one is waited for."""
        return self.is_waiting and not self.is_due

    @cached_property
    def missed(self) -> int:
        """Moments before the last one that passed without a good run; counted up to 1,000."""
        if self.handled is None or not self.is_waiting:
            return 0
        return self.schedule.count(self.handled, self.at, _MOST_COUNTED + 1) - 1

    def local(self, moment: datetime) -> datetime:
        """`moment` on the unit's clocks."""
        return moment.astimezone(ZoneInfo(self.schedule.timezone))

    def as_dict(self) -> dict[str, Any]:
        """The entry as `--json` prints it."""
        return {
            "unit": self.unit.key,
            "schedule": self.schedule.expression,
            "timezone": self.schedule.timezone,
            "next": self.local(self.next).isoformat(),
            "moment": self.local(self.moment).isoformat(),
            "is_due": self.is_due,
            "is_given_up": self.is_given_up,
            "missed": self.missed,
            "tries": self.tries,
            "handled": self.local(self.handled).isoformat() if self.handled else None,
        }


def entries(
    settings: Settings, units: Iterable[Unit], notes: Mapping[Unit, Note], at: datetime
) -> tuple[Entry, ...]:
    """The entries of those of `units` that have a schedule, in the order given.

    A team's schedule is its own, else its region's, else the project's; its time zone likewise.
    """
    found = ((unit, settings.unit(unit)) for unit in units)
    return tuple(
        Entry(unit, Schedule(own.schedule, own.timezone), at, notes.get(unit, Note()))
        for unit, own in found
        if own.schedule
    )


def units_of(settings: Settings, snapshot: Snapshot | None) -> tuple[Unit, ...]:
    """Every unit known before a load: those of the newest snapshot, and those that settings name.

    >>> from pathlib import Path
    >>> settings = Settings(folder=Path(), units={"EMEA/Iberia": {"language": "es"}})
    >>> [unit.key for unit in units_of(settings, None)]
    ['', 'EMEA', 'EMEA/Iberia']
    """
    known = snapshot.tree.units if snapshot else (Unit(),)
    keys = {unit.key for unit in known}
    named = [key.partition("/") for key in settings.units if key and key not in keys]
    return tuple(sorted({*known, *Tree.of((region, team) for region, _, team in named).units}))
