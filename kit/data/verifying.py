"""The store's half of the chain of digests: lists as they were written, parts that fit their names.

The edition's half, down to the published page, is in `kit.publisher.verifying`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kit.data.derived import derived_path, read_derived
from kit.data.manifest import Snapshot, read_snapshot
from kit.data.part import Part
from kit.data.store import Store
from kit.data.takings import LAST, newest_id, noted_last, snapshot_ids, taken_times
from kit.errors import DataError, Fault

_NEWEST = "Run `kit load` and `kit prepare`: what is damaged is made anew."
_OLDER = (
    "Restore it from a backup, or let `kit prune` remove it. It is an older snapshot: nothing is "
    "reported on it, and what changed about its time shows at the next whole one."
)
_LIST = "Run `kit prepare`, or `kit prune` if the snapshot is not the newest."


def verify_store(store: Store) -> list[Fault]:
    """Everything in the store that is not as it was written.

    Parameters
    ----------
    store
        The store; all of its parts are read once.

    Returns
    -------
    list of Fault
        Errors: a list or times that were changed, a part that is missing or whose bytes do not
        give its name. Empty where the store is whole, or there is none. A snapshot's list without
        its times is of a load that was interrupted, and nobody is shown it.
    """
    faults, parts = list(_last(store)), dict[Part, str]()
    newest = _newest(store)
    for name in sorted(snapshot_ids(store.folder)):
        fix = _NEWEST if name == newest else _OLDER
        snapshot, found = _listed(store, name, fix)
        faults += found
        if snapshot is None:
            continue
        derived, found = _derived(store, snapshot)
        faults += found
        for part in (*snapshot.parts, *derived):
            if part not in parts or name == newest:
                parts[part] = name
    return [*faults, *_parts(store, parts, newest)]


def damaged_snapshots(store: Store, names: Iterable[str], *, verify: bool = True) -> dict[str, str]:
    """Snapshots that cannot be read as they were taken, each with what is wrong with it first.

    Parameters
    ----------
    names
        Those that are looked at.
    verify
        Whether their parts are read too; without, their lists and times only.
    """
    states: dict[str, str] = {}
    found: dict[str, str] = {}
    for name in names:
        try:
            taken_times(store.folder, name)
            parts = read_snapshot(store.folder, name).parts
        except DataError as error:
            found[name] = _sentence(error)
            continue
        for part in parts if verify else ():
            if part.digest not in states:
                states[part.digest] = store.state(part)
            if states[part.digest]:
                file = f"outputs/store/parts/{part.digest}.parquet"
                found.setdefault(name, f"{file} ({part.of}) is {states[part.digest]}.")
    return found


def damage(store: Store, name: str) -> list[Fault]:
    """Everything of one snapshot that is not as it was written; its parts are read.

    Parameters
    ----------
    name
        The snapshot's.
    """
    snapshot, found = _listed(store, name, _NEWEST)
    parts = dict.fromkeys(snapshot.parts, name) if snapshot else {}
    return [*found, *_parts(store, parts, name)]


def _last(store: Store) -> Iterator[Fault]:
    """What is wrong with the note of the last taking of all."""
    try:
        noted_last(store.folder)
    except DataError as error:
        yield _fault(_sentence(error), LAST, _NEWEST)


def _newest(store: Store) -> str | None:
    try:
        return newest_id(store.folder)
    except DataError:
        return None  # said where the times are read


def _listed(store: Store, name: str, fix: str) -> tuple[Snapshot | None, list[Fault]]:
    """A snapshot, where its list can be read, and what is wrong with the list and the times."""
    faults = []
    try:
        taken_times(store.folder, name)
    except DataError as error:
        faults.append(_fault(_sentence(error), f"snapshots/{name}.taken", fix))
    try:
        return read_snapshot(store.folder, name), faults
    except DataError as error:
        return None, [*faults, _fault(_sentence(error), f"snapshots/{name}.json", fix)]


def _derived(store: Store, snapshot: Snapshot) -> tuple[tuple[Part, ...], list[Fault]]:
    """Parts of the derived tables, and what is wrong with their list."""
    try:
        derived = read_derived(store.folder, snapshot)
    except DataError as error:
        file = derived_path(store.folder, snapshot.id).name
        return (), [_fault(_sentence(error), f"derived/{file}", _LIST)]
    return derived.parts if derived else (), []


def _parts(store: Store, parts: dict[Part, str], newest: str | None) -> Iterator[Fault]:
    states: dict[str, str] = {}
    for part, snapshot in sorted(parts.items()):
        if part.digest not in states:
            states[part.digest] = store.state(part)
        if states[part.digest]:
            message = f"a part of snapshot `{snapshot}` ({part.of}) is {states[part.digest]}."
            fix = _NEWEST if snapshot == newest else _OLDER
            yield _fault(message, f"parts/{part.digest}.parquet", fix, part.table)


def _sentence(error: DataError) -> str:
    """What is wrong; what to do about it is said as the fault's fix."""
    return str(error).split(" Run `kit", 1)[0]


def _fault(message: str, file: str, fix: str, table: str = "") -> Fault:
    return Fault("error", message, table=table, file=f"outputs/store/{file}", fix=fix)
