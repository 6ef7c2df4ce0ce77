"""What is true of a synthetic CRM: everything it was drawn from, and how much was drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from kit.demo.people import Staff
from kit.demo.world import World
from kit.files import digest


@dataclass(frozen=True)
class Truth:
    """The parameters behind the files of one synthetic CRM.

    Attributes
    ----------
    version
        Digest of the code and of the world that made the files.
    opportunities, seed
        As asked for.
    world
        All base rates, effects, hazards, seasons and shares.
    owners
        Skill (effect on the log hazard of winning) and diligence, by owner.
    counts
        Rows by table.
    stale
        Number of opportunities that never end.
    orphans
        Rows, by table and column, that point to a record which does not exist.
    """

    version: str
    opportunities: int
    seed: int
    as_of: date
    world: World
    owners: Mapping[str, Mapping[str, float]]
    counts: Mapping[str, int]
    stale: int
    orphans: Mapping[str, int]

    def as_json(self) -> str:
        """The truth as the file ``truth.json`` holds it."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, indent=1) + "\n"


def owner_truth(people: Staff) -> dict[str, dict[str, float]]:
    """What is true of each owner."""
    return {
        name: {
            "skill": float(people.skill[number]),
            "delay_hours": float(people.delay_hours[number]),
            "neglect": float(people.neglect[number]),
            "persistence": float(people.persistence[number]),
            "workload": float(people.workload[number]),
        }
        for number, name in enumerate(people.names)
    }


def version(world: World) -> str:
    """Digest of this room's code and of the `world`: files made by others are made again."""
    code = sorted(Path(__file__).parent.glob("*.py"))
    texts = [f"{path.name}\n{path.read_text('utf-8')}" for path in code]
    return digest("".join((*texts, repr(world))))[:16]
