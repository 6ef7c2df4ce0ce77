"""What a snapshot consists of, in plain JSON: planning a run reads this and opens no table.

::

    store/snapshots/<id>.json    as_of, parts with their row counts; the same on any day
    store/snapshots/<id>.taken   when it was taken, one instant a line
    store/derived/<id>.json      derived tables of that snapshot, and what they were made from
    store/parts/<digest>.parquet one table of one leaf unit
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from kit import files
from kit.errors import DataError
from kit.schemas import BY_NAME
from kit.units import Tree, Unit

_ID_LENGTH = 16


@dataclass(frozen=True, order=True)
class Part:
    """One table of one leaf unit.

    Attributes
    ----------
    region, team
        The leaf; both empty for what belongs to nobody or to the company alone.
    digest
        SHA-256 of the file's bytes, and its name.
    rows
        Row count. A part without rows says that the company has the table.
    """

    table: str
    region: str
    team: str
    digest: str
    rows: int

    @property
    def leaf(self) -> Unit:
        """The unit whose rows these are."""
        return Unit(self.region, self.team)

    def is_for(self, unit: Unit) -> bool:
        """Whether `unit` may read the part: its own, everyone's, or one without rows."""
        schema = BY_NAME.get(self.table)
        everyones = schema is not None and schema.sharing == "everyone"
        return everyones or self.rows == 0 or unit.holds(self.leaf)


@dataclass(frozen=True)
class Snapshot:
    """All tables at one load.

    Attributes
    ----------
    id
        Digest of the parts, `as_of` and `demo`: equal data have equal ids.
    as_of
        Last day that counts.
    freshness
        Newest event of each table, as ISO dates.
    demo
        Whether the data are made up.
    """

    id: str
    as_of: date
    parts: tuple[Part, ...]
    freshness: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False

    @classmethod
    def of(
        cls,
        as_of: date,
        parts: Iterable[Part],
        *,
        freshness: Mapping[str, str] | None = None,
        demo: bool = False,
    ) -> Snapshot:
        """Name the snapshot that consists of `parts`; their order does not matter."""
        ordered = tuple(sorted(parts))
        content = json.dumps([as_of.isoformat(), demo, [astuple(part) for part in ordered]])
        name = files.digest(content)[:_ID_LENGTH]
        return cls(name, as_of, ordered, dict(sorted((freshness or {}).items())), demo)

    @cached_property
    def tree(self) -> Tree:
        """The units that have rows of their own, and those above them."""
        return Tree.of((part.region, part.team) for part in self.parts)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables the project has, sorted."""
        return tuple(sorted({part.table for part in self.parts}))

    def parts_for(self, unit: Unit) -> tuple[Part, ...]:
        """Parts that a report of `unit` may read, and no others."""
        return tuple(part for part in self.parts if part.is_for(unit))

    def to_json(self) -> str:
        """Text of the snapshot's file."""
        fields = {**asdict(self), "as_of": self.as_of.isoformat()}
        return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Snapshot:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        fields |= {
            "as_of": date.fromisoformat(fields["as_of"]),
            "parts": tuple(Part(**part) for part in fields["parts"]),
        }
        return cls(**fields)


@dataclass(frozen=True)
class Derived:
    """Tables that were made from one snapshot.

    Attributes
    ----------
    key
        Digest of all that they were made from; while it is the same they need not be made again.
    shared
        Names of those that every unit reads in full.
    """

    key: str
    parts: tuple[Part, ...] = ()
    shared: tuple[str, ...] = ()

    def parts_for(self, unit: Unit) -> tuple[Part, ...]:
        """Parts that a report of `unit` may read, and no others."""
        return tuple(part for part in self.parts if part.table in self.shared or part.is_for(unit))


def write_snapshot(store: Path, snapshot: Snapshot, taken_at: datetime | None = None) -> None:
    """List `snapshot` in `store`, and note when it was taken unless it is the newest already."""
    folder = store / "snapshots"
    files.make_folder(folder, private=True)
    before = snapshot_ids(store)[:1]
    files.write_atomic(folder / f"{snapshot.id}.json", snapshot.to_json(), private=True)
    if before == (snapshot.id,):
        return
    at = _after(store, before, (taken_at or datetime.now(UTC)).astimezone(UTC)).isoformat()
    lines = [one.isoformat() for one in taken_times(store, snapshot.id)]
    files.write_atomic(
        folder / f"{snapshot.id}.taken", "".join(f"{one}\n" for one in [*lines, at]), private=True
    )


def _after(store: Path, before: tuple[str, ...], at: datetime) -> datetime:
    """`at`, or just after the newest snapshot where the clock was set back since."""
    latest = [taken_times(store, name)[-1] + timedelta(microseconds=1) for name in before]
    return max([at, *latest])


def read_snapshot(store: Path, name: str) -> Snapshot:
    """Read the snapshot called `name`.

    Raises
    ------
    DataError
        If it is not in the store, or its file is damaged.
    """
    path = store / "snapshots" / f"{name}.json"
    if name not in snapshot_ids(store):
        known = ", ".join(f"`{one}`" for one in snapshot_ids(store)) or "none"
        raise DataError(f"There is no snapshot `{name}`. Snapshots, newest first: {known}.")
    try:
        snapshot = Snapshot.from_json(path.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"The list of snapshot `{name}` is damaged. Run `kit load` again."
        ) from error
    if Snapshot.of(snapshot.as_of, snapshot.parts, demo=snapshot.demo).id != name:
        raise DataError(f"The list of snapshot `{name}` was changed. Run `kit load` again.")
    return snapshot


def snapshot_ids(store: Path) -> tuple[str, ...]:
    """Names of the snapshots in `store`, the one taken last first."""
    last = [
        (times[-1], path.stem)
        for path in (store / "snapshots").glob("*.json")
        if (times := taken_times(store, path.stem))
    ]
    return tuple(name for _, name in sorted(last, reverse=True))


def taken_times(store: Path, name: str) -> tuple[datetime, ...]:
    """When the snapshot called `name` was taken, oldest first; empty if it never was."""
    path = store / "snapshots" / f"{name}.taken"
    if not path.exists():
        return ()
    return tuple(datetime.fromisoformat(line) for line in path.read_text("utf-8").split())


def newest(store: Path) -> Snapshot | None:
    """Read the snapshot taken last; None in an empty store."""
    names = snapshot_ids(store)
    return read_snapshot(store, names[0]) if names else None


def write_derived(store: Path, snapshot: Snapshot, derived: Derived) -> None:
    """List the tables made from `snapshot` in `store`."""
    folder = files.make_folder(store / "derived", private=True)
    text = json.dumps(asdict(derived), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    files.write_atomic(folder / f"{snapshot.id}.json", text, private=True)


def read_derived(store: Path, snapshot: Snapshot) -> Derived | None:
    """Read the list of tables made from `snapshot`; None if it is absent or damaged."""
    try:
        text = (store / "derived" / f"{snapshot.id}.json").read_text(encoding="utf-8")
        fields = json.loads(text)
        parts = tuple(Part(**part) for part in fields["parts"])
        return Derived(fields["key"], parts, tuple(fields["shared"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def derived_of(store: Path, snapshot: Snapshot, unit: Unit) -> tuple[Part, ...]:
    """Parts of the tables made from `snapshot` that a report of `unit` may read."""
    derived = read_derived(store, snapshot)
    return derived.parts_for(unit) if derived else ()
