"""When a report looks: periods, the calendar they follow, and `as_of`.

All dates are dates of the project's time zone; all spans are half-open. Only the standard
library is used, because planning a run needs windows and must not wait for pandas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

Period = Literal["week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = ("week", "month", "quarter", "year")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Week = tuple[tuple[tuple[int, int], ...], ...]
"""Monday to Sunday: opening spans of a day as (first, past the last) minute since its midnight."""
OFFICE_WEEK: Week = (((540, 1080),),) * 5 + ((), ())
"""Monday to Friday from 9 to 18 o'clock: what is taken for working hours where none are set."""

_MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}
_ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days from `start` up to, not including, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days


@dataclass(frozen=True)
class WorkingTime:
    """When some units work.

    Attributes
    ----------
    units
        Whom it holds for, as (region, team).
    week
        Opening spans of each weekday, which do not overlap; a span may end after midnight. A week
        without spans means that the working hours are not known.
    timezone
        IANA name of the zone in which the week is meant.
    holidays
        Days without work, as ISO dates in ascending order.
    """

    units: tuple[tuple[str, str], ...] = (("", ""),)
    week: Week = OFFICE_WEEK
    timezone: str = "UTC"
    holidays: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """How a company cuts time.

    Attributes
    ----------
    timezone
        IANA name of the zone in which instants become dates.
    fiscal_year_start
        First month of the fiscal year, 1 to 12; quarters and years start there.
    week_start
        Name of the weekday on which weeks start.
    working
        Working times of the company and the units below it, each unit at most once; where none
        hold for a unit, it works office hours (`OFFICE_WEEK`) in `timezone`, without holidays.
    """

    timezone: str = "UTC"
    fiscal_year_start: int = 1
    week_start: str = "monday"
    working: tuple[WorkingTime, ...] = ()

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Calendar:
        """The calendar whose fields went through JSON, where tuples become lists."""
        working = tuple(
            WorkingTime(**{name: _frozen(value) for name, value in one.items()})
            for one in fields.get("working", ())
        )
        return cls(**{**fields, "working": working})

    def floor(self, day: date, period: Period) -> date:
        """First day of the period that holds `day`.

        >>> Calendar(fiscal_year_start=4).floor(date(2026, 2, 10), "year")
        datetime.date(2025, 4, 1)
        """
        if period == "week":
            return day - timedelta(days=(day.weekday() - WEEKDAYS.index(self.week_start)) % 7)
        into = (day.month - self.fiscal_year_start) % _MONTHS[period]
        return _add_months(day.replace(day=1), -into)

    def step(self, start: date, period: Period, count: int = 1) -> date:
        """Start of the period that lies `count` periods after the one starting on `start`."""
        if period == "week":
            return start + timedelta(weeks=count)
        return _add_months(start, _MONTHS[period] * count)

    def midnight(self, day: date) -> datetime:
        """The instant in UTC at which `day` begins in the calendar's zone."""
        return datetime.combine(day, time(), ZoneInfo(self.timezone)).astimezone(UTC)


@dataclass(frozen=True)
class Window:
    """What a report looks at: `periods` periods up to the one that holds `as_of`.

    Attributes
    ----------
    as_of
        Last day that counts, inclusive to its end.
    period, periods
        Length of a period, and how many of them, the one that holds `as_of` included.
    calendar
        Time zone, fiscal year and start of the week.
    level
        Level of all intervals, between 0 and 1.
    minimum_group
        Records that a rate of one person needs before it is shown.
    minor
        Decimal places of the project's currency, to which products of amounts are rounded.
    start
        First day of the one long period that takes the place of several (`as_one`); else None.

    Examples
    --------
    >>> window = Window(date(2026, 5, 10), "month", 2)
    >>> [edge.isoformat() for edge in window.edges]
    ['2026-04-01', '2026-05-01', '2026-06-01']
    >>> window.is_partial, window.current.days, window.previous.days
    (True, 10, 10)
    """

    as_of: date
    period: Period = "month"
    periods: int = 12
    calendar: Calendar = field(default_factory=Calendar)
    level: float = 0.90
    minimum_group: int = 1
    minor: int = 2
    start: date | None = None

    def __deepcopy__(self, _: object) -> Window:
        """Itself, which never changes: pandas copies what a frame carries at every step."""
        return self

    @cached_property
    def edges(self) -> tuple[date, ...]:
        """Starts of the periods, and the nominal end of the last one."""
        last = self.calendar.floor(self.as_of, self.period)
        if self.start is not None:
            return self.start, self.calendar.step(last, self.period)
        steps = range(1 - self.periods, 2)
        return tuple(self.calendar.step(last, self.period, count) for count in steps)

    @property
    def starts(self) -> tuple[date, ...]:
        """First days of the periods, oldest first."""
        return self.edges[:-1]

    @property
    def end(self) -> date:
        """First day that no longer counts."""
        return self.as_of + _ONE_DAY

    @property
    def is_partial(self) -> bool:
        """Whether the last period still runs after `as_of`."""
        return self.end < self.edges[-1]

    @property
    def whole(self) -> Span:
        """From the first period's start to the end of `as_of`."""
        return Span(self.edges[0], self.end)

    @property
    def current(self) -> Span:
        """The last period as far as it has run."""
        return Span(self.edges[-2], self.end)

    @property
    def previous(self) -> Span:
        """The same elapsed part of the period before the last."""
        return self._elapsed_from(self.calendar.step(self.current.start, self.period, -1))

    @property
    def year_ago(self) -> Span:
        """The same elapsed part of the period one year (for weeks: 52 weeks) before the last."""
        if self.period == "week":
            return self._elapsed_from(self.current.start - timedelta(weeks=52))
        return self._elapsed_from(_add_months(self.current.start, -12))

    @property
    def year_earlier(self) -> Window:
        """The same periods one year before, as they stood on that day."""
        return self.at(self.year_ago.end - _ONE_DAY)

    def in_months(self, years: int) -> Window:
        """The months of this calendar year and of `years` before it, whatever the period.

        >>> Window(date(2026, 5, 10), "week", 3).in_months(2).starts[0].isoformat()
        '2024-01-01'
        """
        return replace(self, period="month", periods=12 * years + self.as_of.month, start=None)

    @property
    def as_one(self) -> Window:
        """The same days as one single period, for figures over the whole window.

        >>> [edge.isoformat() for edge in Window(date(2026, 5, 10), "month", 3).as_one.edges]
        ['2026-03-01', '2026-06-01']
        """
        return replace(self, periods=1, start=self.edges[0])

    @property
    def latest(self) -> Window:
        """The last period alone."""
        return replace(self, periods=1, start=None)

    def at(self, as_of: date) -> Window:
        """The same window seen from another day."""
        return replace(self, as_of=as_of)

    def _elapsed_from(self, start: date) -> Span:
        nominal_end = self.calendar.step(start, self.period)
        elapsed = start + timedelta(days=self.current.days)
        return Span(start, min(elapsed, nominal_end) if self.is_partial else nominal_end)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _add_months(first_of_month: date, months: int) -> date:
    index = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
