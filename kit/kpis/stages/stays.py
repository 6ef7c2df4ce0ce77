"""What an opportunity does next: stays in stages, and first entries until a later stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.estimates.intervals import Floats
from kit.kpis.stages.clock import MISSING, Moments, days
from kit.kpis.stages.entries import Entries, first_of
from kit.kpis.stages.order import Codes

ADVANCED, LOST = 1, 2


@dataclass(frozen=True)
class Spell:
    """Times in a stage: opportunity, days until they ended or were last seen, and how (0: not)."""

    row: Codes
    days: Floats
    cause: NDArray[np.int64]


def stays(entries: Entries) -> list[Spell]:
    """Every stay in each stage: until the next entry, whichever stage that is, or the close."""
    end = entries.closed[entries.row]
    goes_on = np.flatnonzero(entries.row[1:] == entries.row[:-1])
    end[goes_on] = entries.at[goes_on + 1]
    cause = np.ones(len(end), dtype=np.int64)
    every = _spell(entries, entries.row, entries.at, end, cause)
    of_stage = (np.flatnonzero(entries.stage == one) for one in range(len(entries.order.names)))
    return [Spell(every.row[own], every.days[own], every.cause[own]) for own in of_stage]


def advances(entries: Entries) -> list[Spell]:
    """For each stage, each opportunity from its first entry to a later stage, a win or a loss.

    Going back ends nothing: it may still come further.
    """
    first, rank = first_of(entries), entries.rank
    won = entries.opportunities["status"].eq("won").to_numpy(bool)
    return [_advance(entries, stage, first[:, stage], rank, won) for stage in range(first.shape[1])]


def _advance(
    entries: Entries,
    stage: int,
    first: NDArray[np.int64],
    rank: NDArray[np.int64],
    won: NDArray[np.bool_],
) -> Spell:
    row = np.flatnonzero(first >= 0)
    own = entries.order.ranks[entries.pipeline, stage]
    begins = np.where(first >= 0, first, len(rank))
    further = np.flatnonzero(
        (rank > own[entries.row]) & (np.arange(len(rank)) > begins[entries.row])
    )
    later = np.full(len(first), MISSING)
    # Written from the last to the first, so that the earliest one stays.
    later[entries.row[further][::-1]] = entries.at[further][::-1]
    has_advanced = later[row] != MISSING
    end = np.where(has_advanced, later[row], entries.closed[row])
    cause = np.where(has_advanced | won[row], ADVANCED, LOST)
    return _spell(entries, row, entries.at[first[row]], end, cause)


def _spell(
    entries: Entries, row: Codes, start: Moments, end: Moments, cause: NDArray[np.int64]
) -> Spell:
    is_over = end != MISSING
    return Spell(
        row, days(start, np.where(is_over, end, entries.seen)), np.where(is_over, cause, 0)
    )
