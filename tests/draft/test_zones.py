"""The company's zone from offsets or working hours, always as a guess."""

from __future__ import annotations

import pandas as pd

from kit.draft.zones import zone_of


def instants(first: str, last: str, zone: str) -> pd.Series:
    """One instant each half hour of office hours in a zone, written in UTC, over a year."""
    days = pd.date_range("2025-01-01", "2025-12-31", freq="7D")
    local = [
        day + pd.Timedelta(minutes=minutes)
        for day in days
        for minutes in range(_minutes(first), _minutes(last) + 1, 30)
    ]
    utc = pd.DatetimeIndex(local).tz_localize(zone).tz_convert("UTC")
    return pd.Series(utc.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def test_office_hours_tell_the_zone() -> None:
    for zone in ("Europe/Madrid", "America/New_York", "Asia/Tokyo", "Australia/Sydney"):
        found = zone_of([instants("09:00", "17:00", zone)])
        assert (found.value, found.is_sure) == (zone, False)
        assert "the middle of the working day is at" in found.evidence


def test_offsets_tell_it_before_the_hours_do() -> None:
    texts = pd.Series(["2025-01-05T03:00:00+01:00", "2025-07-05T03:00:00+0200"])
    found = zone_of([texts])
    assert (found.value, found.is_sure) == ("Europe/Madrid", False)
    assert "+1 and +2 hours from UTC" in found.evidence


def test_work_around_the_clock_tells_nothing() -> None:
    found = zone_of([instants("00:00", "23:30", "UTC")])
    assert found.value == "UTC"
    assert "around the clock" in found.evidence


def test_days_and_few_instants_tell_nothing() -> None:
    assert "no export tells" in zone_of([]).evidence
    assert "no export tells" in zone_of([pd.Series(["2025-01-05"] * 3)]).evidence
