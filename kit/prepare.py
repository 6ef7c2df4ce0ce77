"""Tables made once per snapshot from the whole company, then sliced by unit like any other.

They are made again only when something they were made from changed. Four are shared with
every unit by design: the longest cycles and the chances of winning, benchmarks of the company;
the open leaderboard (`leaderboard: company`); and the days of snapshots.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd
from pandas import DataFrame

from kit import files
from kit.data import spend as spending
from kit.data.at_first import START, open_at_first
from kit.data.chain import CHANGES, DAYS, observed_days
from kit.data.derived import Derived, whole_derived, write_derived
from kit.data.frames import empty
from kit.data.manifest import Snapshot
from kit.data.money import grouped_total, minor_units
from kit.data.observed import last_taking, observed_changes
from kit.data.spend import ALLOCATED, allocated_spend
from kit.data.store import Store
from kit.data.times import days_between, local_dates
from kit.kpis.pipeline import win_chances as chances
from kit.params import Settings
from kit.window import Window

LEADERBOARD = "owner_bookings"
LONGEST = "longest_cycles"
CHANCES = "win_chances"

_INPUTS = ("opportunities", "leads", "spend", "stage_history")
_CODE = (Path(__file__), Path(spending.__file__), Path(chances.__file__))
_GROUP = ["region", "team", "owner", "month"]


@dataclass(frozen=True)
class Prepared:
    """How preparing ended.

    Attributes
    ----------
    changed
        Whether anything had to be made again.
    tables
        Names of the derived tables of the snapshot, sorted.
    models
        State by name of model; empty where no model was fitted.
    """

    changed: bool
    tables: tuple[str, ...]
    models: Mapping[str, object] = field(default_factory=dict)


def prepare(settings: Settings, snapshot: Snapshot) -> Prepared:
    """Make the derived tables of `snapshot`, unless they are there already.

    Parameters
    ----------
    settings
        Names the store's project, the calendar, and who may see the leaderboard.
    snapshot
        A snapshot in that project's store.

    Raises
    ------
    DataError
        If a part of the snapshot is missing or damaged.
    """
    store = Store(settings.store)
    taking = last_taking(store, snapshot)
    until = taking.at.isoformat() if taking else ""
    key = _key(settings, snapshot, until)
    before = whole_derived(store.folder, snapshot)
    if before and before.key == key and all(map(store.is_whole, before.parts)):
        return Prepared(False, _names(before))
    read = store.read(part for part in snapshot.parts if part.table in _INPUTS)
    opportunities, leads, spend, history = (read.get(name, empty(name)) for name in _INPUTS)
    changes = observed_changes(store, snapshot)
    tables = {
        LEADERBOARD: owner_bookings(opportunities, settings),
        LONGEST: longest_cycles(opportunities, settings),
        CHANGES: changes,
        DAYS: observed_days(store, snapshot, taking.at if taking else None),
        START: open_at_first(opportunities, changes),
        CHANCES: win_chances(opportunities, history, snapshot.as_of, settings),
    }
    if settings.allocate_spend == "leads" and len(spend):
        tables[ALLOCATED] = allocated_spend(
            spend, leads, snapshot.as_of, settings.currency, settings.calendar
        )
    everyones = (LONGEST, DAYS, CHANCES)
    shared = (*everyones, LEADERBOARD) if settings.leaderboard == "company" else everyones
    derived = Derived(key, store.write_parts(tables), shared, until)
    write_derived(store.folder, snapshot, derived)
    return Prepared(True, _names(derived))


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


def _key(settings: Settings, snapshot: Snapshot, until: str) -> str:
    """Digest of everything the derived tables are made from, the code of three of them included."""
    inputs = [part.digest for part in snapshot.parts if part.table in _INPUTS]
    how = [settings.timezone, settings.currency, settings.leaderboard, settings.allocate_spend]
    how.append(snapshot.as_of.isoformat())
    code = [files.digest_file(path) for path in _CODE]
    return files.digest(json.dumps([code, how, inputs, until]))


def _names(derived: Derived) -> tuple[str, ...]:
    return tuple(sorted({part.table for part in derived.parts}))
