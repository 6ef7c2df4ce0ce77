"""Which snapshots stay, and the removal of the others in an order that a crash cannot spoil.

A snapshot's list goes first, then what was made from it, then the parts that no remaining list
names: at every moment each list that is there finds all its parts. What an interrupted prune left
behind is nobody's and goes with the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kit import files
from kit.data.derived import read_derived
from kit.data.manifest import Taking, read_snapshot, snapshot_ids, takings
from kit.data.naming import listed
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
        Warnings: why parts stay although no list that can be read names them.
    """

    snapshots: tuple[str, ...]
    kept: tuple[str, ...]
    parts: int
    freed: int
    faults: tuple[Fault, ...] = field(default=())


def prune(
    settings: Settings, *, now: datetime, needed: Collection[str] = (), dry_run: bool = False
) -> Pruned:
    """Remove the snapshots that `keep` of project.yaml lets go; call it under the run's lock.

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
    """
    store = settings.store
    taken, names = takings(store), snapshot_ids(store)
    staying = kept(taken, settings.keep, now, ZoneInfo(settings.timezone))
    staying |= {*needed, *_bearer_of_history(store, taken)}
    remaining = tuple(name for name in names if name in staying)
    going = tuple(name for name in names if name not in staying)
    parts, faults = _unnamed(store, remaining)
    freed = sum(path.stat().st_size for path in parts)
    if not dry_run:
        for path in (*_lists(store, going), *_leftovers(store, names), *parts):
            files.remove_tree(path)
    return Pruned(going, remaining, len(parts), freed, tuple(faults))


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
        try:
            derived = read_derived(store, read_snapshot(store, taking.snapshot))
        except DataError:
            continue
        if derived is not None and derived.until == taking.at.isoformat():
            return {taking.snapshot}
    return set()


def _lists(store: Path, names: Iterable[str]) -> list[Path]:
    """Lists of snapshots, the one that makes them known first."""
    places = ("snapshots/{}.json", "derived/{}.json", "snapshots/{}.taken")
    return [store / place.format(name) for name in names for place in places]


def _leftovers(store: Path, names: Iterable[str]) -> list[Path]:
    """Files of no snapshot that is listed, from a prune or a load that was interrupted."""
    places = ("snapshots/*.json", "derived/*.json", "snapshots/*.taken")
    known = set(names)
    return [
        path for place in places for path in sorted(store.glob(place)) if path.stem not in known
    ]


def _unnamed(store: Path, remaining: Iterable[str]) -> tuple[list[Path], list[Fault]]:
    """Parts that no remaining list names; none while one of the lists cannot be read."""
    named: set[str] = set()
    damaged = []
    for name in remaining:
        try:
            snapshot = read_snapshot(store, name)
        except DataError:
            damaged.append(f"snapshots/{name}.json")
            continue
        derived = read_derived(store, snapshot)
        if derived is None and (store / "derived" / f"{name}.json").exists():
            damaged.append(f"derived/{name}.json")
        named |= {part.digest for part in (*snapshot.parts, *(derived.parts if derived else ()))}
    if damaged:
        return [], [_kept_for(damaged)]
    found = sorted((store / "parts").glob("*.parquet"))
    return [path for path in found if path.stem not in named], []


def _kept_for(damaged: list[str]) -> Fault:
    return Fault(
        "warning",
        f"no part was removed, because these lists cannot be read and may name any: "
        f"{listed(damaged)}.",
        file="outputs/store",
        fix="Restore them from a backup, or remove them, and run `kit prune` again.",
    )
