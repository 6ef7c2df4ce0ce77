"""Which snapshots stay, and the removal of the others in an order that a crash cannot spoil.

What was made from a snapshot goes first, then its times, its list, and last, when these are gone
for good, the parts that no remaining list names: at every moment each list that is there finds all
its parts. What an interrupted prune left behind is nobody's and goes with the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kit import files
from kit.data.derived import derived_path, read_derived, whole_derived
from kit.data.manifest import read_snapshot
from kit.data.naming import listed
from kit.data.store import Store
from kit.data.takings import Taking, newest_id, snapshot_ids, takings
from kit.data.verifying import damaged_snapshots
from kit.errors import DataError, Fault
from kit.params import Keep, Settings


@dataclass(frozen=True)
class Pruned:
    """What a prune removed, or would remove.

    Attributes
    ----------
    snapshots, kept
        Names of the snapshots that went and stay, newest first.
    parts
        Files of rows that went.
    freed
        Bytes of these.
    faults
        Warnings: which snapshots went because they were damaged, and why parts stay although no
        list that can be read names them.
    """

    snapshots: tuple[str, ...]
    kept: tuple[str, ...]
    parts: int
    freed: int
    faults: tuple[Fault, ...] = field(default=())


def prune(
    settings: Settings, *, now: datetime, needed: Collection[str] = (), dry_run: bool = False
) -> Pruned:
    """Remove the snapshots that `keep` of project.yaml lets go, and older ones that are damaged.

    What killed processes left half-written goes too; call it under the run's lock.

    Parameters
    ----------
    settings
        Names the store, the policy, and the zone in which months begin.
    now
        The moment from which the policy looks back.
    needed
        Names of further snapshots that stay: those that the published pages were made from.
    dry_run
        Whether only to say what would go.

    Raises
    ------
    DataError
        If the store cannot tell which snapshot is the newest.
    """
    store = settings.store
    taken, names, newest = takings(store), snapshot_ids(store), newest_id(store)
    damage = damaged_snapshots(Store(store), [name for name in names if name != newest])
    staying = kept(taken, settings.keep, now, ZoneInfo(settings.timezone))
    staying |= {*needed, *_bearer_of_history(store, taken)}
    remaining = tuple(name for name in names if name in staying and name not in damage)
    going = tuple(name for name in names if name not in remaining)
    spoilt, faults = _spoilt(store, remaining, newest)
    parts, unsure = _unnamed(store, remaining, spoilt)
    freed = sum(path.stat().st_size for path in parts)
    if not dry_run:
        files.sweep(store)
        _remove(store, [*_lists(store, going), *spoilt, *_leftovers(store, names)], parts)
    said = (*(_gone(name, why) for name, why in damage.items()), *faults, *unsure)
    return Pruned(going, remaining, len(parts), freed, said)


def sweep_unnamed(store: Path) -> None:
    """Remove what no snapshot names: lists of none, parts of none, half-written files.

    Parts stay while a list that may name them cannot be read.
    """
    names = snapshot_ids(store)
    parts, _ = _unnamed(store, names, ())
    files.sweep(store)
    _remove(store, _leftovers(store, names), parts)


def kept(taken: Iterable[Taking], keep: Keep, now: datetime, zone: ZoneInfo) -> set[str]:
    """Names of the snapshots that the policy keeps.

    Parameters
    ----------
    taken
        Every time at which a snapshot was taken.
    keep
        `days`: all of so many days before `now` stay. `months`: of each of so many calendar months
        up to the present one, the last stays.
    now
        An aware moment.
    zone
        In which months begin.

    Returns
    -------
    set of str
        The newest is always among them.

    Examples
    --------
    >>> from datetime import UTC
    >>> taken = [Taking(datetime(2026, month, 9, tzinfo=UTC), str(month)) for month in (1, 2, 3)]
    >>> now, keep = datetime(2026, 3, 30, tzinfo=UTC), Keep(days=1, months=2)
    >>> sorted(kept(taken, keep, now, ZoneInfo("UTC")))
    ['2', '3']
    """
    in_order = sorted(taken)
    present = _month(now, zone)
    last = {_month(one.at, zone): one.snapshot for one in in_order}
    staying = {name for month, name in last.items() if present - month < keep.months}
    staying |= {one.snapshot for one in in_order if one.at >= now - timedelta(days=keep.days)}
    return staying | {one.snapshot for one in in_order[-1:]}


def _month(at: datetime, zone: ZoneInfo) -> int:
    day = at.astimezone(zone)
    return day.year * 12 + day.month


def _bearer_of_history(store: Path, taken: Iterable[Taking]) -> set[str]:
    """The newest snapshot whose derived tables hold what was observed so far.

    The next comparison builds on it; without it, changes between snapshots that are gone would be
    forgotten.
    """
    for taking in reversed(tuple(taken)):
        with suppress(DataError):
            derived = read_derived(store, read_snapshot(store, taking.snapshot))
            if derived is not None and derived.until == taking.at.isoformat():
                return {taking.snapshot}
    return set()


def _lists(store: Path, names: Iterable[str]) -> list[Path]:
    """Lists of snapshots, the one that makes them known last."""
    places = ("derived/{}.json", "snapshots/{}.taken", "snapshots/{}.json")
    paths = [store / place.format(name) for name in names for place in places]
    return [path for path in paths if path.exists()]


def _leftovers(store: Path, names: Iterable[str]) -> list[Path]:
    """Files of no snapshot that is listed, from a prune or a load that was interrupted."""
    places = ("derived/*.json", "snapshots/*.json")
    known = set(names)
    return [
        path for place in places for path in sorted(store.glob(place)) if path.stem not in known
    ]


def _remove(store: Path, lists: Iterable[Path], parts: Iterable[Path]) -> None:
    """Remove lists, and parts only when no power cut can bring the lists back."""
    for path in lists:
        files.remove_tree(path)
    for folder in {store / "derived", store / "snapshots"}:
        if folder.is_dir():
            files.sync_folder(folder)
    for path in parts:
        files.remove_tree(path)


def _spoilt(
    store: Path, remaining: Iterable[str], newest: str | None
) -> tuple[list[Path], list[Fault]]:
    """Damaged lists of tables made from older snapshots, which nothing needs any more."""
    found = []
    for name in remaining:
        try:
            read_derived(store, read_snapshot(store, name))
        except DataError:
            path = derived_path(store, name)
            found += [path] if name != newest and path.exists() else []
    return found, [_useless(path) for path in found]


def _unnamed(
    store: Path, remaining: Iterable[str], spoilt: Collection[Path]
) -> tuple[list[Path], list[Fault]]:
    """Parts that no remaining list names; none while one of the lists cannot be read."""
    named: set[str] = set()
    damaged = []
    for name in remaining:
        try:
            snapshot = read_snapshot(store, name)
        except DataError:
            damaged.append(f"snapshots/{name}.json")
            continue
        derived, path = whole_derived(store, snapshot), derived_path(store, name)
        if derived is None and path.exists() and path not in spoilt:
            damaged.append(f"derived/{path.name}")
        named |= {part.digest for part in (*snapshot.parts, *(derived.parts if derived else ()))}
    if damaged:
        return [], [_kept_for(damaged)]
    found = sorted((store / "parts").glob("*.parquet"))
    return [path for path in found if path.stem not in named], []


def _gone(name: str, why: str) -> Fault:
    return Fault(
        "warning",
        f"snapshot `{name}` was damaged and goes: {why}",
        file="outputs/store",
        fix="What changed about its time shows at the next whole one.",
    )


def _useless(path: Path) -> Fault:
    return Fault(
        "warning",
        f"the list of tables made from the older snapshot `{path.stem}` was damaged and goes; the "
        "snapshot itself stays.",
        file=f"outputs/store/derived/{path.name}",
    )


def _kept_for(damaged: list[str]) -> Fault:
    return Fault(
        "warning",
        f"no part was removed, because these lists cannot be read and may name any: "
        f"{listed(damaged)}.",
        file="outputs/store",
        fix="Run `kit load` and `kit prepare`, which make them anew, then `kit prune` again.",
    )
