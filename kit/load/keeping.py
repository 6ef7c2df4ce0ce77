"""A load from beginning to end: what was read and found good is kept as a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kit import demo
from kit.data.drift import vanished_units
from kit.data.intake_facts import NAME as INTAKE
from kit.data.intake_facts import intake
from kit.data.manifest import Snapshot
from kit.data.observed import removed
from kit.data.passed_over import passed_over
from kit.data.quality import write_quarantine
from kit.data.readers import ReadTable
from kit.data.store import Store
from kit.data.takings import snapshot_ids
from kit.data.verifying import damage
from kit.errors import Fault
from kit.load.judging import Ready, judged
from kit.load.reading import read_sources, sources_of
from kit.params import Settings


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
    snapshot = _kept(store, read, ready, settings)
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


def _kept(
    store: Store, read: Mapping[str, ReadTable], ready: Ready, settings: Settings
) -> Snapshot:
    return store.write(
        ready.tables,
        ready.as_of,
        shared={INTAKE: intake(read, ready.newest)},
        freshness={name: day.isoformat() for name, day in ready.newest.items()},
        demo=settings.source == "demo",
        currency=settings.currency,
        sources=sources_of(read),
    )


def _with_demo(settings: Settings) -> Settings:
    """Settings whose sources are the demo CRM's, where the project reports on that."""
    if settings.source != "demo":
        return settings
    sources = demo.ensure(settings.folder / "outputs" / "demo")
    return settings.model_copy(update={"sources": sources})


def _rejected(read: Mapping[str, ReadTable]) -> dict[str, pd.DataFrame]:
    return {name: table.rejected for name, table in read.items() if table.rejected is not None}
