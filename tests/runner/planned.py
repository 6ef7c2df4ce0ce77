"""Keys of a plan's pages, and which of them a change has changed."""

from __future__ import annotations

from typing import Any

from kit.data.manifest import Snapshot
from kit.params import Settings
from kit.runner import plan


def keys(settings: Settings, snapshot: Snapshot) -> dict[str, str]:
    return {task.page.unit.key: task.key for task in plan(settings, snapshot)}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    assert before.keys() == after.keys()
    return {unit for unit in before if before[unit] != after[unit]}


def with_(settings: Settings, **update: Any) -> Settings:
    return Settings(**{**settings.model_dump(exclude_unset=True), **update})
