"""When snapshots were taken, and which of them was taken last.

::

    store/snapshots/<id>.taken   every time at which that snapshot was taken
    store/newest.taken           the last of all of these, once more

A load writes a snapshot's list, then its times, then the last of all; a prune removes its times
before its list. So a list alone is of a load or a prune that was interrupted, and nobody's. The
last one stands twice, so that the times of an older snapshot can be damaged and it is still known
which one is in use.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from kit import files
from kit.data.sealing import sealed, unsealed
from kit.errors import DataError

LAST = "newest.taken"
"""Name of the file in the store that says which snapshot was taken last."""

_UNREADABLE = (OSError, ValueError, KeyError, TypeError)


class Taking(NamedTuple):
    """One time at which a snapshot was taken; the same data may be taken again later."""

    at: datetime
    snapshot: str


def takings(store: Path) -> tuple[Taking, ...]:
    """Every time at which a snapshot of `store` was taken, oldest first.

    Times that are damaged are left out, but for the last one of all.
    """
    found = {Taking(at, name) for name in _listed(store) for at in _readable(store, name)}
    with suppress(DataError):
        last = noted_last(store)
        found |= {last} if last else set()
    return tuple(sorted(found))


def snapshot_ids(store: Path) -> tuple[str, ...]:
    """Names of the snapshots in `store`, the one taken last first, undated ones at the end."""
    dated = dict.fromkeys(taking.snapshot for taking in reversed(takings(store)))
    return (*dated, *(name for name in undated(store) if name not in dated))


def newest_id(store: Path) -> str | None:
    """Name of the snapshot taken last; None in an empty store.

    Raises
    ------
    DataError
        If it cannot be told, because the times of one are damaged and so is what says which was
        the last.
    """
    try:
        is_known = noted_last(store) is not None
    except DataError:
        is_known = False
    if not is_known:
        for name in undated(store):
            taken_times(store, name)
    taken = takings(store)
    return taken[-1].snapshot if taken else None


def taken_times(store: Path, name: str) -> tuple[datetime, ...]:
    """When the snapshot called `name` was taken, oldest first; empty if it never was.

    Raises
    ------
    DataError
        If the file that says so is damaged, or is gone while the snapshot's tables are there.
    """
    path = _path(store, name)
    if not path.exists():
        if _derived(store, name).exists() and _list(store, name).exists():
            raise DataError(_refusal(f"snapshots/{path.name}", "gone"))
        return ()
    try:
        fields = unsealed(path.read_bytes())
        if fields["snapshot"] != name:
            raise ValueError("of another snapshot")
        return tuple(sorted(datetime.fromisoformat(one) for one in fields["taken"]))
    except _UNREADABLE as error:
        raise DataError(_refusal(f"snapshots/{path.name}", "damaged")) from error


def noted_last(store: Path) -> Taking | None:
    """What the store says of the last taking of all; None where it says nothing.

    Raises
    ------
    DataError
        If the file that says so is damaged.
    """
    path = store / LAST
    if not path.exists():
        return None
    try:
        fields = unsealed(path.read_bytes())
        return Taking(datetime.fromisoformat(fields["taken"]), str(fields["snapshot"]))
    except _UNREADABLE as error:
        raise DataError(_refusal(LAST, "damaged")) from error


def undated(store: Path) -> tuple[str, ...]:
    """Names of the snapshots whose times are damaged, sorted."""
    return tuple(name for name in _listed(store) if _is_undated(store, name))


def write_taking(store: Path, name: str, at: datetime | None = None) -> None:
    """Note that the snapshot called `name` was taken, unless it is the newest already.

    Parameters
    ----------
    at
        Now, unless given; just after the newest one where the clock was set back since.
    """
    known = takings(store)
    times = [one.at for one in known if one.snapshot == name]
    if not known or known[-1].snapshot != name:
        now = (at or datetime.now(UTC)).astimezone(UTC)
        times.append(max([now, *(one.at + timedelta(microseconds=1) for one in known[-1:])]))
    _write(_path(store, name), {"snapshot": name, "taken": _iso(times)})
    _write(store / LAST, {"snapshot": name, "taken": times[-1].isoformat()})


def pass_takings(store: Path, name: str, other: str) -> None:
    """Note that snapshot `other` was taken whenever `name` was; it takes that one's place."""
    times = sorted({*taken_times(store, name), *taken_times(store, other)})
    _write(_path(store, other), {"snapshot": other, "taken": _iso(times)})
    last = noted_last(store)
    if last is not None and last.snapshot == name:
        _write(store / LAST, {"snapshot": other, "taken": last.at.isoformat()})


def _write(path: Path, fields: dict[str, object]) -> None:
    """Write a file of times, unless it says so already."""
    text = sealed(fields)
    if not path.is_file() or path.read_bytes() != text.encode("utf-8"):
        files.write_atomic(path, text, private=True)


def _iso(times: Iterable[datetime]) -> list[str]:
    return [one.isoformat() for one in times]


def _listed(store: Path) -> list[str]:
    """Names of which there is a list or times."""
    folder = store / "snapshots"
    return sorted({path.stem for kind in ("json", "taken") for path in folder.glob(f"*.{kind}")})


def _readable(store: Path, name: str) -> tuple[datetime, ...]:
    with suppress(DataError):
        return taken_times(store, name)
    return ()


def _is_undated(store: Path, name: str) -> bool:
    try:
        taken_times(store, name)
    except DataError:
        return True
    return False


def _path(store: Path, name: str) -> Path:
    return store / "snapshots" / f"{name}.taken"


def _list(store: Path, name: str) -> Path:
    return store / "snapshots" / f"{name}.json"


def _derived(store: Path, name: str) -> Path:
    return store / "derived" / f"{name}.json"


def _refusal(file: str, state: str) -> str:
    return (
        f"outputs/store/{file}, which says when a snapshot was taken, is {state}"
        f"{' or of an older version of kit' if state == 'damaged' else ''}. Run `kit load` again; "
        "`kit prune` removes an older snapshot that is damaged."
    )
