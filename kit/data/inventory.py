"""The snapshots of a store: when each was taken, what it holds and weighs, whether it is whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from kit.data.derived import read_derived
from kit.data.manifest import Snapshot, read_snapshot, snapshot_ids, taken_times
from kit.data.part import Part
from kit.data.store import Store
from kit.errors import DataError


@dataclass(frozen=True)
class Entry:
    """One snapshot of the store.

    Attributes
    ----------
    taken_at
        When it was taken last.
    as_of
        Last day that counts; None where the list cannot be read.
    rows
        Row count of each canonical table.
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
    taken_at: datetime
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
    parts = {name: _parts(store, one) for name, one in read.items()}
    users = Counter(digest for own in parts.values() for digest in own)
    sizes = {digest: _size(store, part) for own in parts.values() for digest, part in own.items()}
    broken = _broken(store, parts, sizes, verify)
    return tuple(
        _entry(store, name, read[name], parts[name], sizes, users, broken, names[0])
        for name in names
    )


def _entry(
    store: Store,
    name: str,
    snapshot: Snapshot | str,
    parts: dict[str, Part],
    sizes: dict[str, int],
    users: Counter[str],
    broken: dict[str, str],
    newest: str,
) -> Entry:
    damage = [snapshot] if isinstance(snapshot, str) else []
    damage += [broken[digest] for digest in sorted(parts) if digest in broken]
    return Entry(
        id=name,
        taken_at=taken_times(store.folder, name)[-1],
        as_of=None if isinstance(snapshot, str) else snapshot.as_of,
        rows={} if isinstance(snapshot, str) else dict(snapshot.row_counts),
        bytes=sum(sizes[digest] for digest in parts),
        own_bytes=sum(sizes[digest] for digest in parts if users[digest] == 1),
        is_newest=name == newest,
        damage=tuple(damage),
    )


def _read(store: Store, name: str) -> Snapshot | str:
    """The snapshot, or what is wrong with its list."""
    try:
        return read_snapshot(store.folder, name)
    except DataError as error:
        return str(error)


def _parts(store: Store, snapshot: Snapshot | str) -> dict[str, Part]:
    """Parts of a snapshot and its derived tables by digest; equal tables share one file."""
    if isinstance(snapshot, str):
        return {}
    derived = read_derived(store.folder, snapshot)
    return {part.digest: part for part in (*snapshot.parts, *(derived.parts if derived else ()))}


def _size(store: Store, part: Part) -> int:
    path = store.path(part)
    return path.stat().st_size if path.is_file() else 0


def _broken(
    store: Store, parts: dict[str, dict[str, Part]], sizes: dict[str, int], verify: bool
) -> dict[str, str]:
    """What is wrong with parts, by digest."""
    every = {digest: part for own in parts.values() for digest, part in own.items()}
    gone = {digest for digest in every if not sizes[digest]}
    damaged = {
        digest
        for digest, part in every.items()
        if verify and digest not in gone and not store.is_whole(part)
    }
    return {
        digest: f"Part `{digest}` ({every[digest].table}) is {state}."
        for state, found in (("gone", gone), ("damaged", damaged))
        for digest in found
    }
