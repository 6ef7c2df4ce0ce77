"""Which snapshots of one kind were taken, one after the other, and on which days they end.

Movement is read off pairs of them, also of those that were pruned since: like the changes
themselves, the days are kept among each snapshot's derived tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pandas as pd
from pandas import DataFrame, Series

from kit.data.derived import whole_derived
from kit.data.manifest import Snapshot, read_snapshot
from kit.data.store import Store
from kit.data.takings import Taking, takings
from kit.errors import DataError

CHANGES, DAYS = "observed_changes", "observed_days"
"""Names of the derived tables that are kept together."""

_COLUMNS = {"region": "str", "team": "str", "as_of": "datetime64[us]", "is_first": "bool"}


def observed_days(store: Store, snapshot: Snapshot, at: datetime | None) -> DataFrame:
    """The last days of the snapshots that were compared with each other up to `snapshot`.

    When they were taken is left out, so that a load on the same day leaves the list, and the pages
    of units in which nothing changed, as they were.

    Parameters
    ----------
    store
        Holds the snapshots.
    snapshot
        The last one.
    at
        When it was taken; None where it never was.

    Returns
    -------
    DataFrame
        as_of (naive) and is_first, oldest first: one row for the first snapshot, one for each day
        on which a later one ended. Those that were damaged or without opportunities are left out.
        region and team are missing throughout, because the list belongs to nobody.
    """
    if at is None or "opportunities" not in snapshot.tables:
        return _listed([])
    kept, later = kept_until(store, at, snapshot, DAYS), [snapshot.as_of]
    if kept is not None:
        return _ordered(kept)
    until, demo, currency = Taking(at, snapshot.id), snapshot.demo, snapshot.currency
    for taking, earlier in alike_before(store, until, demo=demo, currency=currency):
        parts = [part for part in earlier.parts if part.table == "opportunities"]
        if not all(map(store.is_whole, parts)):
            continue
        kept = kept_until(store, taking.at, earlier, DAYS)
        if kept is not None:
            return _ordered(pd.concat([kept, _listed(later)]))
        later.append(earlier.as_of)
    return _ordered(pd.concat([_listed(later[-1:], is_first=True), _listed(later[:-1])]))


def alike_before(
    store: Store, until: Taking | None, *, demo: bool, currency: str
) -> Iterator[tuple[Taking, Snapshot]]:
    """Snapshots of this kind that have opportunities, taken before `until`, newest first."""
    for taking in reversed(takings(store.folder)):
        if until is not None and taking >= until:
            continue
        try:
            snapshot = read_snapshot(store.folder, taking.snapshot)
        except DataError:  # damaged, which `kit snapshots --verify` tells
            continue
        is_alike = (snapshot.demo, snapshot.currency) == (demo, currency)
        if is_alike and "opportunities" in snapshot.tables:
            yield taking, snapshot


def kept_until(store: Store, at: datetime, snapshot: Snapshot, table: str) -> DataFrame | None:
    """What was observed up to this taking, where all of it was kept and is whole."""
    derived = whole_derived(store.folder, snapshot)
    if derived is None or derived.until != at.isoformat():
        return None
    parts = [part for part in derived.parts if part.table in (CHANGES, DAYS)]
    if {part.table for part in parts} != {CHANGES, DAYS} or not all(map(store.is_whole, parts)):
        return None
    return store.read(part for part in parts if part.table == table)[table]


def _listed(days: list[date], *, is_first: bool = False) -> DataFrame:
    values = {"region": None, "team": None, "as_of": [*map(pd.Timestamp, days)]}
    columns = values | {"is_first": is_first}
    return DataFrame(
        {name: Series(columns[name], range(len(days)), dtype) for name, dtype in _COLUMNS.items()}
    )


def _ordered(days: DataFrame) -> DataFrame:
    ordered = days.sort_values(["is_first", "as_of"], ascending=[False, True])
    return ordered.drop_duplicates(["is_first", "as_of"], ignore_index=True)
