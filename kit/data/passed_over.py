"""Which snapshots cannot be compared with others, because they are damaged."""

from __future__ import annotations

from kit.data.chain import CHANGES, alike_before, kept_until
from kit.data.manifest import Snapshot
from kit.data.store import Store
from kit.data.takings import Taking, snapshot_ids, takings
from kit.data.verifying import damaged_snapshots
from kit.errors import Fault


def passed_over(store: Store, snapshot: Snapshot) -> list[Fault]:
    """Warn of the damaged snapshots that movement and observed changes do without.

    Parameters
    ----------
    store
        Holds the snapshots.
    snapshot
        The newest, which was just taken.

    Returns
    -------
    list of Fault
        One for each snapshot whose list or times cannot be read, and for each that the newest is
        yet to be compared with and that lacks opportunities. Opportunities of those from before
        the last comparison that was kept are not looked at: what they showed is known.
    """
    names = snapshot_ids(store.folder)
    unread = damaged_snapshots(store, [one for one in names if one != snapshot.id], verify=False)
    said = [left_out(name, why) for name, why in unread.items()]
    taken = takings(store.folder)
    own = [one for one in taken if one.snapshot == snapshot.id][-1:]
    return said + [fault for taking in own for fault in _not_whole(store, taking, snapshot)]


def left_out(name: str, why: str) -> Fault:
    """Warn that the snapshot called `name` cannot be compared with others."""
    return Fault(
        "warning",
        f"snapshot `{name}` is left out of movement and observed changes: {why} What changed about "
        "its time shows at the next whole one.",
        file="outputs/store",
        fix="Restore it from a backup, or let `kit prune` remove it.",
    )


def _not_whole(store: Store, taking: Taking, snapshot: Snapshot) -> list[Fault]:
    if kept_until(store, taking.at, snapshot, CHANGES) is not None:
        return []
    said: list[Fault] = []
    demo, currency = snapshot.demo, snapshot.currency
    for earlier, other in alike_before(store, taking, demo=demo, currency=currency):
        if kept_until(store, earlier.at, other, CHANGES) is not None:
            return said
        for part in other.parts:
            if part.table == "opportunities" and (state := store.state(part)):
                file = f"outputs/store/parts/{part.digest}.parquet"
                said.append(left_out(other.id, f"{file} ({part.of}) is {state}."))
                break
    return said
