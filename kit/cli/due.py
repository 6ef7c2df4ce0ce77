"""How what is due is said to a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kit.cli import output
from kit.errors import counted
from kit.schedule import TRIES, Entry

_NAMED = 10


def show_schedules(entries: Sequence[Entry]) -> None:
    """List every schedule, and how it stands."""
    rows = [
        [_name(entry), entry.schedule.expression, clock(entry, entry.next), _state(entry)]
        for entry in entries
    ]
    output.grid(["unit", "schedule", "next", "now"], rows)


def say_due(entries: Sequence[Entry]) -> None:
    """Say what is due and what was missed, or what comes next."""
    due = [entry for entry in entries if entry.is_due]
    if due:
        output.say(f"schedule  {counted(len(due), 'unit is', 'units are')} due: {names(due)}")
    else:
        first = min(entries, key=lambda entry: entry.next, default=None)
        following = f"; next is {_name(first)}, {clock(first, first.next)}" if first else ""
        output.say(f"schedule  nothing is due{following}")
    for missed in sorted({entry.missed for entry in due} - {0}):
        late = names([entry for entry in due if entry.missed == missed])
        times = counted(missed, "earlier time")
        output.say(f"          {times} passed without a report; one run makes up for all: {late}")


def say_left(entries: Sequence[Entry]) -> None:
    """Say, on standard error, what was tried in vain and when it is tried again."""
    for tries in sorted({entry.tries for entry in entries}):
        alike = [entry for entry in entries if entry.tries == tries]
        then = "waits for its next time" if alike[0].is_given_up else "still due, for the next call"
        line = f"schedule  {names(alike)}: try {tries} of {TRIES} failed; {then}"
        output.note(line)


def names(entries: Sequence[Entry]) -> str:
    """The units of `entries`, the first ten of them."""
    more = len(entries) - _NAMED
    listed = ", ".join(_name(entry) for entry in entries[:_NAMED])
    return f"{listed} and {more} more" if more > 0 else listed


def clock(entry: Entry, moment: datetime) -> str:
    """An instant on the unit's clocks."""
    return f"{entry.local(moment):%a %Y-%m-%d %H:%M} {entry.schedule.timezone}"


def _name(entry: Entry) -> str:
    return entry.unit.key or "company"


def _state(entry: Entry) -> str:
    """How a unit stands now."""
    if entry.is_given_up:
        return f"tried {TRIES} times in vain, waits"
    if entry.is_due:
        said = ["due", f"{entry.missed} missed" if entry.missed else ""]
        said.append(f"tried {counted(entry.tries, 'time')}" if entry.tries else "")
        return ", ".join(part for part in said if part)
    return f"done {clock(entry, entry.handled)}" if entry.handled else ""
