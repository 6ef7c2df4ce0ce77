"""Public holidays: the places whose are known, and their dates.

The list is the `holidays` library's. It is imported only where a project names a place, because
plans are made without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from kit.errors import suggestion

YEARS_BACK = 10
"""Holidays are known from so many years before the year of `as_of` on."""

_ANY_YEAR = 2026
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WRITTEN = re.compile(r"[A-Z]{2}(-[A-Za-z0-9 ]+)?")


def checked_holidays(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Accept countries or parts of one, such as ``ES`` or ``ES-CT``, and single days off.

    Raises
    ------
    ValueError
        If one is neither; the message lists or suggests what is known.
    """
    for entry in entries:
        _check(entry)
    return entries


def holiday_dates(entries: Iterable[str], as_of: date) -> tuple[str, ...]:
    """Days off of all `entries`, from `YEARS_BACK` years before `as_of` to the end of its year.

    Single days are kept whatever their year.

    Examples
    --------
    >>> days = holiday_dates(["ES-CT", "2026-08-14"], date(2026, 6, 30))
    >>> "2026-09-11" in days, "2026-08-14" in days, days[0]
    (True, True, '2016-01-01')
    """
    found: set[str] = set()
    for entry in entries:
        found |= {entry} if _DAY.fullmatch(entry) else _dates(entry, as_of.year)
    return tuple(sorted(found))


def _check(entry: str) -> None:
    if _DAY.fullmatch(entry):
        _day(entry)
        return
    if not _WRITTEN.fullmatch(entry):
        raise ValueError(
            f"`{entry}` is no country or part of one, such as `ES` or `ES-CT`. "
            "A single day is written like `2026-08-15`."
        )
    try:
        _dates(entry, _ANY_YEAR)
    except NotImplementedError:
        country, _, part = entry.partition("-")
        hint = suggestion(part or country, _parts(country) if part else _countries())
        raise ValueError(f"The public holidays of `{entry}` are not known. {hint}") from None


@cache
def _dates(place: str, last_year: int) -> set[str]:
    from holidays import country_holidays

    country, _, part = place.partition("-")
    years = range(last_year - YEARS_BACK, last_year + 1)
    return {day.isoformat() for day in country_holidays(country, subdiv=part or None, years=years)}


def _countries() -> list[str]:
    from holidays import list_supported_countries

    return sorted(list_supported_countries(include_aliases=False))


def _parts(country: str) -> list[str]:
    from holidays import list_supported_countries

    return list(list_supported_countries(include_aliases=False).get(country, []))


def _day(entry: str) -> None:
    try:
        date.fromisoformat(entry)
    except ValueError:
        raise ValueError(f"`{entry}` is no date. Write it like `2026-08-15`.") from None
