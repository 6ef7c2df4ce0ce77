"""Working hours of a unit, as people write opening hours: ``Mo-Fr 09:00-18:00``."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from kit.window import Week

_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_SPAN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)")
_DAY, _WEEK = 24 * 60, 7 * 24 * 60
_EXAMPLE = "Write them like `Mo-Fr 09:00-13:00,15:00-18:00; Sa 09:00-12:00`."


@cache
def working_week(text: str) -> Week:
    """The working spans of each weekday, in minutes since its midnight.

    A span that ends no later than it starts, such as ``22:00-06:00``, goes on into the next day.

    Raises
    ------
    ValueError
        If the text is not understood; the message shows how to write it.

    Examples
    --------
    >>> working_week("Mo-Tu 09:00-18:00")[:3]
    (((540, 1080),), ((540, 1080),), ())
    """
    week: list[tuple[tuple[int, int], ...]] = [()] * 7
    for rule in text.split(";"):
        days, _, times = rule.strip().partition(" ")
        spans = tuple(sorted(_span(part.strip(), text) for part in times.split(",")))
        for day in _weekdays(days, text):
            week[day] = spans
    flat = [(day * _DAY + a, day * _DAY + b) for day, spans in enumerate(week) for a, b in spans]
    after_sunday = [(start + _WEEK, end + _WEEK) for start, end in flat[:1]]
    if any(later[0] < earlier[1] for earlier, later in pairwise([*flat, *after_sunday])):
        raise ValueError(f"`{text}` has spans that overlap. {_EXAMPLE}")
    return tuple(week)


def _weekdays(days: str, text: str) -> list[int]:
    found: list[int] = []
    for part in days.lower().split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError(f"`{text}` names no weekdays that are known. {_EXAMPLE}")
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        found += [day % 7 for day in range(start, end + (7 if end < start else 0) + 1)]
    return found


def _span(part: str, text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(part)
    if match is None:
        raise ValueError(f"`{text}` is not understood. {_EXAMPLE}")
    hour, minute, end_hour, end_minute = map(int, match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if start >= _DAY or end > _DAY or start == end:
        raise ValueError(f"`{part}` is no span of hours. {_EXAMPLE}")
    return start, end if end > start else end + _DAY
