"""Company → region → team: the units a report is for, and which of them hold which others.

Deeper organisations map to these two levels. A row belongs to exactly one *leaf*: a team, a
region without team, or nobody (`Unit()` with `unassigned` rows); a unit's report reads the
leaves below it, so that teams + unassigned = company.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kit.errors import ParamError, suggestion


@dataclass(frozen=True, order=True)
class Unit:
    """One addressee of reports.

    ``Unit()`` is the company, ``Unit("EMEA")`` a region, ``Unit("EMEA", "Iberia")`` a team.

    >>> Unit("EMEA", "Iberia").key, Unit("EMEA").parent.key, Unit().level
    ('EMEA/Iberia', '', 'company')
    """

    region: str = ""
    team: str = ""

    @property
    def level(self) -> str:
        """``company``, ``region`` or ``team``."""
        return "team" if self.team else "region" if self.region else "company"

    @property
    def key(self) -> str:
        """How the unit is written in project.yaml: ``region/team``; the company is empty."""
        return "/".join(part for part in (self.region, self.team) if part)

    @property
    def name(self) -> str:
        """The unit's own name; empty for the company, which takes the project's name."""
        return self.team or self.region

    @property
    def parent(self) -> Unit:
        """The unit above; the company is its own parent."""
        return Unit(self.region) if self.team and self.region else Unit()

    def holds(self, leaf: Unit) -> bool:
        """Whether rows of `leaf` belong to this unit's reports."""
        return (not self.region or self.region == leaf.region) and (
            not self.team or self.team == leaf.team
        )


@dataclass(frozen=True)
class Tree:
    """The units of a company, as found in its data.

    >>> tree = Tree.of([("EMEA", "Iberia"), ("EMEA", "DACH"), ("", "")])
    >>> [unit.key for unit in tree.units]
    ['', 'EMEA', 'EMEA/DACH', 'EMEA/Iberia']
    """

    units: tuple[Unit, ...]

    @classmethod
    def of(cls, leaves: Iterable[tuple[str, str]]) -> Tree:
        """The tree that holds all `leaves` (region, team) and everything above them."""
        units = {Unit()}
        for region, team in leaves:
            units |= {Unit(region, team), Unit(region, team).parent}
        return cls(tuple(sorted(units)))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Names of the regions, sorted."""
        return tuple(sorted({unit.region for unit in self.units if unit.region}))

    def find(self, region: str = "", team: str = "") -> Unit:
        """The unit named so; a team's name alone is enough where it is unique.

        Raises
        ------
        ParamError
            If no such unit exists; the message lists the known ones.
        """
        if region and region not in self.regions:
            raise ParamError(_unknown("region", region, self.regions))
        found = [
            unit
            for unit in self.units
            if unit.team == team and (unit.region == region or (team and not region))
        ]
        if len(found) == 1:
            return found[0]
        teams = [unit.team for unit in self.units if unit.team and Unit(region).holds(unit)]
        if not found:
            raise ParamError(_unknown("team", team, teams))
        regions = ", ".join(f"`{unit.region}`" for unit in found)
        raise ParamError(
            f"Team `{team}` exists in several regions ({regions}): name the region too."
        )


def _unknown(level: str, name: str, known: Sequence[str]) -> str:
    """The message for a unit that does not exist; it always lists those that do."""
    if not known:
        return f"Unknown {level} `{name}`: the data name no {level}."
    hint = suggestion(name, known)
    listed = (
        "" if hint.startswith("Known") else f" Known: {', '.join(f'`{one}`' for one in known)}."
    )
    return f"Unknown {level} `{name}`. {hint}{listed}".rstrip()
