"""What is counted over the whole company once per snapshot, because every unit is shown it."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pandas import DataFrame

from kit.data.money import grouped_total, minor_units
from kit.data.times import days_between, local_dates
from kit.kpis.pipeline import win_chances as chances
from kit.params import Settings
from kit.window import Window

_GROUP = ["region", "team", "owner", "month"]


def owner_bookings(opportunities: DataFrame, settings: Settings) -> DataFrame:
    """What each owner won in each month: the figures of the open leaderboard.

    Parameters
    ----------
    opportunities
        Loaded opportunities of the whole company.
    settings
        Names the zone in which months begin, and the currency.

    Returns
    -------
    DataFrame
        region, team, owner (of the opportunity, each missing where nobody's), month (its first
        day, naive), amount (won amount in the project's currency), count (opportunities won);
        sorted, one row for each that occurs.
    """
    won = opportunities[opportunities["status"].eq("won")]
    days = local_dates(won["closed_at"], settings.calendar)
    first = days.dt.to_period("M").dt.start_time.astype("datetime64[us]")
    groups = won[["region", "team", "owner"]].assign(month=first)
    grouped = groups.groupby(_GROUP, dropna=False, sort=True)
    codes = grouped.ngroup().to_numpy()
    board = grouped.size().reset_index(name="count")
    minor = minor_units(settings.currency)
    amount = pd.Series(grouped_total(won["amount"], codes, len(board), minor), dtype="float64")
    return board.assign(amount=amount, count=board["count"].astype("Int64"))[
        [*_GROUP, "amount", "count"]
    ]


def longest_cycles(opportunities: DataFrame, settings: Settings) -> DataFrame:
    """On which days the longest recorded cycle of the company grew, and to how long.

    Parameters
    ----------
    opportunities
        Loaded opportunities of the whole company.
    settings
        Names the zone in which days begin.

    Returns
    -------
    DataFrame
        day (of the close, naive), days (from creation to that close), both rising; region and
        team are missing throughout, because it belongs to nobody.
    """
    closed = opportunities[opportunities["status"].isin(["won", "lost"])]
    spans = DataFrame(
        {
            "day": local_dates(closed["closed_at"], settings.calendar),
            "days": days_between(closed["created_at"], closed["closed_at"], settings.calendar),
        }
    ).dropna()
    longest = spans.groupby("day", sort=True)["days"].max().cummax()
    grown = longest[~longest.duplicated()].reset_index()
    nobody = pd.Series(pd.NA, index=grown.index, dtype="str")
    return grown.assign(region=nobody, team=nobody)[["region", "team", "day", "days"]]


def win_chances(
    opportunities: DataFrame, stage_history: DataFrame, as_of: date, settings: Settings
) -> DataFrame:
    """How often opportunities of the company are won from each stage and age, as of `as_of`.

    Returns
    -------
    DataFrame
        As `kit.kpis.pipeline.win_chances` gives it; region and team are missing throughout, because
        it belongs to nobody.
    """
    window = Window(as_of, calendar=settings.calendar)
    found = chances.win_chances(opportunities, stage_history, window)
    nobody = pd.Series(pd.NA, index=found.index, dtype="str")
    return found.assign(region=nobody, team=nobody)
