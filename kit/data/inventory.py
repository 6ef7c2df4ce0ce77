"""The snapshots of a store: when each was taken, what it holds and weighs, whether it is whole."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from kit.data.derived import read_derived, whole_derived
from kit.data.manifest import Snapshot, read_snapshot
from kit.data.part import Part
from kit.data.store import Store
from kit.data.takings import snapshot_ids, taken_times, takings
from kit.errors import DataError


@dataclass(frozen=True)
class Entry:
    """One snapshot of the store.

    Attributes
    ----------
    taken_at
        When it was taken last; None where that cannot be read.
    as_of
        Last day that counts; None where the list cannot be read.
    rows
        Row count of each canonical table, those included that the load made from others.
    bytes
        Size of its parts on disk, derived tables included.
    own_bytes
        Of these, what no other snapshot shares and removing it would free.
    is_newest
        Whether reports are made from it.
    damage
        What is wrong with it, one sentence each; empty where nothing is.
    """

    id: str
    taken_at: datetime | None
    as_of: date | None
    rows: dict[str, int]
    bytes: int
    own_bytes: int
    is_newest: bool
    damage: tuple[str, ...]


def inventory(store: Store, *, verify: bool = False) -> tuple[Entry, ...]:
    """All snapshots, the one taken last first.

    Parameters
    ----------
    store
        The store; an empty one has none.
    verify
        Whether the digest of every part is checked, which reads all of them; without, a part
        that is missing is noticed.
    """
    names = snapshot_ids(store.folder)
    read = {name: _read(store, name) for name in names}
    damage = {name: _damage(store, name) for name in names}
    parts = {name: _parts(store, one) for name, one in read.items()}
    users = Counter(digest for own in parts.values() for digest in own)
    sizes = {digest: _size(store, part) for own in parts.values() for digest, part in own.items()}
    broken = _broken(store, parts, sizes, verify)
    last = {taking.snapshot: taking.at for taking in takings(store.folder)}
    entries = []
    for name, snapshot in read.items():
        own = parts[name]
        entries.append(
            Entry(
                id=name,
                taken_at=last.get(name),
                as_of=snapshot.as_of if snapshot else None,
                rows=dict(snapshot.rows) if snapshot else {},
                bytes=sum(sizes[digest] for digest in own),
                own_bytes=sum(sizes[digest] for digest in own if users[digest] == 1),
                is_newest=name in last and name == names[0],
                damage=(*damage[name], *(broken[one] for one in sorted(own) if one in broken)),
            )
        )
    return tuple(entries)


def _damage(store: Store, name: str) -> tuple[str, ...]:
    """What is wrong with the lists of a snapshot, one sentence each."""
    said = []
    try:
        taken_times(store.folder, name)
    except DataError as error:
        said.append(str(error))
    try:
        read_derived(store.folder, read_snapshot(store.folder, name))
    except DataError as error:
        said.append(str(error))
    return tuple(said)


def _read(store: Store, name: str) -> Snapshot | None:
    with suppress(DataError):
        return read_snapshot(store.folder, name)
    return None


def _parts(store: Store, snapshot: Snapshot | None) -> dict[str, Part]:
    """Parts of a snapshot and its derived tables by digest; equal tables share one file."""
    if snapshot is None:
        return {}
    derived = whole_derived(store.folder, snapshot)
    return {part.digest: part for part in (*snapshot.parts, *(derived.parts if derived else ()))}


def _size(store: Store, part: Part) -> int:
    path = store.path(part)
    return path.stat().st_size if path.is_file() else 0


def _broken(
    store: Store, parts: dict[str, dict[str, Part]], sizes: dict[str, int], verify: bool
) -> dict[str, str]:
    """What is wrong with parts, by digest."""
    every = {digest: part for own in parts.values() for digest, part in own.items()}
    states = {
        digest: store.state(part) if verify or not sizes[digest] else ""
        for digest, part in every.items()
    }
    return {
        digest: f"outputs/store/parts/{digest}.parquet ({every[digest].of}) is {state}."
        for digest, state in states.items()
        if state
    }
