"""Expected close dates that were put off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd
from pandas import DataFrame, Index, Series

from kit.data.positions import positions
from kit.data.times import by_end_of, local_dates
from kit.estimates.intervals import wilson
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.pipeline.field_changes import date_changes, dates_on
from kit.kpis.stacking import stacked
from kit.window import Window

MEASURES = (
    *("open_pushed", "open_pushes", "open_days", "overdue"),
    *("closed_pushed", "closed_pushes", "closed_days"),
)
_READ = ("opportunity_id", "status", "expected_close_date")
_SHARES = ("open_pushed", "overdue", "closed_pushed")


def close_date_slippage(
    opportunities: DataFrame,
    changes: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    observed_changes: DataFrame | None = None,
) -> DataFrame:
    """Share of open opportunities whose expected close date was put off at least once.

    A push is a change of the expected close date to a later day; pull-ins neither count nor make
    up for pushes. Told of those open at the end of the period (`open_pushed`, `open_pushes`,
    `open_days`) and of those that closed in it (`closed_…`): the share ever pushed, how often
    they were pushed on average, and the median of the days by which those pushed were put
    off altogether. `overdue` is the share of the open ones whose expected close lay before the end
    of the period, as it stood then. All are among opportunities with an expected close date
    that have started.

    Pushes come from `changes`. Where that holds none of these dates, they are those that showed
    between snapshots (`observed_changes`): fewer, as two pushes between two snapshots look like
    one. Without either, pushes are NA; so are they in periods that ended before the first change
    was recorded, while ones recorded in part are marked ``partial``.

    Unit: ratio
    Source: opportunities (status, created_at, closed_at, expected_close_date),
    changes (table, id, changed_at, field, old, new)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    changes
        What was changed when; may be empty.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by.
    observed_changes
        What changed between snapshots, as `kit.prepare` makes it.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; shares of the closed ones have Wilson's bounds, what is open is counted in full
        and has none. `n` counts those with an expected close date, for `…_days` those pushed.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "open",
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-01"]),
    ...     "closed_at": pd.to_datetime([None, None]),
    ...     "expected_close_date": pd.to_datetime(["2026-02-10", "2026-01-20"])})
    >>> log = pd.DataFrame({
    ...     "table": ["opportunities"], "id": ["a"], "changed_at": pd.to_datetime(["2026-01-09"]),
    ...     "sequence": [1], "field": ["expected_close_date"], "old": ["2026-01-31"],
    ...     "new": ["2026-02-10"]})
    >>> frame = close_date_slippage(table, log, Window(date(2026, 1, 31), periods=1))
    >>> frame["value"].tolist()[:4]
    [0.5, 0.5, 10.0, 0.5]
    """
    records = known(opportunities, window, by, read=_READ).reset_index(drop=True)
    log = date_changes(known(changes, window, table="changes"), window, observed_changes)
    since = first_day(records["created_at"], window)
    logged = first_day(log["at"], window)
    rows = _rows(records, log, window, by, since, logged)
    since = since if pd.isna(logged) or pd.isna(since) else max(since, logged)
    frame = finish(
        rows,
        "close_date_slippage",
        window,
        by=by,
        measures=MEASURES,
        rates=_SHARES,
        since=since,
    )
    frame.attrs["is_stock"] = True
    return frame


def _rows(
    records: DataFrame,
    log: DataFrame,
    window: Window,
    by: Sequence[str],
    since: pd.Timestamp,
    logged: pd.Timestamp,
) -> DataFrame:
    """What is known of each period, from the first creation and the first change on."""
    parts, split = [_nothing(records, by)], records[list(by)]
    ended = in_periods(records["closed_at"], window)
    codes = positions(log["id"], records["opportunity_id"])
    pushes = _with_days(log, codes, records, window)
    for start, edge in zip(window.starts, window.edges[1:], strict=True):
        day = pd.Timestamp(min(edge - timedelta(days=1), window.as_of))
        if pd.isna(since) or day < since:
            continue
        expected, has_closed = (
            dates_on(day, records, log, codes, window),
            ended.eq(pd.Timestamp(start)),
        )
        is_open = _was_open(records, day, window) & ~has_closed
        dated = split.assign(expected=expected)
        stock, closed = (dated[one & expected.notna()] for one in (is_open, has_closed))
        rows = [_overdue(stock, day, by)]
        if day >= logged:
            then = pushes[by_end_of(pushes["at"], day.date(), window.calendar)]
            rows.append(_slipped(stock, then, by, "open", None))
            rows.append(_slipped(closed, then, by, "closed", window.level))
        parts += [one.assign(period=pd.Timestamp(start)) for one in rows]
    return pd.concat(parts, ignore_index=True)


def _nothing(records: DataFrame, by: Sequence[str]) -> DataFrame:
    """No rows, but with all columns."""
    numbers = {name: Series(dtype="float64") for name in ("value", "low", "high", "n")}
    period = Series(dtype="datetime64[us]")
    return records.iloc[:0][list(by)].assign(measure=Series(dtype="str"), period=period, **numbers)


def _was_open(records: DataFrame, day: pd.Timestamp, window: Window) -> Series:
    created, ended = (
        by_end_of(records[name], day.date(), window.calendar)
        for name in ("created_at", "closed_at")
    )
    return created & ~ended & (records["status"].eq("open") | records["closed_at"].notna())


def _with_days(log: DataFrame, codes: np.ndarray, records: DataFrame, window: Window) -> DataFrame:
    """Pushes while the opportunity was open, with their days and the position of the record."""
    closed = local_dates(records["closed_at"], window.calendar).to_numpy("datetime64[us]")
    end = np.append(closed, np.datetime64("NaT"))[codes]
    days = (log["new"] - log["old"]).dt.days
    is_after = local_dates(log["at"], window.calendar).to_numpy("datetime64[us]") > end
    return log.assign(days=days, record=codes)[(codes >= 0) & days.gt(0).to_numpy() & ~is_after]


def _slipped(
    dated: DataFrame, pushes: DataFrame, by: Sequence[str], side: str, level: float | None
) -> DataFrame:
    """Share pushed, mean number of pushes and median days; bounds of the share at `level`."""
    codes = dated.index.get_indexer(Index(pushes["record"]))
    inside = codes >= 0
    times = np.bincount(codes[inside], minlength=len(dated))
    days = np.bincount(codes[inside], pushes["days"].to_numpy(float)[inside], len(dated))
    groups = group(dated, by)
    n, pushed = groups.count(), groups.count(Series(times > 0))
    low, high = wilson(pushed, n, level) if level else (np.nan, np.nan)
    all_pushes = np.bincount(groups.codes, times, len(groups.keys))
    found = Series(days).where(times > 0).groupby(groups.codes).median()
    medians = found.reindex(range(len(groups.keys))).to_numpy(float)
    measures = {
        f"{side}_pushed": {"value": pushed / n, "low": low, "high": high, "n": n},
        f"{side}_pushes": {"value": all_pushes / n, "n": n},
        f"{side}_days": {"value": medians, "n": pushed},
    }
    return stacked(groups.keys, measures)


def _overdue(dated: DataFrame, day: pd.Timestamp, by: Sequence[str]) -> DataFrame:
    groups = group(dated, by)
    n, late = groups.count(), groups.count(dated["expected"].lt(day))
    return groups.rows(measure="overdue", value=late / n, n=n)
