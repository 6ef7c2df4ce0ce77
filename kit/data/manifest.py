"""What a snapshot consists of, in plain JSON: planning a run reads this and opens no table.

::

    store/snapshots/<id>.json    as_of, parts with their row counts; the same on any day
    store/snapshots/<id>.taken   when it was taken (see `kit.data.takings`)
    store/derived/<id>.json      derived tables of that snapshot (see `kit.data.derived`)
    store/parts/<digest>.parquet one table of one leaf unit

Each link of the chain can be checked by the one before: a snapshot is named by the digest of its
parts, a part by the digest of its bytes; the lists themselves are sealed (`kit.data.sealing`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from kit import files
from kit.data.part import Part, Shelves
from kit.data.sealing import sealed, unsealed
from kit.data.takings import newest_id, snapshot_ids, taken_times, write_taking
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
    sources
        Files that each table was read from last; other names of the same data change no id.
    """

    id: str
    as_of: date
    parts: tuple[Part, ...]
    freshness: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False
    shared: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    currency: str = ""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
        sources: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Snapshot:
        """Name the snapshot that consists of `parts`; their order does not matter."""
        ordered, facts = tuple(sorted(parts)), tuple(sorted(shared))
        content: list[object] = [as_of.isoformat(), demo, [astuple(part) for part in ordered]]
        if facts or currency:  # lists without either have kept the names they were given
            content += [facts, currency]
        name = files.digest(json.dumps(content))[:_ID_LENGTH]
        newest = dict(sorted((freshness or {}).items()))
        counts = dict(sorted((rows or {}).items()))
        named = dict(sorted((sources or {}).items()))
        return cls(name, as_of, ordered, newest, demo, facts, counts, currency, named)

    @cached_property
    def tree(self) -> Tree:
        """The units that have rows of their own, and those above them."""
        return Tree.of((part.region, part.team) for part in self.parts)

    @cached_property
    def _shelves(self) -> Shelves:
        return Shelves(self.parts, self.shared)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the canonical tables the project has, sorted."""
        return tuple(sorted({part.table for part in self.parts} & BY_NAME.keys()))

    def parts_for(self, unit: Unit) -> tuple[Part, ...]:
        """Parts that a report of `unit` may read, and no others."""
        return self._shelves.of(unit)

    def to_json(self) -> str:
        """Text of the snapshot's file."""
        return sealed({**asdict(self), "as_of": self.as_of.isoformat()})

    @classmethod
    def from_json(cls, data: bytes) -> Snapshot:
        """Read what `to_json` wrote; a ValueError tells of a change."""
        fields = unsealed(data)
        fields |= {
            "as_of": date.fromisoformat(fields["as_of"]),
            "parts": tuple(Part(**part) for part in fields["parts"]),
            "shared": tuple(fields["shared"]),
            "sources": {name: tuple(own) for name, own in fields.get("sources", {}).items()},
        }
        return cls(**fields)


def write_snapshot(store: Path, snapshot: Snapshot, taken_at: datetime | None = None) -> None:
    """List `snapshot` in `store`, and note when it was taken unless it is the newest already.

    Its parts must be there for good; what is damaged of an equal one is written anew.
    """
    folder = store / "snapshots"
    files.make_folder(folder, private=True)
    files.write_atomic(folder / f"{snapshot.id}.json", snapshot.to_json(), private=True)
    write_taking(store, snapshot.id, taken_at)


def read_snapshot(store: Path, name: str) -> Snapshot:
    """Read the snapshot called `name`.

    Raises
    ------
    DataError
        If it is not in the store, or its list is gone or damaged.
    """
    path = store / "snapshots" / f"{name}.json"
    if name not in snapshot_ids(store):
        known = ", ".join(f"`{one}`" for one in snapshot_ids(store)) or "none"
        raise DataError(f"There is no snapshot `{name}`. Snapshots, newest first: {known}.")
    try:
        snapshot = Snapshot.from_json(path.read_bytes())
    except FileNotFoundError as error:
        raise DataError(_refusal(name, "is gone")) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        state = "is damaged, was changed or is of an older version of kit"
        raise DataError(_refusal(name, state)) from error
    if snapshot.id != name or _name(snapshot) != name:
        raise DataError(_refusal(name, "is of another snapshot"))
    return snapshot


def newest(store: Path) -> Snapshot | None:
    """Read the snapshot taken last; None in an empty store.

    Raises
    ------
    DataError
        If its list or its times are damaged: it must be loaded again before it is reported on.
    """
    name = newest_id(store)
    if name is None:
        return None
    taken_times(store, name)
    return read_snapshot(store, name)


def newest_readable(store: Path) -> Snapshot | None:
    """Read the newest snapshot whose list is whole; None where there is none."""
    for name in snapshot_ids(store):
        with suppress(DataError):
            return read_snapshot(store, name)
    return None


def _name(snapshot: Snapshot) -> str:
    """The id that a snapshot's parts and facts give."""
    return Snapshot.of(
        snapshot.as_of,
        snapshot.parts,
        demo=snapshot.demo,
        shared=snapshot.shared,
        currency=snapshot.currency,
    ).id


def _refusal(name: str, state: str) -> str:
    return (
        f"The list of snapshot `{name}`, outputs/store/snapshots/{name}.json, {state}. "
        "Run `kit load` again; `kit prune` removes an older snapshot that is damaged."
    )
