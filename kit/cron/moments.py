"""When a cron expression is due in a time zone, also where clocks are put forward and back.

The expression is followed on the wall clock, and each local time then becomes one instant: one
that does not exist becomes the first moment after the gap, and one that occurs twice the earlier
of the two. Later local times never become earlier instants, so the order is kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

_LONGEST_STEP_BACK = timedelta(days=1)
"""By how much clocks were ever put back at once."""


@dataclass(frozen=True)
class Schedule:
    """A cron expression in a time zone; what it is due at are instants in UTC.

    Parameters
    ----------
    expression
        Five fields that `checked_expression` takes.
    timezone
        IANA name.

    Examples
    --------
    >>> mondays = Schedule("0 6 * * 1", "Europe/Madrid")
    >>> mondays.following(datetime(2026, 7, 1, tzinfo=UTC)).isoformat()
    '2026-07-06T04:00:00+00:00'
    """

    expression: str
    timezone: str

    def following(self, after: datetime) -> datetime:
        """The first moment later than `after`, which may be in any zone."""
        return next(self._from(after))

    def latest(self, until: datetime) -> datetime:
        """The last moment not later than `until`, which may be in any zone."""
        start = until.astimezone(self._zone).replace(tzinfo=None) + _LONGEST_STEP_BACK
        backwards = CronSim(self.expression, start, reverse=True)
        return next(moment for moment in map(self._instant, backwards) if moment <= until)

    def count(self, after: datetime, until: datetime, most: int) -> int:
        """How many moments lie after `after` and not after `until`; counting ends at `most`."""
        for number, moment in enumerate(self._from(after)):
            if moment > until or number == most:
                return number
        raise AssertionError("a checked expression is due for ever")

    @property
    def minutes(self) -> tuple[int, ...]:
        """Minutes of the hour, on local clocks, at which it is due.

        >>> Schedule("*/20 6 * * 1", "Europe/Madrid").minutes
        (0, 20, 40)
        """
        return tuple(sorted(CronSim(self.expression, datetime.min).minutes))

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def _from(self, after: datetime) -> Iterator[datetime]:
        """Every moment later than `after`, in order, each once."""
        last = after
        for local in CronSim(self.expression, after.astimezone(self._zone).replace(tzinfo=None)):
            moment = self._instant(local)
            if moment > last:
                yield moment
                last = moment

    def _instant(self, local: datetime) -> datetime:
        """The instant of a local time: the first of two, or the end of the gap that it lies in."""
        early = local.replace(tzinfo=self._zone, fold=1).astimezone(UTC)
        late = local.replace(tzinfo=self._zone, fold=0).astimezone(UTC)
        if early >= late:  # the offset did not grow: the time exists, and fold 0 comes first
            return late
        return self._change(early, late)

    def _change(self, before: datetime, after: datetime) -> datetime:
        """The second between two instants at which the zone's offset changes."""
        old = before.astimezone(self._zone).utcoffset()

        def is_changed(seconds: int) -> bool:
            moment = before + timedelta(seconds=seconds)
            return moment.astimezone(self._zone).utcoffset() != old

        span = range(int((after - before).total_seconds()))
        return before + timedelta(seconds=bisect_left(span, True, key=is_changed))
