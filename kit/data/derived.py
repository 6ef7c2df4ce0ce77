"""The list of the tables that were made from one snapshot, and what they were made from."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from kit import files
from kit.data.manifest import Snapshot
from kit.data.part import Part, Shelves
from kit.data.sealing import sealed, unsealed
from kit.errors import DataError
from kit.units import Unit


@dataclass(frozen=True)
class Derived:
    """Tables that were made from one snapshot.

    Attributes
    ----------
    key
        Digest of all that they were made from; while it is the same they need not be made again.
    shared
        Names of those that every unit reads in full.
    until
        When the snapshot was taken up to which they look back, as ISO 8601; empty where they look
        at one snapshot only.
    """

    key: str
    parts: tuple[Part, ...] = ()
    shared: tuple[str, ...] = ()
    until: str = ""

    def parts_for(self, unit: Unit) -> tuple[Part, ...]:
        """Parts that a report of `unit` may read, and no others."""
        return self._shelves.of(unit)

    @cached_property
    def _shelves(self) -> Shelves:
        return Shelves(self.parts, self.shared)


def derived_path(store: Path, name: str) -> Path:
    """File that lists what was made from the snapshot called `name`."""
    return store / "derived" / f"{name}.json"


def write_derived(store: Path, snapshot: Snapshot, derived: Derived) -> None:
    """List the tables made from `snapshot` in `store`."""
    path = derived_path(store, snapshot.id)
    files.make_folder(path.parent, private=True)
    files.write_atomic(path, sealed(asdict(derived) | {"snapshot": snapshot.id}), private=True)


def read_derived(store: Path, snapshot: Snapshot) -> Derived | None:
    """Read the list of tables made from `snapshot`; None where none were made yet.

    Raises
    ------
    DataError
        If the list is damaged.
    """
    path = derived_path(store, snapshot.id)
    try:
        fields = unsealed(path.read_bytes())
        if fields["snapshot"] != snapshot.id:
            raise ValueError("of another snapshot")
        parts = tuple(Part(**part) for part in fields["parts"])
        return Derived(fields["key"], parts, tuple(fields["shared"]), fields["until"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"The list of tables made from snapshot `{snapshot.id}`, "
            f"outputs/store/derived/{path.name}, is damaged, was changed or is of an older version "
            "of kit. Run `kit prepare` again if that snapshot is the newest, or `kit prune` if "
            "it is an older one."
        ) from error


def whole_derived(store: Path, snapshot: Snapshot) -> Derived | None:
    """Read the list of tables made from `snapshot`; None also where it is damaged.

    For those who can make it again or do without.
    """
    with suppress(DataError):
        return read_derived(store, snapshot)
    return None


def derived_of(store: Path, snapshot: Snapshot, unit: Unit) -> tuple[Part, ...]:
    """Parts of the tables made from `snapshot` that a report of `unit` may read.

    A list that is damaged raises a DataError: pages would lack these tables and not say why.
    """
    derived = read_derived(store, snapshot)
    return derived.parts_for(unit) if derived else ()
