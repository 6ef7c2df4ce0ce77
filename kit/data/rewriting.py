"""Snapshots without somebody: parts, lists and times that take the place of those there were.

The list that takes the place is complete before the one that goes is touched, and the same rows
always give the same one: whatever a kill leaves, doing it again completes it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kit import files
from kit.data.derived import derived_path, read_derived, write_derived
from kit.data.forgotten import Forgotten
from kit.data.manifest import Snapshot, read_snapshot
from kit.data.part import Part
from kit.data.pruning import sweep_unnamed
from kit.data.store import Store
from kit.data.takings import pass_takings, snapshot_ids


def rewrite(store: Store, forgotten: Forgotten) -> dict[str, str]:
    """Put a code in the place of everybody forgotten, in every snapshot; call it under the lock.

    Parameters
    ----------
    store
        Its lists must all be readable, and its parts whole.
    forgotten
        Who is to be left out.

    Returns
    -------
    dict
        Names of the snapshots that changed, each with its new one: a snapshot is named by what it
        holds.

    Raises
    ------
    DataError
        If a list or a part is damaged: it cannot be said whom it names.
    """
    passed = {}
    for name in reversed(snapshot_ids(store.folder)):
        after = _rewritten(store, read_snapshot(store.folder, name), forgotten)
        if after != name:
            passed[name] = after
    sweep_unnamed(store.folder)
    return passed


def _rewritten(store: Store, before: Snapshot, forgotten: Forgotten) -> str:
    """Write the list of a snapshot without anybody forgotten, remove the old one; its name."""
    derived = read_derived(store.folder, before)
    parts = {*before.parts, *(derived.parts if derived else ())}
    taken = store.rewrite(parts, forgotten.change)
    now = {part: _renamed(taken.get(part, part), forgotten) for part in parts}
    if all(part == one for part, one in now.items()):
        return before.id
    after = Snapshot.of(
        before.as_of,
        [now[part] for part in before.parts],
        freshness=before.freshness,
        demo=before.demo,
        shared=before.shared,
        rows=before.rows,
        currency=before.currency,
        sources=before.sources,
    )
    folder = store.folder / "snapshots"
    files.write_atomic(folder / f"{after.id}.json", after.to_json(), private=True)
    if after.id != before.id:
        pass_takings(store.folder, before.id, after.id)
    if derived is not None:
        made = replace(derived, parts=tuple(sorted(now[part] for part in derived.parts)))
        write_derived(store.folder, after, made)
    if after.id != before.id:
        _remove_lists(store.folder, before.id)
    return after.id


def _renamed(part: Part, forgotten: Forgotten) -> Part:
    """The part under its unit's name, which may be that of a person."""
    names = forgotten.renamed({part.region, part.team})
    region, team = (names.get(one, one) for one in (part.region, part.team))
    return replace(part, region=region, team=team)


def _remove_lists(store: Path, name: str) -> None:
    """In the order of a prune: what was made from the snapshot, then its times, its list."""
    for path in (
        derived_path(store, name),
        store / "snapshots" / f"{name}.taken",
        store / "snapshots" / f"{name}.json",
    ):
        files.remove_tree(path)
        if path.parent.is_dir():
            files.sync_folder(path.parent)
