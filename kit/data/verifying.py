"""The store's half of the chain of digests: lists as they were written, parts that fit their names.

The edition's half, down to the published page, is in `kit.publisher.verifying`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.data.derived import derived_path, read_derived
from kit.data.manifest import Snapshot, read_snapshot, taken_times
from kit.data.part import Part
from kit.data.store import Store
from kit.errors import DataError, Fault

_AGAIN = "Run `kit load` and `kit prepare` again; restore older ones from a backup."


def verify_store(store: Store) -> list[Fault]:
    """Everything in the store that is not as it was written.

    Parameters
    ----------
    store
        The store; all of its parts are read once.

    Returns
    -------
    list of Fault
        Errors: a list that was changed, times that cannot be read, a part that is missing or whose
        bytes do not give its name. Empty where the store is whole, or there is none.
    """
    faults, parts = [], dict[Part, str]()
    for path in sorted((store.folder / "snapshots").glob("*.json")):
        try:
            if not taken_times(store.folder, path.stem):
                continue  # a load or a prune that was interrupted; nobody is shown it
            snapshot = read_snapshot(store.folder, path.stem)
        except DataError as error:
            faults.append(_fault(str(error), f"snapshots/{path.name}"))
            continue
        derived, found = _derived(store, snapshot)
        faults += found
        for part in (*snapshot.parts, *derived):
            parts.setdefault(part, snapshot.id)
    return [*faults, *_parts(store, parts)]


def _derived(store: Store, snapshot: Snapshot) -> tuple[tuple[Part, ...], list[Fault]]:
    """Parts of the derived tables, and what is wrong with their list."""
    path = derived_path(store.folder, snapshot.id)
    derived = read_derived(store.folder, snapshot)
    if derived is None and path.exists():
        message = f"the list of tables made from snapshot `{snapshot.id}` is damaged."
        return (), [_fault(message, f"derived/{path.name}")]
    return derived.parts if derived else (), []


def _parts(store: Store, parts: dict[Part, str]) -> Iterator[Fault]:
    states: dict[str, str] = {}
    for part, snapshot in sorted(parts.items()):
        if part.digest not in states:
            states[part.digest] = _state(store, part)
        if states[part.digest]:
            where = f"{part.table}, {part.leaf.key or 'company'}"
            message = f"a part of snapshot `{snapshot}` ({where}) is {states[part.digest]}."
            yield _fault(message, f"parts/{part.digest}.parquet", part.table)


def _state(store: Store, part: Part) -> str:
    if not store.path(part).is_file():
        return "gone"
    return "" if store.is_whole(part) else "damaged"


def _fault(message: str, file: str, table: str = "") -> Fault:
    return Fault("error", message, table=table, file=f"outputs/store/{file}", fix=_AGAIN)
