"""How recent the data are: the newest event of each table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
from pandas import DataFrame

from kit.data.asof import event_columns
from kit.data.times import local_dates
from kit.schemas import BY_NAME
from kit.window import Calendar


def newest_events(
    tables: Mapping[str, DataFrame], calendar: Calendar, until: date | None = None
) -> dict[str, date]:
    """Day of the newest event of each table; expected dates, plans and lists have none.

    Parameters
    ----------
    tables
        Canonical tables by name.
    calendar
        Names the zone in which instants become days.
    until
        Leave out later days, which can only be plans or typing errors.

    Returns
    -------
    dict
        Without the tables that have no event; `max` of its values is the usual `as_of`.

    Examples
    --------
    >>> orders = DataFrame({"ordered_at": pd.to_datetime(["2026-01-03", "2026-02-05"])})
    >>> newest_events({"orders": orders}, Calendar())
    {'orders': datetime.date(2026, 2, 5)}
    """
    newest: dict[str, date] = {}
    for table, frame in tables.items():
        names = event_columns(table) if table in BY_NAME else ()
        for name in names:
            days = (
                local_dates(frame[name], calendar) if name in frame else pd.Series(dtype="M8[us]")
            )
            if until is not None:
                days = days[days <= pd.Timestamp(until)]
            last = days.max()
            if not pd.isna(last):
                newest[table] = max(newest.get(table, date.min), last.date())
    return newest
