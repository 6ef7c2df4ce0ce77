"""From when to when anything is recorded."""

from __future__ import annotations

import pandas as pd

from kit.data.times import local_dates
from kit.kpis.durations import durations
from kit.kpis.known import known
from kit.window import Window

_COLUMNS = ["column", "first", "last", "n", "missing", "is_late"]


def recorded_spans(opportunities: pd.DataFrame, window: Window) -> pd.DataFrame:
    """From when to when creations and closes are recorded, as known on `as_of`.

    A listing, one row for each of `created_at` and `closed_at`. For `created_at`, `missing` counts
    opportunities that have not started; for `closed_at`, won and lost ones without a date. Without
    any date, `first` and `last` are missing. `is_late` holds where recording began so long after
    the records do that what ended before must be missing; a late first close of a few records,
    which may be chance, does not count as such.

    Unit: date
    Source: opportunities (created_at, closed_at, status)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    window
        Gives `as_of` and the calendar; periods do not matter.

    Returns
    -------
    pandas.DataFrame
        Columns `column`, `first`, `last` (dates of the project's zone), `n`, `missing`,
        `is_late`.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-20", None]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", None, None]),
    ...     "status": ["won", "open", "open"], "amount": [75.0, None, None]})
    >>> recorded_spans(table, Window(date(2026, 1, 31)))[["column", "n", "missing"]].values.tolist()
    [['created_at', 2, 1], ['closed_at', 1, 0]]
    """
    records = known(opportunities, window, read=["status"])
    closed = records["closed_at"][records["status"].ne("open")]
    dated = {"created_at": records["created_at"], "closed_at": closed}
    rows = []
    late = {"created_at": False}
    late["closed_at"] = durations(records, window, columns=()).recording_start is not None
    for column, expected in dated.items():
        days = local_dates(expected, window.calendar)
        n = int(days.notna().sum())
        rows.append((column, days.min(), days.max(), n, len(days) - n, late[column]))
    listing = pd.DataFrame(rows, columns=_COLUMNS)
    types = {
        "column": "str",
        "is_late": "bool",
        "first": "datetime64[us]",
        "last": "datetime64[us]",
    }
    listing = listing.astype(types | {"n": "Int64", "missing": "Int64"})
    listing.attrs["listing"] = "recorded_spans"
    return listing
