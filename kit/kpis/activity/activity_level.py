"""How much is done: touches per owner and working day."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.kpis.activity.presence import owner_days
from kit.kpis.frame import finish, first_day, in_periods
from kit.kpis.groups import group
from kit.kpis.known import known
from kit.kpis.touches import is_outbound
from kit.window import Window

_OF_OWNERS = ("owner", "team", "region")
_READ = ("direction", "is_automatic", *_OF_OWNERS)


def activity_level(
    activities: pd.DataFrame,
    owners: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Outbound touches per owner and working day of the period.

    A touch is made by a person; automatic and inbound activities are none, and those of nobody are
    left out. Owners count on the working days of their team on which they were there, from
    `valid_from` to `valid_to` of the table of owners: those who have not come yet or have left do
    not count as idle. An owner who is in none of its rows was there from the first recorded touch
    to the last one. Who never made a touch, such as a manager, does not count at all. By channel or
    message, the days are those of everybody, so that the members add up.

    Unit: number
    Source: activities (occurred_at, channel, direction, owner, team, region, is_automatic),
        owners (owner, team, region, valid_from, valid_to)

    Parameters
    ----------
    activities, owners
        One row per activity, and per owner and stay in a team; owners may be lacking.
    window
        Periods, the day as of which they are seen, and the working days of its calendar.
    by
        Columns of the activities to split by.

    Returns
    -------
    pandas.DataFrame
        Tidy frame without bounds; `n` counts the touches. Without a working day of any owner the
        value is NA.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed
    >>> calls = completed(pd.DataFrame({
    ...     "activity_id": ["a", "b", "c"], "channel": "call", "owner": "Ada",
    ...     "occurred_at": pd.to_datetime(["2026-01-05"] * 3)}), "activities")
    >>> since = pd.to_datetime(["2026-01-29"])
    >>> owners = completed(pd.DataFrame({"owner": ["Ada"], "valid_from": since}), "owners")
    >>> activity_level(calls, owners, Window(date(2026, 1, 31), periods=1))["value"].tolist()
    [1.5]
    """
    records = known(activities, window, by, table="activities", read=_READ)
    own = [name for name in by if name in _OF_OWNERS]
    records = records.astype({name: _members(records[name], owners[name]) for name in own})
    counts = is_outbound(records) & records["owner"].notna()
    touches = records.loc[counts, list(dict.fromkeys(("occurred_at", *_OF_OWNERS, *by)))]
    groups = group(touches, by, period=in_periods(touches["occurred_at"], window))
    made = groups.rows(touches=groups.count())
    days = owner_days(touches, owners, window, own, records)
    rows = _with_others(days, made, [name for name in by if name not in own])
    rows = rows.merge(made, on=["period", *by], how="outer").fillna({"touches": 0, "days": 0.0})
    value = rows["touches"] / rows["days"].where(rows["days"] > 0)
    rows = rows.assign(measure="value", value=value, n=rows["touches"])
    since = first_day(records["occurred_at"], window)
    return finish(
        rows[["measure", "period", *by, "value", "n"]],
        "activity_level",
        window,
        by=by,
        measures=("value",),
        since=since,
    )


def _members(known: pd.Series, others: pd.Series) -> pd.CategoricalDtype:
    """The members of a dimension, and those that only the table of owners names."""
    found = pd.Index(others.dropna().astype("str").unique())
    return pd.CategoricalDtype(known.cat.categories.append(found.difference(known.cat.categories)))


def _with_others(days: pd.DataFrame, made: pd.DataFrame, others: Sequence[str]) -> pd.DataFrame:
    """Days once for each member of the dimensions that owners do not have."""
    if not others:
        return days
    return days.merge(made[list(others)].drop_duplicates(), how="cross")
