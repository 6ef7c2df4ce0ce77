"""One file of the store: a table's rows that belong to one leaf unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kit.schemas import BY_NAME
from kit.units import Unit


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

    @property
    def of(self) -> str:
        """Table and unit, as messages name them."""
        return f"{self.table}, {self.leaf.key or 'company'}"

    @property
    def is_everyones(self) -> bool:
        """Whether every unit may read the part: there is nobody's row in it, or nobody's own."""
        schema = BY_NAME.get(self.table)
        return self.rows == 0 or (schema is not None and schema.sharing == "everyone")

    def is_for(self, unit: Unit) -> bool:
        """Whether `unit` may read the part: its own, everyone's, or one without rows."""
        return self.is_everyones or unit.holds(self.leaf)


class Shelves:
    """Parts by who may read them, so that a unit's are found without looking at all others'.

    Parameters
    ----------
    parts
        In an order that is kept.
    shared
        Names of tables that every unit reads in full.
    """

    def __init__(self, parts: Sequence[Part], shared: Collection[str]) -> None:
        self._parts = parts
        self._everyones: list[int] = []
        self._of_leaf: dict[Unit, list[int]] = {}
        self._leaves: dict[str, list[Unit]] = {}
        for place, part in enumerate(parts):
            if part.table in shared or part.is_everyones:
                self._everyones.append(place)
            else:
                self._of_leaf.setdefault(part.leaf, []).append(place)
        for leaf in self._of_leaf:
            self._leaves.setdefault(leaf.region, []).append(leaf)

    def of(self, unit: Unit) -> tuple[Part, ...]:
        """Parts that a report of `unit` may read, and no others."""
        places = [place for leaf in self._held(unit) for place in self._of_leaf[leaf]]
        return tuple(self._parts[place] for place in sorted(self._everyones + places))

    def _held(self, unit: Unit) -> Iterable[Unit]:
        if unit in self._of_leaf and unit.region and unit.team:
            return (unit,)
        near = self._leaves.get(unit.region, ()) if unit.region else self._of_leaf
        return (leaf for leaf in near if unit.holds(leaf))
