"""On how many working days each owner was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from kit.data.times import local_dates
from kit.kpis.groups import group
from kit.window import OFFICE_WEEK, Calendar, Window, WorkingTime

_STAY = ["owner", "team", "region", "begins", "ends"]
_ONE_DAY = pd.Timedelta(days=1)


def owner_days(
    touches: pd.DataFrame,
    owners: pd.DataFrame,
    window: Window,
    by: Sequence[str],
    members: pd.DataFrame,
) -> pd.DataFrame:
    """Working days of all owners together, by period and the columns of `by`.

    Parameters
    ----------
    touches
        Touches of owners; whoever made none of them does not count.
    owners
        Stays in teams.
    by
        Some of owner, team and region.
    members
        A table whose categorical columns name the members of `by`.

    Returns
    -------
    pandas.DataFrame
        Columns period, those of `by`, and days; only what has a working day.
    """
    stays = _stays(touches, owners, window)
    times = _times(stays, window.calendar)
    spans = pairwise([*window.starts, window.end])
    days = np.stack([_days(stays, times, *span, window.calendar) for span in spans])
    period, stay = np.nonzero(days > 0)
    whole = stays.iloc[stay].reset_index(drop=True)
    whole = whole.astype({name: members[name].dtype for name in by})
    starts = np.array(window.starts, dtype="datetime64[us]")
    groups = group(whole, by, period=pd.Series(starts[period]))
    made = np.bincount(groups.codes, days[period, stay], minlength=len(groups.keys))
    return groups.rows(days=made)


def _stays(touches: pd.DataFrame, owners: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Owner, team, region, first day and the day after the last one, of those who made touches."""
    seen = _seen(touches, window)
    listed = pd.DataFrame({name: owners[name].astype("str") for name in _STAY[:3]})
    listed = listed.assign(begins=owners["valid_from"], ends=owners["valid_to"] + _ONE_DAY)
    listed = listed[listed["owner"].isin(seen["owner"])]
    listed = listed.sort_values(["owner", "begins"], na_position="first")
    following = listed["begins"].shift(-1).where(listed["owner"].eq(listed["owner"].shift(-1)))
    # A stay ends where the next one begins, whatever its own end says.
    ends = listed["ends"].where(~(listed["ends"] > following), following).fillna(following)
    listed = listed.assign(
        begins=listed["begins"].fillna(seen["begins"].min()),
        ends=ends.fillna(pd.Timestamp(window.end)),
    )
    others = seen[~seen["owner"].isin(listed["owner"])]
    return pd.concat([listed[_STAY], others], ignore_index=True)


def _seen(touches: pd.DataFrame, window: Window) -> pd.DataFrame:
    """From the first to the last touch of each owner in each team and region."""
    groups = group(touches, _STAY[:3])
    day = local_dates(touches["occurred_at"], window.calendar).to_numpy("datetime64[D]")
    number, size = day.astype(np.int64), len(groups.keys)  # as whole numbers they compare fast
    begins, ends = np.full(size, np.iinfo(np.int64).max), np.full(size, np.iinfo(np.int64).min)
    np.minimum.at(begins, groups.codes, number)
    np.maximum.at(ends, groups.codes, number + 1)
    begins, ends = begins.view("datetime64[D]"), ends.view("datetime64[D]")
    types = dict.fromkeys(_STAY[:3], "str") | dict.fromkeys(_STAY[3:], "datetime64[us]")
    return groups.rows(begins=begins.astype("M8[us]"), ends=ends.astype("M8[us]")).astype(types)


def _days(
    stays: pd.DataFrame, times: np.ndarray, start: date, end: date, calendar: Calendar
) -> np.ndarray:
    """Working days of each stay between two days; `times` says which are working days."""
    first = stays["begins"].to_numpy("datetime64[D]").clip(np.datetime64(start, "D"), None)
    last = stays["ends"].to_numpy("datetime64[D]").clip(None, np.datetime64(end, "D"))
    last = np.maximum(first, last)
    days = np.zeros(len(stays))
    for number, time in enumerate((*calendar.working, WorkingTime((), OFFICE_WEEK))):
        rows = times == number
        week = time.week if any(time.week) else OFFICE_WEEK
        mask, holidays = [bool(day) for day in week], np.array(time.holidays, "datetime64[D]")
        days[rows] = np.busday_count(first[rows], last[rows], mask, holidays)
    return days


def _times(stays: pd.DataFrame, calendar: Calendar) -> np.ndarray:
    """Number of each stay's working time: of its team, else region, else company, else office."""
    holder = {unit: number for number, one in enumerate(calendar.working) for unit in one.units}
    fallback = holder.get(("", ""), len(calendar.working))
    units = stays[["region", "team"]].fillna("").itertuples(index=False)
    return np.array(
        [holder.get((region, team), holder.get((region, ""), fallback)) for region, team in units],
        dtype=np.int64,
    )
