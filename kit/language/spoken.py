"""The language of a page, and the one that this process speaks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, Protocol

from babel import Locale

from kit.errors import ParamError, suggestion
from kit.language import formats
from kit.language.messages import N_, N_pair, fill, load

NAMES = {"en": "English", "ca": "Català", "it": "Italiano", "es": "Español"}
"""What each language calls itself."""
LANGUAGES: tuple[str, ...] = tuple(NAMES)
MISSING = "–"

_LOCALES = {"en": "en_GB"}  # day before month, as everywhere else the kit is read
_SPANS = {"days": N_pair("{n} day", "{n} days"), "hours": N_pair("{n} hour", "{n} hours")}


class Cutting(Protocol):
    """What `Language.period` needs to know of a calendar."""

    @property
    def fiscal_year_start(self) -> int:
        """First month of the fiscal year, 1 to 12."""


class Looking(Protocol):
    """What `Language.span` needs to know of a window."""

    @property
    def as_of(self) -> datetime.date:
        """Last day that counts."""

    @property
    def period(self) -> Any:
        """Length of a period."""

    @property
    def edges(self) -> tuple[datetime.date, ...]:
        """Starts of the periods and the end of the last."""

    @property
    def calendar(self) -> Any:
        """How periods are cut."""


class Language:
    """How one language says messages, numbers, dates and money.

    Parameters
    ----------
    code
        One of `LANGUAGES`.
    currency
        Code of the currency of amounts where none is named.

    Raises
    ------
    ParamError
        If the kit does not speak the language.

    Examples
    --------
    >>> english = Language("en")
    >>> english.plural("{n} lead", "{n} leads", 1200)
    '1,200 leads'
    >>> english.money(10_012_345.5, "EUR"), english.percent(0.123)
    ('€10,012,346', '12.3%')
    """

    def __init__(self, code: str, currency: str = "") -> None:
        if code not in LANGUAGES:
            raise ParamError(f"Unknown language `{code}`. {suggestion(code, LANGUAGES)}")
        self.code = code
        self.currency = currency
        self._locale = Locale.parse(_LOCALES.get(code, code))
        self._catalogue = load(code)

    def __repr__(self) -> str:
        return f"Language({self.code!r})"

    def text(self, message: str, **values: object) -> str:
        """The message in this language, its placeholders filled with `values`.

        A message that the catalogue lacks is said in English.
        """
        return fill(self._catalogue.translations.gettext(message) if message else "", values)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form of a message that goes with `n`; `{n}` stands for the number, formatted."""
        found = self._catalogue.translations.ngettext(one, many, int(n))  # numpy has its own
        return fill(found, {"n": self.number(n), **values})

    def knows(self, message: str) -> bool:
        """Whether the message is said in this language, and not in English for want of it."""
        return self.code == "en" or message in self._catalogue.known

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number with exactly `digits` decimals and separated thousands."""
        if value is None or formats.is_missing(value):
            return MISSING
        return formats.number(value, digits, self._locale)

    def money(
        self,
        value: float | None,
        currency: str = "",
        digits: int | None = None,
        *,
        compact: bool = False,
    ) -> str:
        """An amount; without cents from 1000 on unless `digits` says otherwise.

        With `compact`, as a tile shows it: thousands, millions … to one decimal ("€10.0M").
        """
        if value is None or formats.is_missing(value):
            return MISSING
        currency = currency or self.currency
        if compact:
            return formats.compact_money(
                value, currency, 1 if digits is None else digits, self._locale
            )
        return formats.money(value, currency, digits, self._locale)

    def percent(self, value: float | None, digits: int = 1) -> str:
        """A ratio as percentage with exactly `digits` decimals."""
        if value is None or formats.is_missing(value):
            return MISSING
        return formats.percent(value, digits, self._locale)

    def date(self, day: datetime.date, style: Literal["long", "short"] = "long") -> str:
        """A date with its month as a word, in full or abbreviated."""
        return formats.day(day, style, self._locale)

    def period(self, start: datetime.date, period: str, calendar: Cutting | None = None) -> str:
        """The name of the period that starts on `start`: "Q4 2017", "Dec 2017", "Week of …".

        A fiscal year is named after the calendar year in which it ends: with a fiscal year from
        April, the quarter that starts in April 2025 is "FY2026 Q1".
        """
        first_month = calendar.fiscal_year_start if calendar else 1
        if period == "week":
            return self.text(N_("Week of {day}"), day=self.date(start, "short"))
        if period == "month":
            return formats.month(start, self._locale)
        if first_month == 1:
            return str(start.year) if period == "year" else formats.quarter(start, self._locale)
        year = start.year + (start.month >= first_month)
        if period == "year":
            return self.text(N_("FY{year}"), year=year)
        quarter = (start.month - first_month) % 12 // 3 + 1
        return self.text(N_("FY{year} Q{quarter}"), year=year, quarter=quarter)

    def span(self, window: Looking) -> str:
        """The periods a window looks at, from the first to the last: "Q1 2016 – Q4 2017"."""
        first, last = window.edges[0], window.calendar.floor(window.as_of, window.period)
        names = [self.period(start, window.period, window.calendar) for start in (first, last)]
        return " – ".join(dict.fromkeys(names))

    def change(self, change: float, unit: str, currency: str = "") -> str:
        """A difference with its sign; one of ratios in percentage points."""
        if unit == "ratio":
            size = self.distance(change)
        else:
            size = self.value(abs(change), unit, currency, compact=True)
        return f"{'−' if change < 0 else '+'}{size}"

    def distance(self, share: float) -> str:
        """How far two shares lie apart, in percentage points and without a sign.

        >>> Language("en").distance(-0.013)
        '1.3 points'
        """
        return self.text(N_("{n} points"), n=self.number(abs(100 * share), 1))

    def value(
        self, value: float | None, unit: str, currency: str = "", *, compact: bool = False
    ) -> str:
        """A KPI's value in its unit: count, money, ratio, points, days, hours, number or flag.

        With `compact`, money as a tile shows it.

        Raises
        ------
        ValueError
            If the unit is none of these.
        """
        if unit not in ("count", "money", "ratio", "points", "days", "hours", "number", "flag"):
            raise ValueError(f"Unknown unit `{unit}`.")
        if value is None or formats.is_missing(value):
            return MISSING
        if unit == "money":
            return self.money(value, currency, compact=compact)
        if unit == "ratio":
            return self.percent(value)
        if unit == "points":
            return self.change(value / 100, "ratio")
        if unit == "count":
            return self.number(value)
        if unit == "number":
            return self.number(value, formats.worthwhile_digits(value, 2))
        if unit == "flag":
            return self.text(N_("yes") if value else N_("no"))
        return self._span(value, unit)

    def span_number(self, value: float) -> str:
        """The number of a time span without its unit; whole ones have no decimals."""
        return self.number(
            value, 0 if value == round(value) else formats.worthwhile_digits(value, 1)
        )

    def _span(self, value: float, unit: str) -> str:
        shown = self.span_number(value)
        form = self._catalogue.translations.ngettext(
            *_SPANS[unit], 1 if shown == self.number(1) else 2
        )
        return fill(form, {"n": shown})


_current = Language("en")


def use(code: str, currency: str = "") -> Language:
    """Make this process speak `code` from now on, with amounts in `currency`; return it."""
    global _current  # noqa: PLW0603 (a process speaks one language; passing it everywhere would drown the code)
    _current = Language(code, currency)
    return _current


@contextmanager
def speaking(code: str) -> Iterator[Language]:
    """Make this process speak `code` for a while, with amounts in the same currency."""
    global _current  # noqa: PLW0603 (as in `use`)
    before = _current
    try:
        yield use(code, before.currency)
    finally:
        _current = before


def current() -> Language:
    """The language that this process speaks; English until `use` says otherwise."""
    return _current
