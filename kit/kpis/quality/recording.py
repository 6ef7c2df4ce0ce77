"""From when on things were written down.

Many systems hold every opportunity that was still open when recording began, and none of those
closed before. Taken at face value such a file says that early opportunities never closed young.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.estimates.intervals import Floats
from kit.estimates.risk import risk_table
from kit.kpis.known import known
from kit.window import Window

_SURPRISE = float(np.log(1000))
"""Closes expected before the first recorded one that make chance an explanation in 1 of 1,000."""


def recorded_spans(opportunities: pd.DataFrame, window: Window) -> pd.DataFrame:
    """From when to when creations and closes are recorded, as known on `as_of`.

    A listing, one row for each of `created_at` and `closed_at`. For `created_at`, `missing` counts
    opportunities that have not started; for `closed_at`, won and lost ones without a date. Without
    any date, `first` and `last` are missing.

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
        Columns `column`, `first`, `last` (dates of the project's zone), `n`, `missing`.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-20", None]),
    ...     "closed_at": pd.to_datetime(["2026-01-11", None, None]),
    ...     "status": ["won", "open", "open"], "amount": [75.0, None, None]})
    >>> recorded_spans(table, Window(date(2026, 1, 31)))[["column", "n", "missing"]].values.tolist()
    [['created_at', 2, 1], ['closed_at', 1, 0]]
    """
    records = known(opportunities, window)
    dated = {"created_at": records, "closed_at": records[records["status"].ne("open")]}
    rows = []
    for column, expected in dated.items():
        days = local_dates(expected[column], window.calendar)
        n = int(days.notna().sum())
        rows.append((column, days.min(), days.max(), n, len(days) - n))
    listing = pd.DataFrame(rows, columns=["column", "first", "last", "n", "missing"])
    types = {"column": "str", "first": "datetime64[us]", "last": "datetime64[us]"}
    return listing.astype(types | {"n": "Int64", "missing": "Int64"})


def is_late_start(entry: Floats, exit: Floats, has_ended: np.ndarray) -> bool:
    """Whether the first close came so late that closes before it cannot have been recorded.

    `entry` is each record's age when the first close was recorded. From then on closes happened at
    some rate by age; at that rate, so many would have been expected earlier, among those already
    there, that recording none of them by chance would happen less than once in a thousand files.

    Parameters
    ----------
    entry, exit
        Ages in days at the first recorded close (0 for later creations), and when last seen.
    has_ended
        Which were won or lost; all three have one element per record.
    """
    table = risk_table(entry, exit, has_ended)
    hazard = np.concatenate([[0.0], np.cumsum(table.ends[0] / table.at_risk)])
    expected = hazard[np.searchsorted(table.time, entry[entry > 0], side="right")].sum()
    return bool(expected > _SURPRISE)


def first_day(closed: pd.Series) -> date | None:
    """Day of the first close; None where nothing closed. `closed` holds days."""
    first = closed.min()
    return None if pd.isna(first) else first.date()
