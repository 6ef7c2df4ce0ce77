"""The log of one field of opportunities, and what the field held on a day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Series

from kit.data.times import by_end_of
from kit.window import Window

NOWHERE = -1
_NONE = np.datetime64("NaT")


def field_changes(changes: DataFrame, field: str) -> DataFrame:
    """Changes of one field of opportunities, oldest first.

    Parameters
    ----------
    changes
        The canonical table as known on `as_of`.
    field
        Name of a column of opportunities.
    """
    own = changes["table"].eq("opportunities") & changes["field"].eq(field)
    rows = changes.loc[own, ["id", "changed_at", "sequence", "old", "new"]]
    return rows.sort_values(["changed_at", "sequence"], kind="stable", ignore_index=True)


def date_changes(
    changes: DataFrame, window: Window, observed_changes: DataFrame | None = None
) -> DataFrame:
    """How expected close dates were changed, from the log or, without one, between snapshots.

    Returns
    -------
    DataFrame
        Columns id, at (instant or day), old, new (naive dates), oldest first. Of changes that only
        successive snapshots show, `at` is the last day of the later one.
    """
    found = field_changes(changes, "expected_close_date")
    found = found.rename(columns={"changed_at": "at"})
    if found.empty and observed_changes is not None:
        found = _observed(observed_changes, window)
    dates = {name: _days(found[name]) for name in ("old", "new")}
    return found[["id", "at"]].assign(**dates)


def last_by(codes: npt.NDArray[np.int64], happened: Series, size: int) -> npt.NDArray[np.int64]:
    """Position of the last row of each record that had happened; `NOWHERE` where none had.

    Parameters
    ----------
    codes
        The record of each row, oldest rows first; negative for no record.
    happened
        Which rows count.
    size
        Number of records.
    """
    rows = np.flatnonzero(happened.to_numpy(dtype=bool) & (codes >= 0))
    last = np.full(size, NOWHERE, dtype=np.int64)
    np.maximum.at(last, codes[rows], rows)
    return last


def dates_on(
    day: pd.Timestamp,
    records: DataFrame,
    changes: DataFrame,
    codes: npt.NDArray[np.int64],
    window: Window,
) -> Series:
    """Expected close date of each record as it stood at the end of `day`.

    Parameters
    ----------
    records
        Opportunities as known on `as_of`.
    changes
        As `date_changes` gives them.
    codes
        The record of each change, negative for none.
    """
    happened = by_end_of(changes["at"], day.date(), window.calendar)
    first_later = _first_of(codes, ~happened, len(records))
    last = last_by(codes, happened, len(records))
    dates = [np.append(changes[name].to_numpy("datetime64[us]"), _NONE) for name in ("old", "new")]
    then = records["expected_close_date"].to_numpy("datetime64[us]")
    then = np.where(first_later >= 0, dates[0][first_later], then)
    return Series(np.where(last >= 0, dates[1][last], then), index=records.index)


def _first_of(codes: npt.NDArray[np.int64], wanted: Series, size: int) -> npt.NDArray[np.int64]:
    """Position of the first row of each record that is wanted; `NOWHERE` where none is."""
    rows = np.flatnonzero(wanted.to_numpy(dtype=bool) & (codes >= 0))
    first = np.full(size, len(codes), dtype=np.int64)
    np.minimum.at(first, codes[rows], rows)
    return np.where(first < len(codes), first, NOWHERE)


def _observed(observed_changes: DataFrame, window: Window) -> DataFrame:
    seen = observed_changes[observed_changes["to_as_of"] < pd.Timestamp(window.end)]
    seen = seen[seen["field"].eq("expected_close_date")].sort_values("to_taken_at", kind="stable")
    # One that moved between units is told once by each of them.
    once = seen.drop_duplicates(["opportunity_id", "to_taken_at"], ignore_index=True)
    return once.rename(columns={"opportunity_id": "id", "to_as_of": "at"})


def _days(text: Series) -> Series:
    days = pd.to_datetime(text.astype("str"), errors="coerce", format="ISO8601", utc=True)
    return days.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
