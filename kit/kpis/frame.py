"""The tidy frame: the one shape of every KPI, and the three ways records become one.

A frame has the columns ``kpi, measure, period, *by, *axes, value, low, high, n, mark``; `period`
is the first day of the period, in the project's time zone. Counting goes over integers and
sums over minor units, so the order of the records cannot matter. `finish` completes the grid:
every period and every known member of a dimension has its row, and what is undefined is NA.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import pandas as pd

from kit.data.times import is_instant
from kit.estimates.intervals import wilson
from kit.kpis.grid import complete
from kit.kpis.groups import Groups, group
from kit.kpis.marks import began_late, ended_after, marks
from kit.window import Window

_NUMBERS = ("value", "low", "high")


def in_periods(at: pd.Series, window: Window) -> pd.Series:
    """First day of the period in which each instant or date lies; NaT outside the window.

    The last period ends with `as_of`. Dates are those of the project's time zone.
    """
    edges = [*window.starts, window.end]
    starts = np.array(edges, dtype="datetime64[us]")
    cuts, times = starts, at.to_numpy("datetime64[us]")
    if is_instant(at):
        midnights = [window.calendar.midnight(day).replace(tzinfo=None) for day in edges]
        cuts = np.array(midnights, dtype="datetime64[us]")
    # As whole numbers they compare fast, and NaT lies before everything.
    position = np.searchsorted(cuts.view(np.int64), times.view(np.int64), side="right") - 1
    starts[-1] = np.datetime64("NaT")
    return pd.Series(starts[position], index=at.index, name="period")


def rate(
    records: pd.DataFrame,
    success: pd.Series,
    kpi: str,
    window: Window,
    *,
    at: str,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Compute the share of records that are a `success`, by the period of their column `at`.

    Parameters
    ----------
    records
        Those that the share is of, columns of `by` categorical.
    success
        True or false for each of them.
    kpi
        Name of the KPI.
    at
        Their column of instants or dates.

    Returns
    -------
    pandas.DataFrame
        Tidy frame with the measure `value` and Wilson's bounds at the window's level; without
        records the rate is NA.
    """
    groups = _by_period(records, window, at, by)
    n = groups.count()
    won = groups.count(success)
    low, high = wilson(won, n, window.level)
    rows = groups.rows(measure="value", value=won / n, low=low, high=high, n=n)
    since = first_day(records[at], window)
    return finish(rows, kpi, window, by=by, measures=("value",), rates=("value",), since=since)


def counts(
    records: pd.DataFrame,
    kpi: str,
    window: Window,
    *,
    at: str,
    by: Sequence[str] = (),
    measure: str = "value",
    since: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Count the records by the period of their column `at`.

    A count of nothing is 0; a period that ended before anything was recorded has none. `since` is
    the day on which recording began: by default that of the first record, which comes too late
    where `records` are some of those that were recorded.
    """
    groups = _by_period(records, window, at, by)
    n = groups.count()
    rows = groups.rows(measure=measure, value=n.astype(float), n=n)
    since = first_day(records[at], window) if since is None else since
    return finish(rows, kpi, window, by=by, measures=(measure,), zeros=(measure,), since=since)


def totals(
    records: pd.DataFrame,
    amount: pd.Series,
    kpi: str,
    window: Window,
    *,
    at: str,
    by: Sequence[str] = (),
    measure: str = "value",
    since: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Add up `amount` exactly over the records, by the period of their column `at`.

    `n` counts the records with an amount. No records sum to 0; records of which none has an
    amount have no sum, as has a period that ended before anything was recorded (`since`, see
    `counts`).
    """
    groups = _by_period(records, window, at, by)
    n = groups.count(amount.notna())
    value = np.where(n > 0, groups.total(amount), np.nan)
    rows = groups.rows(measure=measure, value=value, n=n)
    since = first_day(records[at], window) if since is None else since
    return finish(rows, kpi, window, by=by, measures=(measure,), zeros=(measure,), since=since)


def first_day(at: pd.Series, window: Window) -> pd.Timestamp:
    """First day on which anything was recorded; NaT where nothing ever was."""
    first: pd.Timestamp = at.min()
    if pd.isna(first):
        return first
    local = first.tz_convert(window.calendar.timezone).tz_localize(None) if first.tzinfo else first
    return local.normalize()


def finish(
    rows: pd.DataFrame,
    kpi: str,
    window: Window,
    *,
    by: Sequence[str] = (),
    axes: Sequence[str] = (),
    measures: Sequence[str] = (),
    rates: Collection[str] = (),
    zeros: Collection[str] = (),
    since: pd.Timestamp | None = None,
    now: bool = False,
) -> pd.DataFrame:
    """Turn the rows of a KPI into a tidy frame: ordered, typed, complete and marked.

    Parameters
    ----------
    rows
        At most one row for each combination of `measure`, `period`, `by` and `axes`, with `value`
        and, where known, `low`, `high`, `n` and `mark`. Dimensions are categorical.
    measures
        Measures in their order, where `rows` may lack some (an empty table has no rows).
    rates
        Measures that are rates: marked ``thin`` below `THIN` records, and ``suppressed`` where
        they are of one person with fewer records than the window's `minimum_group`.
    zeros
        Measures that are 0, not NA, where nothing was recorded: counts and sums.
    since
        First day on which anything was recorded; periods that ended before it are NA throughout,
        the one that it lies in is ``partial``.
    now
        The KPI has one value, of `as_of` or of the whole window: it stands in the current period
        and is never ``partial``.

    Returns
    -------
    pandas.DataFrame
        One row for each measure, period, member and combination of axes. One dimension shows all
        its categories, several show the combinations that occur; missing ones stay missing.
        ``attrs["window"]`` keeps the window, so that whoever shows the frame can name its periods;
        ``attrs["kpi"]`` says whose it is even where it has no row.
    """
    measures = tuple(measures) or tuple(rows["measure"].unique())
    starts, ends = _days(window.starts), _days(window.edges[1:])
    if now:
        starts, ends = starts[-1:], ends[-1:]
    grid = complete(rows, measures, starts, by, axes)
    value, low, high, n = (grid.numbers(name) for name in (*_NUMBERS, "n"))
    is_zero, is_rate = (_among(measures, some)[grid.measure] for some in (zeros, rates))
    value[grid.is_empty & is_zero & ended_after(since, ends)[grid.period]] = 0.0
    n[grid.is_empty] = 0
    is_known = ~np.isnan(value)
    is_partial = began_late(since, starts, ends)[grid.period] & is_known
    if window.is_partial:
        is_partial |= grid.period == len(starts) - 1
    mark = marks(
        grid.texts("mark"),
        n,
        is_rate=is_rate & is_known,
        is_partial=is_partial & (not now),
        minimum_group=window.minimum_group if "owner" in by else 0,
    )
    for bound in (value, low, high):
        bound[mark == "suppressed"] = np.nan
    frame = pd.DataFrame(
        {
            "kpi": pd.array([kpi] * len(n), dtype="str"),
            "measure": pd.array(np.array(measures, dtype=object)[grid.measure], dtype="str"),
            "period": starts[grid.period],
            **grid.keys,
            "value": value,
            "low": low,
            "high": high,
            "n": pd.Series(n).astype("Int64").array,
            "mark": pd.array(mark, dtype="str"),
        }
    )
    frame.attrs = {"window": window, "kpi": kpi}
    return frame


def _days(days: Sequence[date]) -> np.ndarray:
    return np.array(days, dtype="datetime64[us]")


def _among(names: Sequence[str], some: Collection[str]) -> np.ndarray:
    return np.array([name in some for name in names], dtype=bool)


def _by_period(records: pd.DataFrame, window: Window, at: str, by: Sequence[str]) -> Groups:
    return group(records, by, period=in_periods(records[at], window))
