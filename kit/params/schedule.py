"""When a unit's report is due: the five fields of cron."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

_FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of month", 1, 31),
    ("month", 1, 12),
    ("day of week", 0, 7),
)
_NAMES = {
    "month": ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    "day of week": ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
}


@dataclass(frozen=True)
class Schedule:
    """The minutes at which something is due.

    >>> Schedule.of("0 6 * * 1").holds(datetime(2026, 6, 29, 6, 0))
    True
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    @classmethod
    def of(cls, text: str) -> Schedule:
        """The schedule that a cron expression describes.

        Raises
        ------
        ValueError
            If it is not minute, hour, day of month, month and day of week; the message says why.
        """
        return _parse(text)

    def holds(self, moment: datetime) -> bool:
        """Whether the minute of `moment`, in whatever zone it is given, is one of the schedule."""
        is_day = moment.day in self.days
        is_weekday = moment.isoweekday() % 7 in self.weekdays
        day = (is_day or is_weekday) if self.either_day else (is_day and is_weekday)
        return (
            day
            and moment.minute in self.minutes
            and moment.hour in self.hours
            and moment.month in self.months
        )


@cache
def _parse(text: str) -> Schedule:
    parts = text.split()
    if len(parts) != len(_FIELDS):
        raise ValueError(
            f"`{text}` has {len(parts)} fields; cron needs 5: minute, hour, day of month, month, "
            'day of week ("0 6 * * 1" is Mondays at six).'
        )
    minutes, hours, days, months, weekdays = (
        frozenset(number for item in part.split(",") for number in _numbers(item, *bounds))
        for part, bounds in zip(parts, _FIELDS, strict=True)
    )
    # cron's own rule: when both day fields are restricted, either one is enough
    either_day = not (parts[2].startswith("*") or parts[4].startswith("*"))
    return Schedule(
        minutes, hours, days, months, frozenset(day % 7 for day in weekdays), either_day
    )


def _numbers(item: str, name: str, lowest: int, highest: int) -> range:
    """The numbers that one item of a field stands for: ``*``, ``5``, ``1-5``, ``*/15``."""
    body, slash, step = item.partition("/")
    low, dash, high = body.partition("-")
    names = _NAMES.get(name, [])
    first, last = (
        (str(lowest), str(highest))
        if body == "*"
        else (low, high if dash else str(highest) if slash else low)
    )
    bounds = [
        names.index(end.lower()) + lowest if end.lower() in names else _whole(end)
        for end in (first, last)
    ]
    every = _whole(step) if slash else 1
    if every < 1 or not lowest <= bounds[0] <= bounds[1] <= highest:
        raise ValueError(f"`{item}` is no {name}: {lowest} to {highest} is allowed.")
    return range(bounds[0], bounds[1] + 1, every)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1
