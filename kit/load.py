"""The first step of a run: sources → validated, widened tables → a snapshot in the store.

All sources are read before anything is decided, so that one look shows every fault; a single
error leaves the store as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kit import demo
from kit.data.freshness import newest_events
from kit.data.manifest import Snapshot, snapshot_ids
from kit.data.quality import orphans, owners_without_team, write_quarantine
from kit.data.readers import ReadTable, read_table
from kit.data.store import Store
from kit.data.widen import widen
from kit.errors import DataError, Fault
from kit.params import Settings
from kit.schemas import BY_NAME


@dataclass(frozen=True)
class Outcome:
    """What a load did.

    Attributes
    ----------
    snapshot
        The snapshot that now holds the data.
    changed
        False where the data are those of the latest snapshot.
    as_of
        Last day that counts.
    tables
        Rows of each table: ``read``, ``kept``, ``quarantined``, ``coerced``.
    faults
        Everything that was found; none is an error.
    """

    snapshot: Snapshot
    changed: bool
    as_of: date
    tables: dict[str, dict[str, int]]
    faults: tuple[Fault, ...]


def load(settings: Settings, *, today: date | None = None) -> Outcome:
    """Read all sources of a project and keep them as a snapshot.

    Parameters
    ----------
    settings
        Of the project; its folder gets ``outputs/store``.
    today
        Later days are plans or typing errors; the clock's day, unless given.

    Raises
    ------
    DataError
        If anything is wrong that cannot be set aside; it carries all faults, and nothing was
        written.
    """
    today = today or date.today()
    settings = _with_demo(settings)
    read = read_sources(settings, today=today)
    faults = collected(read)
    tables = {name: table.frame for name, table in read.items()}
    newest = newest_events(tables, settings.calendar, until=today)
    as_of = _as_of(settings, newest, faults)
    try:
        wide = widen(tables, settings, as_of)
    except DataError as error:
        raise DataError(str(error).splitlines()[0], [*error.faults, *faults]) from error
    folder = settings.folder / "outputs" / "store"
    store = Store(folder)
    before = snapshot_ids(store.folder)[:1]
    snapshot = store.write(
        wide,
        as_of,
        freshness={name: day.isoformat() for name, day in newest.items()},
        demo=settings.source == "demo",
    )
    write_quarantine(folder / "quarantine", _rejected(read))
    counts = {name: _counts(table) for name, table in read.items()}
    changed = before != (snapshot.id,)
    return Outcome(snapshot, changed, as_of, counts, tuple(faults))


def read_sources(settings: Settings, *, today: date | None = None) -> dict[str, ReadTable]:
    """Read every table that the project declares a source for, in the schemas' order.

    Bad input does not raise: it is in the tables' faults.
    """
    return {
        name: read_table(schema, settings.sources[name], settings.folder, settings, today=today)
        for name, schema in BY_NAME.items()
        if name in settings.sources
    }


def collected(read: Mapping[str, ReadTable]) -> list[Fault]:
    """All faults of the tables, and what does not fit between them.

    Raises
    ------
    DataError
        If one of them is an error; it carries all.
    """
    faults = [fault for table in read.values() for fault in table.faults]
    errors = sum(fault.severity == "error" for fault in faults)
    if errors:
        raise DataError(f"The data are refused: {errors} errors.", faults)
    tables = {name: table.frame for name, table in read.items()}
    return [*faults, *owners_without_team(tables), *orphans(tables)]


def _with_demo(settings: Settings) -> Settings:
    """Settings whose sources are the demo CRM's, where the project reports on that."""
    if settings.source != "demo":
        return settings
    sources = demo.ensure(settings.folder / "outputs" / "demo")
    return settings.model_copy(update={"sources": sources})


def _as_of(settings: Settings, newest: Mapping[str, date], faults: list[Fault]) -> date:
    if settings.as_of:
        return settings.as_of
    if not newest:
        raise DataError(
            "No table holds an event: there is no day to report on. Set `as_of` in project.yaml.",
            faults,
        )
    return max(newest.values())


def _counts(table: ReadTable) -> dict[str, int]:
    return {
        "read": table.read,
        "kept": table.kept,
        "quarantined": table.quarantined,
        "coerced": table.coerced,
    }


def _rejected(read: Mapping[str, ReadTable]) -> dict[str, pd.DataFrame]:
    return {name: table.rejected for name, table in read.items() if table.rejected is not None}
