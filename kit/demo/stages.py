"""Stages: which ones an opportunity reached, and when it entered them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kit.demo.columns import (
    DAY,
    MISSING,
    Flags,
    Real,
    Whole,
    counts,
    ids,
    instants,
    labels,
    running,
)
from kit.demo.planting import sizes
from kit.demo.problems import Kind
from kit.demo.records import LOST, WON, Opportunities
from kit.demo.world import World

_SKIPPED = 0.08
_DEPTH_DAYS = 35.0
_DEEPEST = 0.8
_OPEN_DAYS = 75 * DAY


def stage_entries(
    world: World, rng: np.random.Generator, rows: Opportunities
) -> tuple[Flags, Whole]:
    """Which stages each opportunity entered, and when: two arrays, opportunity × stage.

    Won ones went through all stages but the few they skipped; the longer the others lived,
    the further they came. Everybody starts in the first stage.
    """
    size, last = rows.size, len(world.stages) - 1
    started = rows.created != MISSING
    lived = np.where(started, rows.worked_until - rows.created, 0)
    chance = _DEEPEST * (1 - np.exp(-lived / (_DEPTH_DAYS * DAY)))
    haste = np.array([*(item.early_loss for item in world.sources), 1.0, 1.0])[rows.source]
    chance = np.where(rows.status == LOST, chance / np.sqrt(haste), chance)
    depth = np.where(rows.status == WON, last, rng.binomial(last, chance))
    depth = _moved_losses(world, rows, depth)
    stage = np.arange(last + 1)
    reached = stage <= depth[:, None]
    skipped = (rng.random((size, last + 1)) < _SKIPPED) & (stage > 0) & (stage < depth[:, None])
    parts = np.sort(rng.random((size, last)), axis=1)
    span = np.where(rows.status == 0, np.minimum(lived, _OPEN_DAYS), lived) * 0.92
    entered = rows.created[:, None] + (np.c_[np.zeros(size), parts] * span[:, None]).astype(
        np.int64
    )
    return reached & ~skipped & started[:, None], entered


def _moved_losses(world: World, rows: Opportunities, depth: Whole) -> Whole:
    """The last stage of each; of a team whose losses gather in a phase, that phase's for some.

    Which ones is told by their numbers, so that nothing else is drawn differently.
    """
    lot = rows.number * 0.6180339887 % 1.0
    phases = [item.phase for item in world.stages]
    kinds: tuple[tuple[Kind, str], ...] = (
        ("early_handover", "early"),
        ("early_losses", "early"),
        ("middle_losses", "middle"),
        ("late_losses", "late"),
    )
    for kind, phase in kinds:
        moved = (rows.status == LOST) & (lot < sizes(world, kind, rows.team, rows.created))
        depth = np.where(moved, phases.index(phase), depth)
    return depth


def last_stage(entered: Flags) -> Whole:
    """Position of the last stage entered; the first where none was."""
    return (entered.shape[1] - 1 - entered[:, ::-1].argmax(axis=1)) * entered.any(axis=1)


def stage_history_table(world: World, rows: Opportunities, entered: Flags, at: Whole) -> Any:
    """The ``stage_history`` table."""
    row, stage = np.nonzero(entered)
    number = rows.number[row]
    return pa.table(
        {
            "opportunity_id": ids("O", number),
            "entered_at": instants(at[row, stage]),
            "sequence": counts(running(number)),
            "stage": labels(stage, [item.name for item in world.stages]),
        }
    )


def stages_table(world: World) -> Any:
    """The ``stages`` table."""
    chances: Real = np.array([item.probability for item in world.stages])
    return pa.table(
        {
            "pipeline": pa.array([world.pipeline] * len(world.stages)),
            "stage": pa.array([item.name for item in world.stages]),
            "position": pa.array(np.arange(1, len(world.stages) + 1)),
            "phase": pa.array([item.phase for item in world.stages]),
            "probability": pa.array(chances),
        }
    )
