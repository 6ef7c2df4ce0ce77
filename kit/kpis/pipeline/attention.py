"""Open opportunities that nobody works on: silence so far, and nothing planned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.positions import positions
from kit.data.times import days_between, end_of, is_instant, local_dates
from kit.estimates.intervals import Floats
from kit.kpis.frame import finish
from kit.kpis.groups import Groups, group
from kit.kpis.known import known
from kit.kpis.touches import is_automatic
from kit.window import Window

SILENT_DAYS = 30
SILENCE = ("median", "silent", "silent_amount", "never")
_SALE = ("opportunity_id", "status", "amount")
_KEPT = ["opportunity_id", "occurred_at", "due_at"]
UNPLANNED = ("share", "count", "amount")


def days_since_last_activity(
    opportunities: DataFrame,
    activities: DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
    silent_days: float = SILENT_DAYS,
) -> DataFrame:
    """Days since anything last happened to an open opportunity, as of `as_of`.

    Counts activities that name the opportunity, in either direction, but for automatic ones. One
    without any is silent since it was created; `never` is their share. `median` is that of
    all open ones, `silent` the share for which more than `silent_days` have passed, and
    `silent_amount` the open amount of those. Opportunities that have not started are left out.
    Where no activity names an opportunity, nothing is known and everything is NA.

    Unit: days
    Source: opportunities (status, created_at, amount),
    activities (opportunity_id, occurred_at, is_automatic)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    activities
        One row per activity.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.
    silent_days
        Days after which an opportunity is called silent.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; all open ones are counted, so nothing has bounds. `n` counts the open ones, for
        `silent_amount` those silent.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "open", "amount": [50.0, 20.0],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-03-01"]),
    ...     "closed_at": pd.to_datetime([None, None])})
    >>> done = pd.DataFrame({
    ...     "opportunity_id": ["a"], "occurred_at": pd.to_datetime(["2026-01-21"]),
    ...     "is_automatic": [False]})
    >>> days_since_last_activity(table, done, Window(date(2026, 3, 31)))["value"].tolist()
    [49.5, 0.5, 50.0, 0.5]
    """
    stock, done = _open_and_done(opportunities, activities, window, by)
    stock = stock[stock["created_at"].notna()]
    last = _last_activity(stock, done)
    silence = days_between(
        stock["created_at"], _as_of(stock["created_at"], window), window.calendar
    )
    since = days_between(last, _as_of(last, window), window.calendar).fillna(silence)
    groups = group(stock, by)
    n, silent = groups.count(), since.gt(silent_days)
    found = {
        "median": _medians(since, groups),
        "silent": groups.count(silent) / n,
        "silent_amount": _amount(stock, groups, silent),
        "never": groups.count(last.isna()) / n,
    }
    counted = {"silent_amount": groups.count(silent)}
    return _finished(groups, found, counted, n, "days_since_last_activity", window, by, len(done))


def without_next_activity(
    opportunities: DataFrame, activities: DataFrame, window: Window, *, by: Sequence[str] = ()
) -> DataFrame:
    """Open opportunities for which nothing is planned, as of `as_of`.

    Planned is an activity that names the opportunity, was written down by `as_of`, and has
    a due day after it: tables of activities say no other way what is still to be done. A meeting
    that is only entered under its own future day counts for nothing, since it cannot be told from
    one that was agreed later. `share` is of all open ones, `amount` their open amount. Where no
    activity of an opportunity ever had a due day, nothing is known and everything is NA.

    Unit: ratio
    Source: opportunities (status, amount), activities (opportunity_id, occurred_at, due_at)

    Parameters
    ----------
    opportunities
        One row per opportunity.
    activities
        One row per activity.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Columns to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; all open ones are counted, so nothing has bounds. `n` counts the open ones, for
        `amount` those without a plan.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({
    ...     "opportunity_id": ["a", "b"], "status": "open", "amount": [50.0, 20.0],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-03-01"]),
    ...     "closed_at": pd.to_datetime([None, None])})
    >>> done = pd.DataFrame({
    ...     "opportunity_id": ["a"], "occurred_at": pd.to_datetime(["2026-03-21"]),
    ...     "due_at": pd.to_datetime(["2026-04-02"]), "is_automatic": [False]})
    >>> without_next_activity(table, done, Window(date(2026, 3, 31)))["value"].tolist()
    [0.5, 1.0, 20.0]
    """
    stock, done = _open_and_done(opportunities, activities, window, by)
    planned = done[done["due_at"].notna()]
    ahead = local_dates(planned["due_at"], window.calendar) >= pd.Timestamp(window.end)
    codes = positions(planned.loc[ahead, "opportunity_id"], stock["opportunity_id"])
    has_plan = np.zeros(len(stock), dtype=bool)
    has_plan[codes[codes >= 0]] = True
    nothing = Series(~has_plan, index=stock.index)
    groups = group(stock, by)
    n, without = groups.count(), groups.count(nothing)
    found = {
        "share": without / n,
        "count": without.astype(float),
        "amount": _amount(stock, groups, nothing),
    }
    counted = {"amount": without}
    return _finished(groups, found, counted, n, "without_next_activity", window, by, len(planned))


def _open_and_done(
    opportunities: DataFrame, activities: DataFrame, window: Window, by: Sequence[str]
) -> tuple[DataFrame, DataFrame]:
    """Open opportunities, and the activities of any that people had a hand in."""
    records = known(opportunities, window, by, read=_SALE)
    done = known(activities, window, table="activities", read=(*_KEPT, "is_automatic"))
    is_of_one = done["opportunity_id"].notna() & ~is_automatic(done)
    return records[records["status"].eq("open")], done.filter(_KEPT)[is_of_one]


def _last_activity(stock: DataFrame, done: DataFrame) -> Series:
    """When the last activity of each happened; NaT where none did."""
    codes = positions(done["opportunity_id"], stock["opportunity_id"])
    inside = codes >= 0
    last = done["occurred_at"][inside].groupby(codes[inside]).max()
    return last.reindex(range(len(stock))).set_axis(stock.index)


def _as_of(when: Series, window: Window) -> Series:
    """The end of `as_of` on the clock of a column, which is the day itself for days."""
    end = end_of(window.as_of, window.calendar)
    if is_instant(when):
        return Series(end, index=when.index, dtype=when.dtype)
    return Series(pd.Timestamp(window.as_of), index=when.index, dtype="datetime64[us]")


def _medians(values: Series, groups: Groups) -> Floats:
    found = Series(values.to_numpy(float)).groupby(groups.codes).median()
    return found.reindex(range(len(groups.keys))).to_numpy(float)


def _amount(stock: DataFrame, groups: Groups, where: Series) -> Floats:
    """Exact amount of some; NaN where they have none."""
    amount = stock["amount"].where(where)
    unknown = (groups.count(where) > 0) & (groups.count(amount.notna()) == 0)
    return np.where(unknown, np.nan, groups.total(amount))


def _finished(
    groups: Groups,
    found: dict[str, Floats],
    counted: dict[str, np.ndarray],
    n: np.ndarray,
    kpi: str,
    window: Window,
    by: Sequence[str],
    basis: int,
) -> DataFrame:
    """Tidy frame of what was found, which is nothing where it has no basis."""
    value = {name: one if basis else one * np.nan for name, one in found.items()}
    rows = [
        groups.rows(measure=name, value=one, n=counted.get(name, n)) for name, one in value.items()
    ]
    sums = [name for name in found if name in ("silent_amount", "count", "amount")]
    shares = [name for name in found if name not in sums]
    frame = pd.concat(rows, ignore_index=True).assign(period=pd.Timestamp(window.current.start))
    return finish(
        frame,
        kpi,
        window,
        by=by,
        measures=tuple(found),
        rates=shares,
        zeros=sums if basis else (),
        now=True,
    )
