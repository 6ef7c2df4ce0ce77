"""A second opinion on what a file of opportunities says, sharing nothing with the kit.

It knows only the plainest spellings: whatever it cannot read, the kit may read only if it says
so. Texts go through Python's own csv module, numbers through `decimal`, times through
`datetime.fromisoformat`.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

TIMES = ("created_at", "closed_at")
DAYS = ("expected_close_date",)
AMOUNTS = ("amount", "list_price")
UNREADABLE = object()
"""Stands for a cell that says nothing for certain."""

_PLAIN = re.compile(r"[+-]?[0-9]+")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}([,. '’\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})*")


@dataclass(frozen=True)
class Record:
    """One record: the line it begins on, its fields, and whether its quotes are in order."""

    line: int
    fields: tuple[str, ...]
    is_sound: bool = True

    @property
    def is_blank(self) -> bool:
        return not any(field.strip() for field in self.fields)


@dataclass(frozen=True)
class Table:
    """The records below the heading."""

    headings: tuple[str, ...]
    records: tuple[Record, ...]

    def cell(self, record: Record, name: str) -> str:
        """Text of a cell; empty where there is no such column."""
        named = [seen(heading) for heading in self.headings]
        if name not in named or len(record.fields) != len(named):
            return ""
        return record.fields[named.index(name)]

    def is_heading(self, record: Record) -> bool:
        return [*map(seen, record.fields)] == [*map(seen, self.headings)]


def text_of(data: bytes) -> str | None:
    """The content as text: UTF-8, or UTF-16 where its mark says so; None if it is neither."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8").lstrip("\ufeff")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def table_of(text: str, expected: tuple[str, ...]) -> Table:
    """Cut with the separator, and below the row, that give most of the expected headings."""
    best: tuple[int, list[Record], int] = (-1, [], 0)
    for separator in ",;\t|":
        records = _records(text, separator)
        for place, record in enumerate(records[:20]):
            named = {seen(field) for field in record.fields}
            fits = len(named & set(expected))
            if fits > best[0]:
                best = (fits, records, place)
    _, records, place = best
    if not records:
        return Table((), ())
    return Table(records[place].fields, tuple(records[place + 1 :]))


def value_of(name: str, text: str, decimal: str = "") -> object:
    """What a cell means: None if it is empty, `UNREADABLE` if that is not certain."""
    bare = text.strip()
    if not bare:
        return None
    if name in AMOUNTS:
        return amount_of(bare, decimal)
    if name in (*TIMES, *DAYS):
        return _day_of(bare)
    if name == "status":
        return bare.casefold() if bare.casefold() in ("open", "won", "lost") else UNREADABLE
    if name == "currency":
        return bare.upper()
    return unicodedata.normalize("NFC", bare)


def amount_of(text: str, decimal: str = "") -> object:
    """Exact amount, groups of three digits allowed; what may be thousands or cents is neither.

    >>> amount_of("1,234.50"), amount_of("-7"), amount_of("1.234,5", ",")
    (Decimal('1234.50'), Decimal('-7'), Decimal('1234.5'))
    >>> amount_of("1,234") is amount_of("1.234") is amount_of("1,23") is UNREADABLE
    True
    """
    whole, sign, cents = text.partition(decimal or ".")
    plain, grouped = _PLAIN.fullmatch(whole), _GROUPED.fullmatch(whole)
    if not (plain or grouped) or not re.fullmatch(r"[0-9]*", cents):
        return UNREADABLE
    is_short = len(whole.lstrip("+-")) <= len("123,456")
    if grouped and grouped[1] in (",", ".") and is_short and not sign and not decimal:
        return UNREADABLE
    if plain and len(cents) == 3 and re.fullmatch(r"[+-]?[1-9][0-9]{0,2}", whole):
        return UNREADABLE
    return Decimal(re.sub(r"[^0-9+-]", "", whole) + "." + cents)


def in_cents(amount: Decimal) -> Decimal:
    """Rounded half to even, as amounts with too many decimals are."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def seen(heading: str) -> str:
    """A heading without what no eye sees."""
    return re.sub("[\u200b\ufeff]", "", heading).strip().casefold()


def _day_of(text: str) -> object:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        return _moment_of(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return UNREADABLE


def _moment_of(text: str) -> object:
    shape = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?"
    if not re.fullmatch(shape, text, re.ASCII):
        return UNREADABLE
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return UNREADABLE


def _records(text: str, separator: str) -> list[Record]:
    first, newline, rest = text.partition("\n")
    noted = first.lower().startswith("sep=") and bool(newline)
    lines = io.StringIO(rest if noted else text, newline="").readlines()
    reader = csv.reader(lines, delimiter=separator)
    found, before = [], 0
    for fields in reader:
        raw = "".join(lines[before : reader.line_num])
        found.append(Record(before + 1 + noted, tuple(fields), _is_sound(raw, separator)))
        before = reader.line_num
    return found


def _is_sound(raw: str, separator: str) -> bool:
    """Whether every quote is closed, and nothing but spaces stands behind a closing one."""
    bare = re.sub(rf'" +(?=[{re.escape(separator)}\r\n]|$)', '"', raw)
    try:
        list(csv.reader(io.StringIO(bare, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True
