"""What a snapshot consists of, in plain JSON: planning a run reads this and opens no table.

::

    store/snapshots/<id>.json    as_of, parts with their row counts; the same on any day
    store/snapshots/<id>.taken   when it was taken, one instant a line
    store/derived/<id>.json      derived tables of that snapshot (see `kit.data.derived`)
    store/parts/<digest>.parquet one table of one leaf unit

Each link of the chain can be checked by the one before: a snapshot is named by the digest of its
parts, a part by the digest of its bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from kit import files
from kit.data.part import Part
from kit.data.sealing import sealed, unsealed
from kit.errors import DataError
from kit.schemas import BY_NAME
from kit.units import Tree, Unit

_ID_LENGTH = 16


@dataclass(frozen=True)
class Snapshot:
    """All tables at one load.

    Attributes
    ----------
    id
        Digest of the parts, `as_of`, `demo`, `shared` and `currency`: equal data have equal ids.
    as_of
        Last day that counts.
    freshness
        Newest event of each table, as ISO dates.
    demo
        Whether the data are made up.
    shared
        Names of the parts that are no canonical tables and that every unit reads in full.
    rows
        Row count of each canonical table; an account that several units share counts once.
    currency
        The currency that amounts were converted to.
    """

    id: str
    as_of: date
    parts: tuple[Part, ...]
    freshness: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False
    shared: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    currency: str = ""

    @classmethod
    def of(
        cls,
        as_of: date,
        parts: Iterable[Part],
        *,
        freshness: Mapping[str, str] | None = None,
        demo: bool = False,
        shared: Iterable[str] = (),
        rows: Mapping[str, int] | None = None,
        currency: str = "",
    ) -> Snapshot:
        """Name the snapshot that consists of `parts`; their order does not matter."""
        ordered, facts = tuple(sorted(parts)), tuple(sorted(shared))
        content: list[object] = [as_of.isoformat(), demo, [astuple(part) for part in ordered]]
        if facts or currency:  # lists without either have kept the names they were given
            content += [facts, currency]
        name = files.digest(json.dumps(content))[:_ID_LENGTH]
        newest = dict(sorted((freshness or {}).items()))
        counts = dict(sorted((rows or {}).items()))
        return cls(name, as_of, ordered, newest, demo, facts, counts, currency)

    @cached_property
    def tree(self) -> Tree:
        """The units that have rows of their own, and those above them."""
        return Tree.of((part.region, part.team) for part in self.parts)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the canonical tables the project has, sorted."""
        return tuple(sorted({part.table for part in self.parts} & BY_NAME.keys()))

    @property
    def row_counts(self) -> Mapping[str, int]:
        """Rows of each canonical table, as far as the list tells.

        A list from before counts were kept leaves out tables whose rows several units may share.
        """
        if self.rows:
            return self.rows
        counted = [name for name in self.tables if BY_NAME[name].sharing != "events"]
        return {
            name: sum(part.rows for part in self.parts if part.table == name) for name in counted
        }

    def parts_for(self, unit: Unit) -> tuple[Part, ...]:
        """Parts that a report of `unit` may read, and no others."""
        return tuple(part for part in self.parts if part.table in self.shared or part.is_for(unit))

    def to_json(self) -> str:
        """Text of the snapshot's file."""
        return sealed({**asdict(self), "as_of": self.as_of.isoformat()})

    @classmethod
    def from_json(cls, text: str) -> Snapshot:
        """Read what `to_json` wrote; a ValueError tells of a change."""
        fields = unsealed(text)
        fields |= {
            "as_of": date.fromisoformat(fields["as_of"]),
            "parts": tuple(Part(**part) for part in fields["parts"]),
            "shared": tuple(fields.get("shared", ())),
        }
        return cls(**fields)


class Taking(NamedTuple):
    """One time at which a snapshot was taken; the same data may be taken again later."""

    at: datetime
    snapshot: str


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
            f"The list of snapshot `{name}` is damaged or was changed. Run `kit load` again."
        ) from error
    if _name(snapshot) != name:
        raise DataError(f"The list of snapshot `{name}` was changed. Run `kit load` again.")
    return snapshot


def _name(snapshot: Snapshot) -> str:
    """The id that a snapshot's parts and facts give."""
    return Snapshot.of(
        snapshot.as_of,
        snapshot.parts,
        demo=snapshot.demo,
        shared=snapshot.shared,
        currency=snapshot.currency,
    ).id


def snapshot_ids(store: Path) -> tuple[str, ...]:
    """Names of the snapshots in `store`, the one taken last first."""
    return tuple(dict.fromkeys(taking.snapshot for taking in reversed(takings(store))))


def takings(store: Path) -> tuple[Taking, ...]:
    """Every time at which a snapshot of `store` was taken, oldest first."""
    listed = (path.stem for path in (store / "snapshots").glob("*.json"))
    return tuple(sorted(Taking(at, name) for name in listed for at in taken_times(store, name)))


def taken_times(store: Path, name: str) -> tuple[datetime, ...]:
    """When the snapshot called `name` was taken, oldest first; empty if it never was.

    Raises
    ------
    DataError
        If the file that says so is damaged.
    """
    path = store / "snapshots" / f"{name}.taken"
    if not path.exists():
        return ()
    try:
        return tuple(datetime.fromisoformat(line) for line in path.read_text("utf-8").split())
    except ValueError as error:
        raise DataError(
            f"The times at which snapshot `{name}` was taken are damaged. "
            f"Remove outputs/store/snapshots/{path.name} and run `kit load` again."
        ) from error


def newest(store: Path) -> Snapshot | None:
    """Read the snapshot taken last; None in an empty store."""
    names = snapshot_ids(store)
    return read_snapshot(store, names[0]) if names else None


def newest_readable(store: Path) -> Snapshot | None:
    """Read the newest snapshot whose list is whole; None where there is none."""
    for name in snapshot_ids(store):
        with suppress(DataError):
            return read_snapshot(store, name)
    return None
