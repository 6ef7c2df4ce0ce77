"""Working hours of a million leads of mixed units, beside a loop that asks row by row.

Run with ``python -m tests.benchmarks.working_hours [rows]``. The loop is given 2,000 rows and
must find the same hours.
"""

from __future__ import annotations

import sys
import time
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from kit.params import working_week
from kit.params.holidays import holiday_dates
from kit.window import Calendar, WorkingTime
from kit.working_hours import elapsed_working_hours

LOOPED = 2_000
AS_OF = date(2026, 6, 30)
PLACES = (
    ("Iberia", "Mo-Fr 09:00-14:00,16:00-19:00", "Europe/Madrid", "ES-CT"),
    ("DACH", "Mo-Fr 08:00-17:00", "Europe/Berlin", "DE-BY"),
    ("India", "Mo-Sa 10:00-19:00", "Asia/Kolkata", "IN"),
    ("Brazil", "Mo-Fr 09:00-18:00", "America/Sao_Paulo", "BR-SP"),
    ("Night", "Mo-Su 22:00-06:00", "Australia/Lord_Howe", "AU-NSW"),
)


def main(rows: int) -> None:
    """Time both ways and print them side by side."""
    calendar = Calendar(working=tuple(_time(*place) for place in PLACES))
    leads = _leads(rows)
    began = time.perf_counter()
    hours = elapsed_working_hours(leads, leads["start"], leads["end"], calendar)
    whole = time.perf_counter() - began
    some = leads.sample(min(LOOPED, rows), random_state=1)
    began = time.perf_counter()
    looped = _looped(some, {one.units[0][1]: one for one in calendar.working})
    loop = time.perf_counter() - began
    np.testing.assert_allclose(hours[some.index], looped, atol=1e-9)
    scaled = loop * rows / len(some)
    print(f"vectorised  {rows:>9,} rows  {whole:8.2f} s")
    print(
        f"row by row  {len(some):>9,} rows  {loop:8.2f} s, {scaled:,.0f} s for as many; same hours"
    )


def _time(team: str, week: str, zone: str, place: str) -> WorkingTime:
    return WorkingTime((("", team),), working_week(week), zone, holiday_dates([place], AS_OF))


def _leads(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(20260630)
    start = np.datetime64("2021-07-01", "us") + rng.integers(0, 5 * 365 * 86_400, rows) * 1_000_000
    end = start + (rng.lognormal(1.5, 1.6, rows) * 3600).astype(np.int64) * 1_000_000
    teams = pd.Categorical(np.array([one[0] for one in PLACES])[rng.integers(0, len(PLACES), rows)])
    frame = pd.DataFrame({"region": "", "team": teams, "start": start, "end": end})
    return frame.assign(**{name: frame[name].dt.tz_localize("UTC") for name in ("start", "end")})


def _looped(leads: pd.DataFrame, times: dict[str, WorkingTime]) -> list[float]:
    starts = leads["start"].dt.to_pydatetime()
    ends = leads["end"].dt.to_pydatetime()
    return [
        _hours(start, end, times[team])
        for start, end, team in zip(starts, ends, leads["team"].astype("str"), strict=True)
    ]


def _hours(start: datetime, end: datetime, own: WorkingTime) -> float:
    """Cut the span wherever a span of hours or the zone's clock changes, and add up the pieces."""
    zone, off = ZoneInfo(own.timezone), set(own.holidays)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    cuts, day = {start, end}, first - timedelta(days=1)
    while day <= last:
        midnight = datetime(day.year, day.month, day.day)
        for minute in {one for span in own.week[day.weekday()] for one in span} | set(
            range(0, 1441, 30)
        ):
            for fold in (0, 1):
                at = (midnight + timedelta(minutes=minute)).replace(tzinfo=zone, fold=fold)
                cuts.add(min(max(at.astimezone(start.tzinfo), start), end))
        day += timedelta(days=1)
    worked = timedelta()
    for one, other in pairwise(sorted(cuts)):
        if _works((one + (other - one) / 2).astimezone(zone), own, off):
            worked += other - one
    return worked / timedelta(hours=1)


def _works(wall: datetime, own: WorkingTime, off: set[str]) -> bool:
    minute = wall.hour * 60 + wall.minute
    for day, since in ((wall.date(), minute), (wall.date() - timedelta(days=1), minute + 1440)):
        if day.isoformat() not in off and any(a <= since < b for a, b in own.week[day.weekday()]):
            return True
    return False


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
