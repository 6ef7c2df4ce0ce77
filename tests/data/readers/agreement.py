"""What was loaded, held against a second opinion, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd

from kit.data.money import total
from kit.data.readers import ReadTable
from tests.data.readers.strict import AMOUNTS, UNREADABLE, in_cents, seen

ZONE = ZoneInfo("Europe/Rome")
_LESS = "times of day are left out"
_FOR_SEVERAL = ("This holds for", "more values were read", "all of them count as dates", _LESS)

Rows = Mapping[int, Mapping[str, object]]
"""Line → what each column of its row says."""


def disagreements(found: ReadTable, rows: Rows, headings: Mapping[str, str]) -> list[str]:
    """Where the table says something else than `rows`, without having said so.

    Parameters
    ----------
    found
        What the kit read.
    rows
        What a second reader makes of each line that holds a record.
    headings
        Canonical column → heading, where it is another.
    """
    told = _Told(found, headings)
    wrong = []
    for place, line in enumerate(found.lines.tolist()):
        if line not in rows:
            wrong.append(f"line {line} is kept, but is no record")
            continue
        for name, want in rows[line].items():
            got = found.frame[name].iloc[place]
            if not _agrees(name, got, want, changed=told.changed(name, line)):
                wrong.append(f"line {line}, {name}: {got!r} instead of {want!r}")
    return wrong + _unaccounted(found, rows) + _sums(found, rows)


class _Told:
    """Which cells were said to be read in another form."""

    def __init__(self, found: ReadTable, headings: Mapping[str, str]) -> None:
        self.headings = headings
        self.lines: set[tuple[str, int | None]] = set()
        self.columns: set[str] = set()
        for fault in found.faults:
            if fault.column and (fault.severity == "coerced" or _LESS in fault.message):
                column = seen(fault.column)
                self.lines.add((column, fault.line))
                if any(words in fault.message for words in _FOR_SEVERAL):
                    self.columns.add(column)

    def changed(self, name: str, line: int) -> bool:
        heading = seen(self.headings.get(name, name))
        return heading in self.columns or (heading, line) in self.lines


def _agrees(name: str, got: object, want: object, *, changed: bool) -> bool:
    if want is None or want is UNREADABLE:
        return changed or (want is None and bool(pd.isna(got)))  # type: ignore[call-overload]
    if bool(pd.isna(got)):  # type: ignore[call-overload]
        return changed
    if isinstance(want, Decimal):
        text = got if isinstance(got, str) else repr(float(got))  # type: ignore[arg-type]
        exact = Decimal(text.replace(",", "."))
        return exact == want or (changed and exact == in_cents(want))
    if isinstance(want, date):
        assert isinstance(got, pd.Timestamp)
        return _same_time(got, want, changed=changed)
    return changed or got == want


def _same_time(got: pd.Timestamp, want: date, *, changed: bool) -> bool:
    """Days of a column of instants begin at midnight; instants of one of days are said."""
    if not isinstance(want, datetime):
        local = got.tz_convert(ZONE).tz_localize(None) if got.tzinfo else got
        return local == pd.Timestamp(want)
    there = want.astimezone(ZONE) if want.tzinfo else want
    if got.tzinfo is None:
        midnight = (there.hour, there.minute, there.second) == (0, 0, 0)
        return (changed or midnight) and got.date() == there.date()
    aware = want if want.tzinfo else want.replace(tzinfo=ZONE)
    return changed or got == pd.Timestamp(aware).tz_convert("UTC")


def _unaccounted(found: ReadTable, rows: Rows) -> list[str]:
    """Records that are neither kept, nor named, nor merged with one like them."""
    named = {fault.line for fault in found.faults if fault.severity == "quarantined"}
    lines = set(found.lines.tolist())
    merged = sum(
        found.read - found.kept - found.quarantined
        for fault in found.faults
        if "duplicate of an identical row" in fault.message
    )
    lost = [line for line in rows if line not in lines and line not in named]
    wrong = [] if len(lost) == merged else [f"lines {lost} are gone; {merged} were merged"]
    both = lines & named
    return wrong + [f"lines {sorted(both)} are kept and set aside"] * bool(both)


def _sums(found: ReadTable, rows: Rows) -> list[str]:
    """The sum of what is kept, to the cent."""
    wrong = []
    for name in AMOUNTS:
        wants = [rows[line].get(name) for line in found.lines.tolist() if line in rows]
        amounts = [in_cents(want) for want in wants if isinstance(want, Decimal)]
        if all(want is None or isinstance(want, Decimal) for want in wants):
            got = Decimal(repr(float(total(found.frame[name]))))
            if got != sum(amounts, Decimal(0)):
                wrong.append(f"{name}: {got} in all instead of {sum(amounts)}")
    return wrong
