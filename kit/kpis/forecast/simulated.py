"""What simulated paths of the future say of each period and unit, beside what is booked.

The first period looked at is the one that is not over on `as_of`: the running one, or where `as_of`
is its last day the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame

from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.kpis.forecast.derived import is_of_units, joint_groups, of_day
from kit.kpis.groups import Groups
from kit.kpis.known import known
from kit.kpis.sales.targets import targets_within
from kit.window import Period, Span, Window

_PARTS = ("open", "new")


@dataclass(frozen=True)
class Simulated:
    """The first period that is not over and those that follow, for each group.

    Attributes
    ----------
    keys
        One row per group.
    spans
        The periods, one after the other.
    parts
        What is yet to come by group, period, part (from open ones, from new ones) and path; NaN
        for groups that no path is of.
    booked
        Bookings of each group in the first period so far.
    target
        By group and period; NaN where there is none.
    n_open, n_won
        Opportunities of each group that are open, and that were won in the first period.
    is_attributed
        Whether paths know the dimensions that the groups are of.
    """

    keys: DataFrame
    spans: tuple[Span, ...]
    parts: Floats
    booked: Floats
    target: Floats
    n_open: np.ndarray
    n_won: np.ndarray
    is_attributed: bool

    @property
    def totals(self) -> Floats:
        """Bookings of each period by group, period and path, what is booked included."""
        summed = self.parts.sum(axis=2)
        summed[:, 0] += self.booked[:, None]
        return np.asarray(summed)

    def rows(self, measure: str, value: Floats, n: np.ndarray, **bounds: Floats) -> DataFrame:
        """Rows for `finish` from arrays by group and period."""
        count = len(self.spans)
        keys = self.keys.loc[self.keys.index.repeat(count)].reset_index(drop=True)
        columns = {name: one.ravel() for name, one in {"value": value, **bounds}.items()}
        ahead = np.tile(np.arange(count), len(self.keys))
        return keys.assign(measure=measure, ahead=ahead, n=np.repeat(n, count), **columns)


def simulated(
    opportunities: DataFrame,
    targets: DataFrame,
    window: Window,
    by: Sequence[str],
    forecast_paths: DataFrame | None,
    most: int | None = None,
) -> Simulated:
    """Paths, bookings and targets of the first period, and of those that paths cover in full.

    Parameters
    ----------
    forecast_paths
        As models make them; those of another day than `as_of` do not count.
    most
        Periods to look at, at most.
    """
    records = known(opportunities, window, by, read=["status", "amount"])
    paths = of_day(forecast_paths, window) if is_of_units(by) else None
    paths = None if paths is None else paths[paths["part"].isin(_PARTS)]
    spans = _spans(window, paths)[:most]
    asked = targets_within(targets, spans, window, by)
    frames = [records, *([] if paths is None else [paths]), asked]
    keys, groups = joint_groups(frames, by)
    day = local_dates(records["closed_at"], window.calendar)
    won = records["status"].eq("won") & day.ge(pd.Timestamp(spans[0].start))
    priced = groups[0].count(won & records["amount"].notna())
    n_won = groups[0].count(won)
    booked = groups[0].total(records["amount"].where(won))
    return Simulated(
        keys=keys,
        spans=spans,
        parts=_parts(paths, groups[1] if paths is not None else None, len(keys), spans),
        booked=np.where((n_won > 0) & (priced == 0), np.nan, booked),
        target=_targets(asked, groups[-1], len(keys), spans),
        n_open=groups[0].count(records["status"].eq("open")),
        n_won=n_won,
        is_attributed=is_of_units(by),
    )


def length_of(window: Window) -> Period:
    """Length of the periods that are forecast: weeks are too short, months take their place."""
    return "month" if window.period == "week" else window.period


def first_span(window: Window) -> Span:
    """The first period that is not over at the end of `as_of`.

    >>> from datetime import date
    >>> [first_span(Window(date(2026, 3, day), "quarter")).start.isoformat() for day in (30, 31)]
    ['2026-01-01', '2026-04-01']
    """
    length, calendar = length_of(window), window.calendar
    start = calendar.floor(window.end, length)
    return Span(start, calendar.step(start, length))


def _spans(window: Window, paths: DataFrame | None) -> tuple[Span, ...]:
    """The first period that is not over, and those after it that paths cover to their end."""
    length, calendar = length_of(window), window.calendar
    spans = [first_span(window)]
    if paths is not None and len(paths):
        covered = calendar.step(paths["month"].max().date(), "month")
        while calendar.step(spans[-1].end, length) <= covered:
            spans.append(Span(spans[-1].end, calendar.step(spans[-1].end, length)))
    return tuple(spans)


def _parts(
    paths: DataFrame | None, groups: Groups | None, size: int, spans: Sequence[Span]
) -> Floats:
    """Sums of paths by group, period, part and path."""
    if paths is None or groups is None or not len(paths):
        return np.full((size, len(spans), len(_PARTS), 1), np.nan)
    starts = np.array([one.start for one in spans], dtype="datetime64[us]")
    months = paths["month"].to_numpy("datetime64[us]")
    inside = (months >= starts[0]) & (months < np.datetime64(spans[-1].end))
    period = np.searchsorted(starts, months[inside], side="right") - 1
    part = np.where(paths["part"].eq(_PARTS[0]), 0, 1)[inside]
    path, seen = pd.factorize(paths["path"].to_numpy()[inside], sort=True)
    shape = (size, len(spans), len(_PARTS), len(seen))
    cell = np.ravel_multi_index((groups.codes[inside], period, part, path), shape)
    summed = np.bincount(cell, weights=paths["amount"].to_numpy(float)[inside], minlength=1)
    found = np.zeros(int(np.prod(shape)))
    found[: len(summed)] = summed
    found = found.reshape(shape)
    found[groups.count() == 0] = np.nan
    return found


def _targets(asked: DataFrame, groups: Groups, size: int, spans: Sequence[Span]) -> Floats:
    found = np.full((size, len(spans)), np.nan)
    starts = np.array([one.start for one in spans], dtype="datetime64[us]")
    period = np.searchsorted(starts, asked["period_start"].to_numpy("datetime64[us]"))
    found[groups.codes, period] = asked["amount"]
    return found
