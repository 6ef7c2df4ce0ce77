"""How many cases wait to be resolved, and for how long already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kit.data.times import by_end_of, days_between, end_of, is_instant
from kit.kpis.frame import finish, first_day
from kit.kpis.groups import group
from kit.kpis.stacking import stacked
from kit.kpis.support.resolutions import Resolutions, distinct_cases, resolutions
from kit.window import Window

MEASURES = ("open", "median_age", "p90_age")


def backlog(
    cases: pd.DataFrame, changes: pd.DataFrame, window: Window, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Cases that are open at the end of the period.

    A stock: each period shows its last day, the current one `as_of`. A case is open from its
    opening to its first resolution, and from its first reopening to the resolution that stands
    on `as_of`. Without `changes` of the status, a reopened case counts as open until its last
    resolution. Closing does not matter, unless no case has a `resolved_at`. `median_age` and
    `p90_age` are days since the opening of the open ones; NA where none is open.

    Unit: count
    Source: cases (opened_at, resolved_at, closed_at, reopened_count), changes (table, id,
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
        Tidy frame; complete counts and ages have no bounds. ``attrs["is_stock"]`` tells `compare`
        that its changes are no chance.

    Examples
    --------
    >>> from datetime import date
    >>> cases = pd.DataFrame({
    ...     "case_id": ["a", "b"], "opened_at": pd.to_datetime(["2026-02-27", "2026-03-21"]),
    ...     "resolved_at": pd.to_datetime(["2026-03-02", None]),
    ...     "closed_at": pd.to_datetime([None, None]), "reopened_count": [0, 0]})
    >>> changes = pd.DataFrame({name: pd.Series(dtype="str") for name in (
    ...     "table", "id", "field", "old", "new", "sequence")})
    >>> changes["changed_at"] = pd.Series(dtype="datetime64[us]")
    >>> frame = backlog(cases, changes, Window(date(2026, 3, 31), periods=2))
    >>> frame.loc[frame["measure"].ne("p90_age"), "value"].tolist()
    [1.0, 1.0, 1.0, 10.0]
    """
    records = distinct_cases(cases, window, by)
    ends = resolutions(records, changes, window)
    days = [min(edge - timedelta(days=1), window.as_of) for edge in window.edges[1:]]
    rows = _rows(ends, days, window, by)
    since = first_day(records["opened_at"], window)
    frame = finish(rows, "backlog", window, by=by, measures=MEASURES, zeros=("open",), since=since)
    frame.attrs["is_stock"] = True
    return frame


def _open_on(day: date, ends: Resolutions, window: Window) -> np.ndarray:
    """Which cases were open at the end of a day."""

    def happened(times: pd.Series) -> np.ndarray:
        return by_end_of(times, day, window.calendar).to_numpy(bool)

    resolved = happened(ends.final) | (happened(ends.first) & ~happened(ends.reopened))
    return happened(ends.cases["opened_at"]) & ~resolved


def _rows(
    ends: Resolutions, days: Sequence[date], window: Window, by: Sequence[str]
) -> pd.DataFrame:
    """Rows of the groups that had open cases at the end of the last day of each period."""
    groups, opened = group(ends.cases, by), ends.cases["opened_at"]
    stocks = [np.flatnonzero(_open_on(day, ends, window)) for day in days]
    case, place = np.concatenate(stocks), np.repeat(np.arange(len(days)), list(map(len, stocks)))
    exact = is_instant(opened)
    last = [end_of(day, window.calendar) if exact else pd.Timestamp(day) for day in days]
    begun, seen = (
        times.iloc[which].reset_index(drop=True)
        for times, which in ((opened, case), (pd.Series(last), place))
    )
    size = max(len(groups.keys), 1)
    cell = place * size + groups.codes[case]
    found, n = np.unique(cell, return_counts=True)
    ages = days_between(begun, seen, window.calendar).groupby(cell)
    starts = np.array(window.starts, dtype="datetime64[us]")
    return stacked(
        groups.keys.iloc[found % size].assign(period=starts[found // size]),
        {
            "open": {"value": n.astype(float), "n": n},
            "median_age": {"value": ages.quantile(0.5).to_numpy(), "n": n},
            "p90_age": {"value": ages.quantile(0.9).to_numpy(), "n": n},
        },
    )
