"""How many cases wait to be resolved, and for how long already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kit.data.times import days_between, end_of, is_instant
from kit.kpis.frame import finish, first_day
from kit.kpis.groups import group
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
    parts = [
        _rows(_open_on(day, ends, window), by).assign(period=pd.Timestamp(start))
        for start, day in zip(window.starts, days, strict=True)
    ]
    rows = pd.concat(parts, ignore_index=True)
    since = first_day(records["opened_at"], window)
    frame = finish(rows, "backlog", window, by=by, measures=MEASURES, zeros=("open",), since=since)
    frame.attrs["is_stock"] = True
    return frame


def _open_on(day: date, ends: Resolutions, window: Window) -> pd.DataFrame:
    """Cases open at the end of a day, with their age."""

    def happened(times: pd.Series) -> np.ndarray:
        seen = end_of(day, window.calendar) if is_instant(times) else pd.Timestamp(day) + _ONE_DAY
        return times.lt(seen).to_numpy()

    opened = ends.cases["opened_at"]
    resolved = happened(ends.final) | (happened(ends.first) & ~happened(ends.reopened))
    is_open = happened(opened) & ~resolved
    stock, opened = ends.cases[is_open], opened[is_open]
    last = end_of(day, window.calendar) if is_instant(opened) else pd.Timestamp(day)
    return stock.assign(
        age=days_between(opened, pd.Series(last, index=opened.index), window.calendar)
    )


_ONE_DAY = pd.Timedelta(days=1)


def _rows(stock: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    groups = group(stock, by)
    n = groups.count()
    ages = stock["age"].groupby(groups.codes)
    return pd.concat(
        [
            groups.rows(measure="open", value=n.astype(float), n=n),
            groups.rows(measure="median_age", value=ages.quantile(0.5).to_numpy(), n=n),
            groups.rows(measure="p90_age", value=ages.quantile(0.9).to_numpy(), n=n),
        ]
    )
