"""Days that no calendar has, told from texts that are no dates at all."""

from __future__ import annotations

import calendar
import re

_ISO = r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
_NUMBERS = r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<Y>[0-9]{4})"
_PARTS = {
    "%d": r"(?P<d>[0-9]{1,2})",
    "%m": r"(?P<m>[0-9]{1,2})",
    "%Y": r"(?P<Y>[0-9]{4})",
    "%y": r"(?P<Y>[0-9]{2})",
}
_TIME = r"(?:[T ].*)?"
_MONTHS = 12


def impossible_day(text: str, declared: str) -> str:
    """The end of a sentence on a text that is written as a day and is none; empty for others.

    Parameters
    ----------
    text
        A text that could not be read as a date.
    declared
        The source's format as `strptime` knows it; empty for ISO 8601 alone.

    Examples
    --------
    >>> impossible_day("2026-02-30", ""), impossible_day("tomorrow", "")
    (': the format is right, but the calendar has no such day.', '')
    >>> impossible_day("12/31/2026", "%d/%m/%Y")
    ': there is no month 31; it may be written month before day.'
    """
    for pattern in filter(None, (_pattern(declared), _ISO)):
        found = re.fullmatch(pattern + _TIME, text)
        if found:
            return _judged(*(int(found[part]) for part in "Ymd"))
    found = re.fullmatch(_NUMBERS + _TIME, text)
    if found and not declared:
        year, *rest = (int(found[part]) for part in "Ymd")
        if not _exists(year, *rest) and not _exists(year, *reversed(rest)):
            return ", whichever of its numbers is the month."
    return ""


def _pattern(declared: str) -> str:
    """A declared format as regular expression; empty where it is not of numbers alone."""
    days = re.sub(r"[T ]*%[HIcXT].*$", "", declared)
    parts = re.findall(r"%.", days)
    if sorted(part.lower() for part in parts) != ["%d", "%m", "%y"]:
        return ""
    return "".join(_PARTS.get(one, re.escape(one)) for one in re.split("(%[dmYy])", days))


def _judged(year: int, month: int, day: int) -> str:
    if _exists(year, month, day):
        return ""  # then it is the time behind it that is wrong
    if month > _MONTHS and _exists(year, day, month):
        return f": there is no month {month}; it may be written month before day."
    return ": the format is right, but the calendar has no such day."


def _exists(year: int, month: int, day: int) -> bool:
    year += 2000 * (year < 100)  # of two digits
    return 1 <= month <= _MONTHS and 1 <= day <= calendar.monthrange(year, month)[1]
