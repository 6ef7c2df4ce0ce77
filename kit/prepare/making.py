"""Make the derived tables of a snapshot, unless they are there already.

Some are shared with every unit by design: the longest cycles and the chances of winning, which
are benchmarks of the company; parameters of models fitted on all its records; the open
leaderboard (`leaderboard: company`); and the days of snapshots.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
from pandas import DataFrame

from kit import files
from kit.data.at_first import START, open_at_first
from kit.data.chain import CHANGES, DAYS, observed_days
from kit.data.derived import Derived, whole_derived, write_derived
from kit.data.frames import empty
from kit.data.manifest import Snapshot
from kit.data.observed import last_taking, observed_changes
from kit.data.part import Part
from kit.data.part_files import frame_of
from kit.data.spend import ALLOCATED, allocated_spend
from kit.data.store import Store
from kit.data.takings import Taking
from kit.params import Settings
from kit.prepare import earlier
from kit.prepare.company import longest_cycles, owner_bookings, win_chances
from kit.prepare.modelling import OPPORTUNITY, SHARED, TABLES, modelled
from kit.window import Window

LEADERBOARD = "owner_bookings"
LONGEST = "longest_cycles"
CHANCES = "win_chances"

_COUNTED = ("opportunities", "leads", "spend", "stage_history")
_COLUMNS = {
    "opportunities": (*OPPORTUNITY, "owner"),
    "leads": ("lead_id", "merged_into", "created_at", "region", "team", "source", "campaign_id"),
    "changes": ("table", "id", "changed_at", "sequence", "field", "old", "new"),
    "stage_history": ("opportunity_id", "entered_at", "sequence", "stage"),
}
"""Of large tables the columns that are looked at; the others are not held in memory."""
_INPUTS = tuple(dict.fromkeys((*_COUNTED, *TABLES)))
_SHARED = (LONGEST, DAYS, CHANCES, *SHARED)
_CODE = ("data", "estimates", "kpis", "models", "prepare")


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
        By model: its state, the seconds of computing it took, and a note; empty where nothing had
        to be made again.
    """

    changed: bool
    tables: tuple[str, ...]
    models: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


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
    read = _read(store, snapshot, settings)
    tables = _of_company(read, settings, snapshot)
    tables |= _observed(store, snapshot, taking, read)
    window = Window(snapshot.as_of, calendar=settings.calendar, level=settings.level)
    models = modelled(read, window)
    tables |= _with_earlier(models.tables, store, snapshot, taking, window)
    shared = (*_SHARED, LEADERBOARD) if settings.leaderboard == "company" else _SHARED
    derived = Derived(key, store.write_parts(tables), shared, until)
    write_derived(store.folder, snapshot, derived)
    return Prepared(True, _names(derived), models.states)


def _read(store: Store, snapshot: Snapshot, settings: Settings) -> dict[str, DataFrame]:
    """The tables of the whole company that something is made from, as far as it is looked at."""
    names = [name for name in _INPUTS if name != "leads" or settings.allocate_spend == "leads"]
    parts: dict[str, list[Part]] = {}
    for part in snapshot.parts:
        if part.table in names:
            parts.setdefault(part.table, []).append(part)
    return {
        table: frame_of(table, [_narrow(store.rows(part), table) for part in own])
        for table, own in parts.items()
    }


def _narrow(rows: pa.Table, table: str) -> pa.Table:
    """Rows of one part without the columns that nobody looks at."""
    kept = _COLUMNS.get(table, rows.column_names)
    return rows.select([name for name in rows.column_names if name in kept])


def _observed(
    store: Store, snapshot: Snapshot, taking: Taking | None, read: Mapping[str, DataFrame]
) -> dict[str, DataFrame]:
    """What successive snapshots showed to change."""
    changes = observed_changes(store, snapshot)
    return {
        CHANGES: changes,
        DAYS: observed_days(store, snapshot, taking.at if taking else None),
        START: open_at_first(read.get("opportunities", empty("opportunities")), changes),
    }


def _with_earlier(
    made: Mapping[str, DataFrame],
    store: Store,
    snapshot: Snapshot,
    taking: Taking | None,
    window: Window,
) -> dict[str, DataFrame]:
    """Tables of the models, with what those of earlier snapshots said beside them."""
    then = earlier.before(store, snapshot, taking)
    chances, paths = made[earlier.CHANCES], made["forecast_paths"]
    return {
        **made,
        earlier.CHANCES: earlier.with_previous(chances, then),
        earlier.KEPT: earlier.forecasts_so_far(paths, snapshot.as_of, window.calendar, then),
    }


def _of_company(
    read: Mapping[str, DataFrame], settings: Settings, snapshot: Snapshot
) -> dict[str, DataFrame]:
    """Tables that are counted over the whole company."""
    opportunities, leads, spend, history = (read.get(name, empty(name)) for name in _COUNTED)
    tables = {
        LEADERBOARD: owner_bookings(opportunities, settings),
        LONGEST: longest_cycles(opportunities, settings),
        CHANCES: win_chances(opportunities, history, snapshot.as_of, settings),
    }
    if settings.allocate_spend == "leads" and len(spend):
        tables[ALLOCATED] = allocated_spend(
            spend, leads, snapshot.as_of, settings.currency, settings.calendar
        )
    return tables


def _key(settings: Settings, snapshot: Snapshot, until: str) -> str:
    """Digest of everything the derived tables are made from, the code that makes them included."""
    inputs = [part.digest for part in snapshot.parts if part.table in _INPUTS]
    how = [
        *(settings.timezone, settings.currency, settings.leaderboard, settings.allocate_spend),
        *(settings.fiscal_year_start, settings.level, snapshot.as_of.isoformat()),
    ]
    return files.digest(json.dumps([files.digest_code(_CODE), how, inputs, until]))


def _names(derived: Derived) -> tuple[str, ...]:
    return tuple(sorted({part.table for part in derived.parts}))
