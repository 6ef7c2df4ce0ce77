"""Moments follow the wall clock through summer time; checked against a walk, minute by minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.cron import Schedule, checked_expression

MINUTE = timedelta(minutes=1)
CHANGES = [
    ("Europe/Madrid", datetime(2026, 3, 29)),
    ("Europe/Madrid", datetime(2026, 10, 25)),
    ("America/New_York", datetime(2026, 3, 8)),
    ("America/New_York", datetime(2026, 11, 1)),
    ("Australia/Lord_Howe", datetime(2026, 4, 5)),
    ("Australia/Lord_Howe", datetime(2026, 10, 4)),
    ("Asia/Kolkata", datetime(2026, 3, 29)),
    ("Africa/Cairo", datetime(2026, 4, 24)),  # midnight does not exist
    ("Pacific/Apia", datetime(2011, 12, 30)),  # nor does this day
]


def local(zone: str, *moment: int, fold: int = 0) -> datetime:
    wall = datetime(*moment, fold=fold, tzinfo=ZoneInfo(zone))  # type: ignore[misc,arg-type]
    return wall.astimezone(UTC)


def followed(expression: str, zone: str, after: datetime, number: int) -> list[datetime]:
    schedule, found = Schedule(checked_expression(expression), zone), [after]
    for _ in range(number):
        found.append(schedule.following(found[-1]))
    return found[1:]


@pytest.mark.parametrize(
    ("expression", "zone", "day", "instants"),
    [
        # 02:00 becomes 03:00: what lies between runs at 03:00
        ("30 2 * * *", "Europe/Madrid", (2026, 3, 28, 12), ["29T01:00", "30T00:30"]),
        ("*/30 2 * * *", "Europe/Madrid", (2026, 3, 28, 12), ["29T01:00", "30T00:00"]),
        ("30 2 * * *", "America/New_York", (2026, 3, 7, 12), ["08T07:00", "09T06:30"]),
        # 03:00 becomes 02:00: the earlier of the two
        ("30 2 * * *", "Europe/Madrid", (2026, 10, 24, 12), ["25T00:30", "26T01:30"]),
        ("0 * * * *", "Europe/Madrid", (2026, 10, 25, 1, 30), ["25T00:00", "25T02:00"]),
        ("30 1 * * *", "America/New_York", (2026, 10, 31, 12), ["01T05:30", "02T06:30"]),
        # half an hour forward, half an hour back
        ("15 2 * * *", "Australia/Lord_Howe", (2026, 10, 3, 12), ["03T15:30", "04T15:15"]),
        ("45 1 * * *", "Australia/Lord_Howe", (2026, 4, 4, 12), ["04T14:45", "05T15:15"]),
        # no summer time, five and a half hours
        ("0 6 * * 1", "Asia/Kolkata", (2026, 6, 28, 12), ["29T00:30", "06T00:30"]),
    ],
)
def test_times_that_do_not_exist_or_occur_twice_run_once(
    expression: str, zone: str, day: tuple[int, ...], instants: list[str]
) -> None:
    found = followed(expression, zone, local(zone, *day), 2)
    assert [f"{moment:%dT%H:%M}" for moment in found] == instants


def test_the_second_of_two_equal_hours_comes_after_what_it_repeats() -> None:
    zone = "Europe/Madrid"
    schedule = Schedule("30 2 * * *", zone)
    second = local(zone, 2026, 10, 25, 2, 10, fold=1)
    assert schedule.latest(second) == local(zone, 2026, 10, 25, 2, 30, fold=0)
    assert schedule.following(second) == local(zone, 2026, 10, 26, 2, 30)


def test_the_end_of_a_gap_is_the_first_moment_after_it() -> None:
    schedule = Schedule("30 2 * * *", "Europe/Madrid")
    end = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert schedule.latest(end) == end
    assert schedule.latest(end - timedelta(seconds=1)) < end
    assert schedule.following(end - timedelta(seconds=1)) == end


def test_moments_are_counted_up_to_a_limit() -> None:
    daily = Schedule("0 6 * * *", "Europe/Madrid")
    monday = local("Europe/Madrid", 2026, 6, 1, 6)
    assert daily.count(monday, monday, 100) == 0
    assert daily.count(monday, monday + timedelta(days=3), 100) == 3
    assert daily.count(monday, monday + timedelta(days=300), 100) == 100


def field(lowest: int, highest: int) -> st.SearchStrategy[tuple[str, frozenset[int]]]:
    """A field of cron, and the numbers that it stands for."""
    everything = frozenset(range(lowest, highest + 1))
    number = st.integers(lowest, highest)
    some = st.frozensets(number, min_size=1, max_size=4)
    return st.one_of(
        st.just(("*", everything)),
        some.map(lambda found: (",".join(map(str, sorted(found))), found)),
        st.integers(1, 30).map(
            lambda step: (f"*/{step}", frozenset(range(lowest, highest + 1, step)))
        ),
        st.tuples(number, number).map(
            lambda ends: (f"{min(ends)}-{max(ends)}", frozenset(range(min(ends), max(ends) + 1)))
        ),
    )


def walked(
    fields: list[tuple[str, frozenset[int]]], zone: str, start: datetime, minutes: int
) -> Iterator[datetime]:
    """Every minute at whose local time, or in the gap before it, the fields are first met."""
    (_, minute), (_, hour), (day, days), (weekday, weekdays) = fields
    seen = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for number in range(1, minutes + 1):
        instant = start + number * MINUTE
        now = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        is_due = False
        while seen < now:
            seen += MINUTE
            either = (seen.day in days, seen.isoweekday() % 7 in weekdays)
            both = day.startswith("*") or weekday.startswith("*")
            fits = all(either) if both else any(either)
            is_due |= fits and seen.hour in hour and seen.minute in minute
        if is_due:
            yield instant


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(CHANGES), st.tuples(field(0, 59), field(0, 23), field(1, 31), field(0, 6))
)  # fmt: skip
def test_moments_are_those_of_a_walk_through_every_minute(
    change: tuple[str, datetime], fields: tuple[tuple[str, frozenset[int]], ...]
) -> None:
    zone, day = change
    start = (day - timedelta(hours=30)).replace(tzinfo=UTC)
    minutes = 60 * 60
    minute, hour, days, weekdays = (text for text, _ in fields)
    schedule = Schedule(checked_expression(f"{minute} {hour} {days} * {weekdays}"), zone)
    expected = list(walked(list(fields), zone, start, minutes))
    found, moment = [], schedule.following(start)
    while moment <= start + minutes * MINUTE:
        found.append(moment)
        moment = schedule.following(moment)
    assert found == expected
    for asked, nearest in product(expected[-1:], (timedelta(0), MINUTE / 2)):
        assert schedule.latest(asked + nearest) == asked


@given(st.sampled_from(CHANGES), st.integers(-4_000, 4_000))
@settings(max_examples=100, deadline=None)
def test_latest_and_following_lie_side_by_side(change: tuple[str, datetime], minute: int) -> None:
    zone, day = change
    at = day.replace(tzinfo=UTC) + minute * MINUTE
    schedule = Schedule("*/20 1,2,3 * * *", zone)
    latest, following = schedule.latest(at), schedule.following(at)
    assert latest <= at < following
    assert schedule.following(latest) == following
    assert schedule.latest(following) == following
