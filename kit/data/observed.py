"""What successive snapshots showed to change, one comparison added for each new snapshot.

The changes up to a snapshot are kept among its derived tables. So only the newest pair has to be
compared, and what was observed between snapshots that were pruned since is still known. Compared
are snapshots of the same kind: the demo CRM never with a company's own data, amounts in one
currency never with those in another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd
from pandas import DataFrame, Index, Series

from kit.data.chain import CHANGES, alike_before, kept_until
from kit.data.comparing import COMPARED, FIELDS, Between, compared, no_changes
from kit.data.frames import completed
from kit.data.manifest import Snapshot
from kit.data.merging import MERGED
from kit.data.naming import listed
from kit.data.store import Store
from kit.data.takings import Taking, takings
from kit.errors import DataError, Fault, counted


@dataclass(frozen=True, eq=False)
class Step:
    """A snapshot as it was taken once, with its opportunities."""

    at: datetime
    as_of: date
    snapshot: Snapshot
    opportunities: DataFrame
    merged: Series


def last_taking(store: Store, snapshot: Snapshot) -> Taking | None:
    """When `snapshot` was taken last; None if it never was."""
    own = [one for one in takings(store.folder) if one.snapshot == snapshot.id]
    return own[-1] if own else None


def observed_changes(store: Store, snapshot: Snapshot) -> DataFrame:
    """Everything that was seen to change up to `snapshot`.

    Parameters
    ----------
    store
        Holds the snapshots.
    snapshot
        One of them; what happened until it was taken last counts.

    Returns
    -------
    DataFrame
        As `kit.data.comparing.compared` gives it, oldest first. A snapshot that is damaged, or
        has no opportunities, is passed over: the change shows in the next one.

    Raises
    ------
    DataError
        If the opportunities of `snapshot` itself are missing or damaged.
    """
    taking = last_taking(store, snapshot)
    if taking is None or "opportunities" not in snapshot.tables:
        return no_changes()
    kept = _kept(store, taking.at, snapshot)
    return _seen_until(store, _step(store, taking.at, snapshot)) if kept is None else kept


def _seen_until(store: Store, later: Step) -> DataFrame:
    """The changes up to a step, each pair of snapshots compared until some were kept."""
    found, snapshot = [no_changes()], later.snapshot
    for step in _earlier(store, Taking(later.at, snapshot.id), snapshot.demo, snapshot.currency):
        found.append(_between(step, later))
        kept = _kept(store, step.at, step.snapshot)
        if kept is not None:
            found.append(kept)
            break
        later = step
    return _joined(reversed(found))


def seen_until_now(
    store: Store, opportunities: DataFrame, as_of: date, *, demo: bool, currency: str
) -> DataFrame:
    """The stages that snapshots showed so far, and those that the opportunities of a load add.

    Parameters
    ----------
    store
        Holds the snapshots; empty before the first load.
    opportunities
        The table as it was read, not yet widened.
    as_of
        Last day that counts in them.
    demo, currency
        Of the load; only snapshots of the same kind are looked at.

    Returns
    -------
    DataFrame
        As `observed_changes`, with the rows of `field` ``stage`` and ``added`` alone. The same
        opportunities loaded again add nothing.
    """
    for step in _earlier(store, None, demo, currency):
        now = completed(opportunities, "opportunities")[list(COMPARED)]
        moment = step.at + timedelta(microseconds=1)
        later = replace(step, at=moment, as_of=as_of, opportunities=now)
        newest = _between(step, later, fields=["stage"])
        kept = _kept(store, step.at, step.snapshot)
        before = _seen_until(store, step) if kept is None else kept
        seen = _joined([before, newest])
        return seen[seen["field"].isin(["stage", "added"])]
    return no_changes()


def removed(store: Store, before: Snapshot | None, after: Snapshot) -> list[Fault]:
    """Warn of opportunities that the snapshot before held and this one does not.

    Those that were merged into others are not among them. Only parts that differ are read.

    Returns
    -------
    list of Fault
        One at most; none where there is nothing to compare with.
    """
    if before is None or before.id == after.id or not _alike(before, after):
        return []
    try:
        gone = Index(_ids(store, before, after)).difference(Index(_ids(store, after, before)))
    except DataError:  # the older snapshot is damaged, which `kit.data.passed_over` tells
        return []
    gone = gone.difference(_merged(store, after).index)
    if gone.empty:
        return []
    return [
        Fault(
            "warning",
            f"{counted(len(gone), 'opportunity is', 'opportunities are')} gone since snapshot "
            f"`{before.id}`: {listed(gone)}. From this load on that counts as removed.",
            table="opportunities",
            fix="Look at the filter of the export if they should be there.",
        )
    ]


def _ids(store: Store, one: Snapshot, other: Snapshot) -> Series:
    """Opportunities in those parts of `one` that `other` has not."""
    parts = [part for part in set(one.parts) - set(other.parts) if part.table == "opportunities"]
    read = store.read(parts, ["opportunity_id"])
    return read["opportunities"]["opportunity_id"] if read else Series(dtype="str")


def _alike(one: Snapshot, other: Snapshot) -> bool:
    return (one.demo, one.currency) == (other.demo, other.currency)


def _between(earlier: Step, later: Step, fields: Collection[str] = FIELDS) -> DataFrame:
    between = Between(
        pd.Timestamp(earlier.as_of),
        pd.Timestamp(later.as_of),
        pd.Timestamp(earlier.at),
        pd.Timestamp(later.at),
    )
    return compared(earlier.opportunities, later.opportunities, between, later.merged, fields)


def _joined(changes: Iterable[DataFrame]) -> DataFrame:
    whole = [one for one in changes if len(one)]
    return pd.concat(whole, ignore_index=True) if whole else no_changes()


def _earlier(store: Store, until: Taking | None, demo: bool, currency: str) -> Iterator[Step]:
    """Whole snapshots of this kind taken before `until`, newest first, each when it is needed."""
    for taking, snapshot in alike_before(store, until, demo=demo, currency=currency):
        with suppress(DataError):  # damaged, which `kit snapshots --verify` tells
            yield _step(store, taking.at, snapshot)


def _kept(store: Store, at: datetime, snapshot: Snapshot) -> DataFrame | None:
    """The changes up to this taking, where they were kept and are whole."""
    kept = kept_until(store, at, snapshot, CHANGES)
    if kept is None:
        return None
    return kept.sort_values("to_taken_at", kind="stable", ignore_index=True)


def _step(store: Store, at: datetime, snapshot: Snapshot) -> Step:
    parts = [part for part in snapshot.parts if part.table == "opportunities"]
    rows = store.read(parts, COMPARED)["opportunities"]
    return Step(at, snapshot.as_of, snapshot, rows, _merged(store, snapshot))


def _merged(store: Store, snapshot: Snapshot) -> Series:
    """Survivor by id of the opportunities that were merged into others."""
    parts = [part for part in snapshot.parts if part.table == MERGED]
    if not parts:
        return Series(dtype="str")
    rows = store.read(parts)[MERGED]
    return rows[rows["table"].eq("opportunities")].set_index("id")["survivor"]
