"""What travels to a worker, in plain dicts, strings and numbers; and what must be alike there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

from kit import files
from kit.data.handover import PROJECT, TASK
from kit.params import RunLimits
from kit.rooms import ROOMS
from kit.runner.local_worker import Order
from kit.runner.plan import versions

_PATHS = (PROJECT, TASK)
_CODE = ROOMS[: ROOMS.index("cluster") + 1]


class Parcel(TypedDict):
    """One page to execute.

    Attributes
    ----------
    key
        Key of the task, which names its files.
    notebook, handover
        Texts of the source and of what the kernel is handed.
    order
        The local worker's order, without paths of the machine that began the run.
    limits
        The project's `limits`.
    seconds
        Left to the run when the parcel was sent.
    project
        What marks the processes of the project.
    depot
        Where the parts lie.
    facts
        What must be alike, see `facts`.
    """

    key: str
    notebook: str
    handover: str
    order: Order
    limits: dict[str, Any]
    seconds: float
    project: str
    depot: str
    facts: dict[str, str]


def packed(order: Order, limits: RunLimits, seconds: float, project: str, depot: str) -> Parcel:
    """The parcel for `order`, whose files are read here."""
    environment = {
        name: value for name, value in order["environment"].items() if name not in _PATHS
    }
    rest = {name: value for name, value in order.items() if name not in ("notebook", "keep")}
    return Parcel(
        key=Path(order["keep"]).stem,
        notebook=Path(order["notebook"]).read_text(encoding="utf-8"),
        handover=Path(order["environment"][TASK]).read_text(encoding="utf-8"),
        order={**rest, "environment": environment},
        limits=limits.model_dump(),
        seconds=seconds,
        project=project,
        depot=depot,
        facts=facts(),
    )


def digests(handover: str) -> list[str]:
    """Digests of the parts that a handover lists.

    >>> digests('{"parts": [{"digest": "b"}, {"digest": "a"}]}')
    ['a', 'b']
    """
    return sorted({part["digest"] for part in json.loads(handover)["parts"]})


@cache
def facts() -> dict[str, str]:
    """Versions of Python and of what draws or computes, and a digest of the kit's own code."""
    return {**versions(), "kit": files.digest_code(_CODE)[:12]}


def differences(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """What a worker has otherwise than the machine that began the run; empty where nothing.

    >>> differences({"python": "3.12.1", "numpy": "2.4"}, {"python": "3.11.7", "numpy": "2.4"})
    'python 3.12.1 instead of 3.11.7'
    """
    return ", ".join(
        f"{name} {theirs.get(name, '(none)')} instead of {version}"
        for name, version in ours.items()
        if theirs.get(name) != version
    )
