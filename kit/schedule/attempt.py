"""One attempt at everything that is due: what it takes on, and what is remembered of it.

A try is noted before it begins, so that a run that kills its machine is not begun for ever; that
it was handled is noted after the site was published, and holds for the time at which it began.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kit.data.manifest import Snapshot, newest_readable
from kit.params import Settings
from kit.schedule.entries import Entry, entries, units_of
from kit.schedule.memory import Note, read_notes, write_notes
from kit.units import Unit


@dataclass
class Attempt:
    """What is due at an instant, as remembered then; make it under the lock to act on it.

    Attributes
    ----------
    entries
        Every unit that has a schedule; after `choose`, those that the data hold.
    """

    settings: Settings
    at: datetime
    notes: dict[Unit, Note]
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, settings: Settings, at: datetime) -> Attempt:
        """The attempt at what is due in a project at `at`.

        Raises
        ------
        RunError
            If what is remembered is damaged.
        """
        notes = read_notes(settings.outputs)
        known = units_of(settings, newest_readable(settings.store))
        return cls(settings, at, notes, entries(settings, known, notes, at))

    @property
    def due(self) -> tuple[Entry, ...]:
        """What is to be run now."""
        return tuple(entry for entry in self.entries if entry.is_due)

    def begin(self) -> None:
        """Note a try for each that is due."""
        begun = {one.unit: one.note.begun(one.moment) for one in self.due}
        write_notes(self.settings.outputs, {**self.notes, **begun})

    def choose(self, snapshot: Snapshot) -> tuple[Unit, ...]:
        """The units to run, once the data are loaded: new ones are due at once, gone ones not."""
        self.entries = entries(self.settings, snapshot.tree.units, self.notes, self.at)
        self.begin()
        return tuple(entry.unit for entry in self.due)

    def end(self, failed: Collection[Unit]) -> tuple[Entry, ...]:
        """Note that all but `failed` are handled; return how these stand now."""
        handled = {
            entry.unit: entry.note.begun(entry.moment)
            if entry.unit in failed
            else Note(handled=self.at)
            for entry in self.due
        }
        write_notes(self.settings.outputs, {**self.notes, **handled})
        return entries(self.settings, sorted(failed), handled, self.at)
