"""Time in the synthetic world: the history's edges, seasons, office hours, random generators."""

from __future__ import annotations

from datetime import date
from zlib import crc32

import numpy as np

from kit.demo.columns import DAY, MISSING, Real, Whole
from kit.demo.world import World

_OPENS, _SHUTS = 9 * 3600, 18 * 3600


def generator(seed: int, subject: str, chunk: int | None = None) -> np.random.Generator:
    """The random numbers of one subject in one chunk, or company-wide.

    Subjects and chunks do not share numbers, so that a chunk is the same whatever is
    simulated beside it.
    """
    part = (0,) if chunk is None else (1, chunk)
    key = (crc32(subject.encode()), *part)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def first_day(world: World) -> int:
    """Day on which the history starts."""
    return day_number(world.start)


def last_day(world: World) -> int:
    """Day of `as_of`."""
    return day_number(world.as_of)


def end_of_history(world: World) -> int:
    """Second after which nothing has happened yet."""
    return last_day(world) * DAY + world.last_hour * 3600


def month_of(days: Whole) -> Whole:
    """Month, 0 to 11."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12


def weekday_of(days: Whole) -> Whole:
    """Weekday, 0 (Monday) to 6."""
    return (days + 3) % 7


def arrival_weights(world: World) -> Real:
    """Expected share of leads on each day of the history; sums to 1."""
    days = np.arange(first_day(world), last_day(world) + 1)
    flow = world.arrivals
    weights = (
        flow.growth ** ((days - days[0]) / 365.25)
        * np.array(flow.months)[month_of(days)]
        * np.array(flow.weekdays)[weekday_of(days)]
    )
    return weights / weights.sum()


def arrivals(rng: np.random.Generator, world: World, size: int, offset: Whole) -> Whole:
    """Instants at which people get in touch: mostly in the daytime of their `offset` from UTC."""
    shares = arrival_weights(world).cumsum()
    day = first_day(world) + np.searchsorted(shares, rng.random(size) * shares[-1])
    hour = np.where(rng.random(size) < 0.85, rng.normal(13.5, 3.0, size), 24 * rng.random(size))
    local = np.clip(hour, 0.0, 23.99) * 3600
    return np.minimum(day * DAY + local.astype(np.int64) - offset * 3600, end_of_history(world))


def office_moment(instants: Whole, offset: Whole) -> Whole:
    """The first moment from `instants` on at which the office is open."""
    local = instants + offset * 3600
    day, second = np.divmod(local, DAY)
    day = day + (second >= _SHUTS)
    second = np.where(second >= _SHUTS, _OPENS, np.maximum(second, _OPENS))
    weekday = weekday_of(day)
    second = np.where(weekday >= 5, _OPENS, second)
    day = day + np.where(weekday >= 5, 7 - weekday, 0)
    return day * DAY + second - offset * 3600


def office_time(rng: np.random.Generator, days: Whole, offset: Whole) -> Whole:
    """A moment within the office hours of each of the `days`."""
    return days * DAY + _OPENS + rng.integers(0, _SHUTS - _OPENS, days.size) - offset * 3600


def closing_factors(world: World) -> tuple[Real, Real]:
    """Factors on the hazards of winning and losing on each day of the history."""
    days = np.arange(first_day(world), last_day(world) + 1)
    closing = world.closing
    workday = np.where(weekday_of(days) >= 5, closing.weekend, 1.0)
    won = workday * np.array(closing.months)[month_of(days)]
    ahead = month_of(days + closing.quarter_end_days)
    pulled = (month_of(days) // 3 != ahead // 3) | (month_of(days) // 3 != month_of(days + 1) // 3)
    return np.where(pulled, won * closing.quarter_end, won), workday


def skewed(rng: np.random.Generator, median: Real | float, spread: float, size: int) -> Real:
    """Lognormal spans with the `median` given."""
    return np.asarray(median) * np.exp(rng.normal(0.0, spread, size))


def or_end(world: World, moments: Whole) -> Whole:
    """The moments; the end of the history where they never came."""
    return np.where(moments == MISSING, end_of_history(world), moments)
