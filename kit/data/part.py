"""One file of the store: a table's rows that belong to one leaf unit."""

from __future__ import annotations

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

    def is_for(self, unit: Unit) -> bool:
        """Whether `unit` may read the part: its own, everyone's, or one without rows."""
        schema = BY_NAME.get(self.table)
        everyones = schema is not None and schema.sharing == "everyone"
        return everyones or self.rows == 0 or unit.holds(self.leaf)
