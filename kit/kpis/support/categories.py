"""What customers report most, and what they report more than before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.estimates.comparison import compare
from kit.estimates.intervals import Floats, poisson_interval, wilson
from kit.kpis.frame import finish, first_day
from kit.kpis.groups import Groups, group
from kit.kpis.stacking import stacked
from kit.kpis.support.resolutions import distinct_cases, resolutions
from kit.kpis.waiting import waits
from kit.window import Window

MEASURES = ("count", "hours", "share", "change")


def cases_by_category(
    cases: pd.DataFrame,
    changes: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = ("category",),
) -> pd.DataFrame:
    """Cases opened in the period, by what they are about.

    `count` is their number; `hours` the working hours from opening to the resolution that stands on
    `as_of`, open ones until then, added up: what they kept customers waiting, not what they took
    to solve. `share` is that of the count in all cases of the period. `change` is the count less
    that of the period before (of the same elapsed part, where the period still runs), with an
    interval: it rises where the whole interval lies above 0. Many categories are looked at
    together: of ten that did not change, one interval of 90 % leaves 0 out by chance.

    A category without any case before the period compared with is new, or an old one under
    another name: its change is marked ``immature``. Renamed categories are not put together; name
    them alike with `values:` of the source. Where working hours are not known, cases add none.
    Where cases have dates only, their hours are those of whole days.

    Unit: count
    Source: cases (opened_at, category, resolved_at, closed_at, region, team), changes (table, id,
    changed_at, field, old, new)

    Parameters
    ----------
    cases
        One row per case.
    changes
        Changes of the status of cases.
    window
        Periods and the day as of which they are seen.
    by
        Columns of `cases` to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; Poisson bounds of the change, Wilson's of the share, none of complete counts.

    Examples
    --------
    >>> from datetime import date
    >>> nothing = pd.to_datetime([None] * 3, utc=True)
    >>> cases = pd.DataFrame({
    ...     "case_id": ["a", "b", "c"], "category": ["Billing", "Login", "Login"],
    ...     "opened_at": pd.to_datetime(["2026-02-01T10:00Z"] + ["2026-03-03T10:00Z"] * 2),
    ...     "resolved_at": pd.to_datetime(["2026-03-03T12:00Z"] * 3), "closed_at": nothing,
    ...     "reopened_count": [0] * 3})
    >>> changes = pd.DataFrame({name: pd.Series(dtype="str") for name in (
    ...     "table", "id", "field", "old", "new", "sequence")})
    >>> changes["changed_at"] = pd.Series(dtype="datetime64[us, UTC]")
    >>> frame = cases_by_category(cases, changes, Window(date(2026, 3, 31), periods=1))
    >>> frame.loc[frame["category"].eq("Login"), "value"].tolist()
    [2.0, 4.0, 1.0, 2.0]
    """
    records = distinct_cases(cases, window, by)
    final = resolutions(records, changes, window).final
    worked = waits(records, records["opened_at"], final, window).working
    table = _Table.of(records, by, window)
    return finish(
        _rows(table, worked, window.level),
        "cases_by_category",
        window,
        by=by,
        measures=MEASURES,
        rates=("share",),
        zeros=("count",),
        since=table.since,
    )


@dataclass(frozen=True)
class _Table:
    """Cases counted by group (rows) and period (columns).

    Attributes
    ----------
    days
        Day of opening of each case.
    since
        First day on which anything was recorded.
    """

    groups: Groups
    days: np.ndarray
    since: pd.Timestamp
    window: Window

    @classmethod
    def of(cls, records: pd.DataFrame, by: Sequence[str], window: Window) -> _Table:
        days = local_dates(records["opened_at"], window.calendar).to_numpy("datetime64[us]")
        return cls(group(records, by), days, first_day(records["opened_at"], window), window)

    def counted(self, where: np.ndarray | None = None, weights: np.ndarray | None = None) -> Floats:
        """Cases of each period; where `weights` are given, their sum."""
        return self._within((*self.window.starts, self.window.end), where, weights)

    def counted_before(self) -> Floats:
        """Cases of the period before each, cut where the last one still runs.

        NaN where recording had not begun by then, or one long period has none before it.
        """
        window, nothing = self.window, np.full((len(self.groups.keys), len(self._before)), np.nan)
        if window.start is not None or pd.isna(self.since):
            return nothing
        found = self._within((*self._before, window.current.start), None, None)
        late = self.days >= np.datetime64(window.previous.end, "us")
        last = (window.previous.start, window.current.start)
        found[:, -1] -= self._within(last, late, None)[:, 0]
        recorded = np.array(self._before, "datetime64[us]") >= self.since.to_datetime64()
        return np.where(recorded, found, nothing)

    @property
    def is_new(self) -> np.ndarray:
        """Groups without a case before the period compared with."""
        first = np.full(len(self.groups.keys), np.datetime64("9999-12-31", "us"))
        np.minimum.at(first, self.groups.codes, self.days)
        return first[:, None] >= np.array(self._before, "datetime64[us]")

    def rows(self, measures: Mapping[str, Mapping[str, np.ndarray]]) -> pd.DataFrame:
        """Rows for `finish`, of periods that had not ended before recording began.

        Columns of the measures have a row for each group and a column for each period.
        """
        starts, size = np.array(self.window.starts, "datetime64[us]"), len(self.groups.keys)
        ends = np.array(self.window.edges[1:], "datetime64[us]")
        group, period = np.nonzero(np.tile(ends > self.since.to_datetime64(), (size, 1)))
        return stacked(
            self.groups.keys.iloc[group].assign(period=starts[period]),
            {
                measure: {name: one[group, period] for name, one in columns.items()}
                for measure, columns in measures.items()
            },
        )

    @property
    def _before(self) -> tuple[date, ...]:
        calendar, period = self.window.calendar, self.window.period
        return tuple(calendar.step(start, period, -1) for start in self.window.starts)

    def _within(
        self, edges: Sequence[date], where: np.ndarray | None, weights: np.ndarray | None
    ) -> Floats:
        count = len(edges) - 1
        place = np.searchsorted(np.array(edges, "datetime64[us]"), self.days, side="right") - 1
        inside = (place >= 0) & (place < count)
        if where is not None:
            inside &= where
        cell = self.groups.codes[inside] * count + place[inside]
        own = None if weights is None else weights[inside]
        shape = len(self.groups.keys), count
        return np.bincount(cell, own, shape[0] * shape[1]).reshape(shape).astype(float)


def _rows(table: _Table, worked: Floats, level: float) -> pd.DataFrame:
    """Every measure of every category; the change of one that is new has nothing to stand on."""
    n, before = table.counted(), table.counted_before()
    known_hours = table.counted(~np.isnan(worked))
    summed = table.counted(weights=np.nan_to_num(worked))
    whole = n.sum(axis=0) * np.ones_like(n)
    low, high = wilson(n, whole, level)
    change = compare(n, *poisson_interval(n, level), before, *poisson_interval(before, level))
    both, mark = (
        n + np.nan_to_num(before),
        np.where(table.is_new & ~np.isnan(before), "immature", ""),
    )
    share = n / np.where(whole > 0, whole, np.nan)
    return table.rows(
        {
            "count": {"value": n, "n": n},
            "hours": {"value": np.where(known_hours > 0, summed, np.nan), "n": known_hours},
            "share": {"value": share, "n": whole, "low": low, "high": high},
            "change": {
                "value": change.change,
                "n": both,
                "low": change.low,
                "high": change.high,
                "mark": mark,
            },
        }
    )
