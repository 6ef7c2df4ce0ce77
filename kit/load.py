"""The first step of a run: sources → validated, widened tables → a snapshot in the store.

All sources are read before anything is decided, so that one look shows every fault; a single
error leaves the store as it was.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from kit import demo
from kit.data.between import check_between
from kit.data.costs import unused_costs
from kit.data.drift import drift, vanished_units
from kit.data.freshness import newest_events
from kit.data.intake_facts import NAME as INTAKE
from kit.data.intake_facts import intake
from kit.data.manifest import Snapshot, newest_readable
from kit.data.merging import merges, with_merges
from kit.data.observed import removed
from kit.data.passed_over import passed_over
from kit.data.quality import once, write_quarantine
from kit.data.readers import ReadTable, Sheet, read_table
from kit.data.readers.id_spelling import with_listed_ids
from kit.data.readers.sources_unchanged import changed_sources, source_digests
from kit.data.readers.unread import unread_siblings
from kit.data.settling import settled
from kit.data.store import Store
from kit.data.takings import snapshot_ids
from kit.data.verifying import damage
from kit.data.widen import widen
from kit.errors import DataError, Fault, counted
from kit.params import Settings, Source
from kit.schemas import BY_NAME
from kit.window import Calendar


@dataclass(frozen=True)
class Outcome:
    """What a load did.

    Attributes
    ----------
    snapshot
        The snapshot that now holds the data.
    changed
        False where the data are those of the latest snapshot.
    repaired
        What of that snapshot was damaged, and is whole again.
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
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ready:
    """What a load is about to keep: widened tables, the newest day of each, the snapshot before."""

    tables: dict[str, pd.DataFrame]
    newest: dict[str, date]
    as_of: date
    last: Snapshot | None
    faults: tuple[Fault, ...]


def load(settings: Settings, *, today: date | None = None, accept_drift: bool = False) -> Outcome:
    """Read all sources of a project and keep them as a snapshot.

    Parameters
    ----------
    settings
        Of the project; its folder gets ``outputs/store``.
    today
        Later days are plans or typing errors; the clock's day, unless given.
    accept_drift
        Whether tables may have shrunk or gone back since the newest snapshot.

    Raises
    ------
    DataError
        If anything is wrong that cannot be set aside, or a table drifted (see `kit.data.drift`); it
        carries all faults, and nothing was written.
    """
    today = today or date.today()
    settings = _with_demo(settings)
    read = read_sources(settings, today=today)
    ready = judged(read, settings, today=today, accept_drift=accept_drift)
    store = Store(settings.store)
    before = snapshot_ids(store.folder)[:1]
    broken = [str(fault.file) for name in before for fault in damage(store, name)]
    snapshot = store.write(
        ready.tables,
        ready.as_of,
        shared={INTAKE: intake(read, ready.newest)},
        freshness={name: day.isoformat() for name, day in ready.newest.items()},
        demo=settings.source == "demo",
        currency=settings.currency,
        sources={name: table.files for name, table in read.items()},
    )
    faults = [
        *ready.faults,
        *vanished_units(ready.last, snapshot),
        *removed(store, ready.last, snapshot),
        *passed_over(store, snapshot),
    ]
    write_quarantine(store.folder / "quarantine", _rejected(read))
    counts = {name: table.counts for name, table in read.items()}
    changed = before != (snapshot.id,)
    repaired = () if changed else tuple(sorted(set(broken)))
    return Outcome(snapshot, changed, ready.as_of, counts, tuple(faults), repaired)


def read_sources(settings: Settings, *, today: date | None = None) -> dict[str, ReadTable]:
    """Read every table that the project declares a source for, in the schemas' order.

    Bad input does not raise: it is in the tables' faults, and so is a file that was replaced
    before the last table had been read.
    """
    sources = {name: settings.sources[name] for name in BY_NAME if name in settings.sources}
    watched = {**sources, **{name: Source(file=file) for name, file in settings.lookups.items()}}
    before = source_digests(watched, settings.folder)
    fetched = _fetched(sources)
    read = {
        name: read_table(
            BY_NAME[name],
            source,
            settings.folder,
            settings,
            today=today,
            fetched=fetched.pop(name, None),
        )
        for name, source in sources.items()
    }
    for fault in changed_sources(before, source_digests(watched, settings.folder)):
        table = fault.table if fault.table in read else next(iter(read))
        read[table] = replace(read[table], faults=(*read[table].faults, fault))
    return with_listed_ids(read)


def _fetched(sources: Mapping[str, Source]) -> dict[str, Sheet | DataError]:
    """What the databases among the sources give, each read at one moment."""
    queried = {name: source for name, source in sources.items() if source.database}
    if not queried:
        return {}
    from kit.data.readers.sql import read_databases  # SQLAlchemy, which files can do without

    return dict(read_databases(queried, os.environ))


def judged(
    read: Mapping[str, ReadTable],
    settings: Settings,
    *,
    today: date,
    accept_drift: bool = False,
) -> Ready:
    """What of the tables that were read a snapshot would hold; writes nothing.

    Raises
    ------
    DataError
        As `load`.
    """
    faults = collected(read, settings.calendar)
    tables = {name: table.frame for name, table in read.items()}
    newest = newest_events(tables, settings.calendar, until=today)
    as_of = _as_of(settings, newest, faults)
    wide = _widened(tables, settings, as_of, faults)
    last, is_demo = newest_readable(settings.store), settings.source == "demo"
    made = {"stage_history"} - read.keys()
    sources = {name: table.files for name, table in read.items()}
    faults += drift(
        last, wide, newest, demo=is_demo, accepted=accept_drift, made=made, sources=sources
    )
    faults += unread_siblings(settings.sources, settings.folder)
    _refuse_errors(faults)
    return Ready(wide, newest, as_of, last, tuple(faults))


def collected(read: Mapping[str, ReadTable], calendar: Calendar) -> list[Fault]:
    """All faults of the tables, and what does not fit between them.

    Raises
    ------
    DataError
        If one of them is an error; it carries all.
    """
    faults = once(fault for table in read.values() for fault in table.faults)
    _refuse_errors(faults)
    tables = {name: table.frame for name, table in read.items()}
    return [*faults, *check_between(tables, calendar)]


def _refuse_errors(faults: list[Fault]) -> None:
    errors = sum(fault.severity == "error" for fault in faults)
    if errors:
        raise DataError(f"The data are refused: {counted(errors, 'error')}.", faults)


def _widened(
    tables: Mapping[str, pd.DataFrame], settings: Settings, as_of: date, faults: list[Fault]
) -> dict[str, pd.DataFrame]:
    """Tables as the store keeps them; what is found on the way joins `faults`."""
    whole, said = settled(tables, settings, as_of)
    faults += [*said, *unused_costs(whole.get("activities"), settings)]
    _refuse_errors(faults)
    try:
        return with_merges(widen(whole, settings, as_of), merges(tables))
    except DataError as error:
        raise DataError(str(error).splitlines()[0], [*error.faults, *faults]) from error


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


def _rejected(read: Mapping[str, ReadTable]) -> dict[str, pd.DataFrame]:
    return {name: table.rejected for name, table in read.items() if table.rejected is not None}
