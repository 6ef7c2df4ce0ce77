"""What of the tables that were read a snapshot would hold, and whether it may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kit.data.between import check_between
from kit.data.costs import unused_costs
from kit.data.drift import drift
from kit.data.freshness import newest_events
from kit.data.manifest import Snapshot, newest_readable
from kit.data.merging import merges, with_merges
from kit.data.quality import once
from kit.data.readers import ReadTable
from kit.data.readers.unread import unread_siblings
from kit.data.settling import settled
from kit.data.widen import widen
from kit.errors import DataError, Fault, counted
from kit.load.reading import sources_of
from kit.params import Settings
from kit.window import Calendar


@dataclass(frozen=True)
class Ready:
    """What a load is about to keep: widened tables, the newest day of each, the snapshot before."""

    tables: dict[str, pd.DataFrame]
    newest: dict[str, date]
    as_of: date
    last: Snapshot | None
    faults: tuple[Fault, ...]


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
    files = sources_of(read)
    faults += drift(
        last, wide, newest, demo=is_demo, accepted=accept_drift, made=made, sources=files
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


def _as_of(settings: Settings, newest: Mapping[str, date], faults: list[Fault]) -> date:
    if settings.as_of:
        return settings.as_of
    if not newest:
        raise DataError(
            "No table holds an event: there is no day to report on. Set `as_of` in project.yaml.",
            faults,
        )
    return max(newest.values())
