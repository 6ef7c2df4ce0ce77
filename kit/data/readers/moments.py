"""Dates and instants from text.

Read are the source's declared format (alone or with a time behind it) and ISO 8601; nothing is
guessed, because 05/03 is May in one country and March in the next. A naive instant belongs to
the source's time zone. Where clocks jump, a time that never was moves forward to the one that
was, and one that came twice is the first; both are said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.data.readers.impossible_days import impossible_day
from kit.data.readers.parsed import Parsed

EARLIEST_EVENT = pd.Timestamp("1980-01-01")

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
_ZONE = r" ?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)"
_HINTS: tuple[tuple[str, str], ...] = (
    (r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}.*", "It looks like day/month (dd/mm/yyyy) or month/day."),
    (r"[0-9]{1,2}[.-][0-9]{1,2}[.-][0-9]{4}.*", "It looks like day and month before the year."),
    (r"[0-9]{5}(\.[0-9]+)?", "It looks like a serial number of Excel."),
    (r"[0-9]{10}", "It looks like seconds since 1970 (epoch); the unit is not known."),
    (r"[0-9]{13}", "It looks like milliseconds since 1970 (epoch); the unit is not known."),
)


@dataclass
class Moments(Parsed):
    """What a list of distinct texts means as times.

    Attributes
    ----------
    meant
        Instants in UTC; a calendar day stands as its midnight in UTC.
    is_date
        For each text whether it is a calendar day without a time.
    days
        The day of each, as a naive midnight of the project's zone.
    """

    is_date: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    days: pd.Series = field(default_factory=lambda: pd.Series(dtype="datetime64[us]"))


def read_moments(texts: pd.Series, declared: str, source_zone: str, project_zone: str) -> Moments:
    """Dates and instants.

    Parameters
    ----------
    texts
        Distinct texts, trimmed, none missing.
    declared
        The source's format as `strptime` knows it; empty for ISO 8601 alone.
    source_zone, project_zone
        Zones of naive instants in the source, and of the project's days.

    Examples
    --------
    >>> texts = pd.Series(["2026-03-01", "2026-03-01T23:30Z"])
    >>> moments = read_moments(texts, "", "UTC", "Europe/Madrid")
    >>> moments.is_date.tolist(), [day.day for day in moments.days]
    ([True, False], [1, 2])
    """
    naive, zoned, with_time = _sweep(texts, declared)
    moments = Moments(zoned)
    local = naive.dt.tz_localize(
        source_zone, nonexistent="shift_forward", ambiguous=np.ones(len(naive), dtype=bool)
    )
    timed = pd.Series(with_time) & naive.notna()
    # Databases export days as midnights; a column of midnights alone knows no time.
    timed &= bool((naive != naive.dt.normalize())[timed].any())
    _say_jumps(texts, moments, naive.where(timed), local, source_zone)
    is_date = naive.notna() & ~timed
    moments.meant = zoned.where(~timed, local.dt.tz_convert("UTC"))
    moments.meant = moments.meant.where(~is_date, naive.dt.tz_localize("UTC"))
    days = moments.meant.dt.tz_convert(project_zone).dt.tz_localize(None).dt.normalize()
    moments.days = days.where(~is_date, naive)
    moments.is_date = is_date.to_numpy()
    for position in np.flatnonzero(moments.meant.isna()).tolist():
        moments.problems[position] = explain_unread(texts.iloc[position], declared)
    return moments


def explain_unread(text: str, declared: str) -> str:
    """Why a text is no date, with what it looks like.

    >>> explain_unread("31/02/2026", "%d/%m/%Y")
    '`31/02/2026` is an impossible day: the format is right, but the calendar has no such day.'
    """
    impossible = impossible_day(text, declared)
    if impossible:
        return f"`{text}` is an impossible day{impossible}"
    hint = next((hint for pattern, hint in _HINTS if re.fullmatch(pattern, text)), "")
    expected = f"`{declared}` or ISO 8601 (2026-12-31)" if declared else "ISO 8601 (2026-12-31)"
    return f"`{text}` is not a date in the expected format, {expected}. {hint}".rstrip()


def _sweep(texts: pd.Series, declared: str) -> tuple[pd.Series, pd.Series, npt.NDArray[np.bool_]]:
    """Naive times, zoned times in UTC, and which of the naive ones have a time of day."""
    naive = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    zoned = naive.dt.tz_localize("UTC")
    with_time = np.zeros(len(texts), dtype=bool)
    for pattern in _formats(declared):
        rest = (naive.isna() & zoned.isna()).to_numpy()
        if not rest.any():
            break
        if "%z" in pattern:
            found = pd.to_datetime(texts[rest], format=pattern, errors="coerce", utc=True)
            zoned[rest] = found.dt.as_unit("us")
        else:
            found = pd.to_datetime(texts[rest], format=pattern, errors="coerce")
            naive[rest] = found.dt.as_unit("us")
            with_time[rest] = "%H" in pattern or "%I" in pattern
    if not declared.startswith(("%Y-%d", "%y")):
        _sweep_iso(texts, naive, zoned, with_time)
    return naive, zoned, with_time


def _formats(declared: str) -> tuple[str, ...]:
    """Formats to try: the declared one, and with a time behind it where it names none."""
    if not declared:
        return ()
    if re.search(r"%[HIcXT]", declared):
        return (declared,)
    return (declared, f"{declared} %H:%M", f"{declared} %H:%M:%S")


def _sweep_iso(
    texts: pd.Series,
    naive: pd.Series,
    zoned: pd.Series,
    with_time: npt.NDArray[np.bool_],
) -> None:
    """Fill in what ISO 8601 reads; shapes are checked first, so that nothing is guessed."""
    for pattern, has_zone in (
        (_DATE, False),
        (_DATE + _TIME, False),
        (_DATE + _TIME + _ZONE, True),
    ):
        shaped = texts.str.fullmatch(pattern).to_numpy(dtype=bool)
        rest = shaped & (naive.isna() & zoned.isna()).to_numpy()
        if not rest.any():
            continue
        written = texts[rest].str.replace(",", ".", regex=False)
        found = pd.to_datetime(written, format="ISO8601", errors="coerce", utc=has_zone)
        (zoned if has_zone else naive)[rest] = found.dt.as_unit("us")
        with_time[rest] = pattern != _DATE


def _say_jumps(
    texts: pd.Series, moments: Moments, naive: pd.Series, local: pd.Series, zone: str
) -> None:
    """Name the times that the clocks skipped or showed twice."""
    skipped = naive.notna() & (local.dt.tz_localize(None) != naive)
    second = naive.dt.tz_localize(
        zone, nonexistent="shift_forward", ambiguous=np.zeros(len(naive), dtype=bool)
    )
    twice = naive.notna() & (second != local)
    for position in np.flatnonzero(skipped).tolist():
        moments.changes[position] = (
            f"`{texts.iloc[position]}` is nonexistent in {zone}, where clocks went forward (DST); "
            f"it counts as {local.iloc[position]:%H:%M}."
        )
    for position in np.flatnonzero(twice).tolist():
        moments.changes[position] = (
            f"`{texts.iloc[position]}` came twice in {zone}, where clocks went back (DST); "
            "it counts as the first."
        )
