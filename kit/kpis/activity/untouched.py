"""What would have happened without a touch: hazards of untouched time, by step and age."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from kit.estimates.intervals import Floats
from kit.kpis.activity.steps import Spells

BANDS = np.array([0, 0.25, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 730.0])
"""Starts of the bands of age, in days, within which hazards are taken as constant."""
_AT_ONCE = 100_000
"""Touches that are looked at together, so that bands × touches stay small."""


class Hazards(NamedTuple):
    """Events and days of untouched time, one row per step and one column per band of age.

    `moved` counts next steps, `ended` records that ended without one.
    """

    moved: Floats
    ended: Floats
    days: Floats


def untouched_hazards(spells: Spells, record: np.ndarray, at: Floats, days: float) -> Hazards:
    """Count events and days of all spells that lie more than `days` after any touch.

    Parameters
    ----------
    spells
        All spells, sorted by record and time.
    record, at
        Touches, sorted likewise.
    days
        How long a touch is felt.
    """
    steps = int(spells.step.max(initial=0)) + 1
    cell = spells.step * len(BANDS) + _band_ending(spells.end - spells.created)
    untouched = _is_untouched(spells, record, at, days)
    moved, ended = (
        np.bincount(cell[untouched & (spells.cause == cause)], minlength=steps * len(BANDS))
        for cause in (1, 2)
    )
    seen = np.zeros((steps, len(BANDS)))
    spell, start, end = _gaps(spells, record, at, days)
    young, old = start - spells.created[spell], end - spells.created[spell]
    for band, (low, high) in enumerate(zip(BANDS, np.append(BANDS[1:], np.inf), strict=True)):
        inside = np.clip(np.minimum(old, high) - np.maximum(young, low), 0, None)
        seen[:, band] = np.bincount(spells.step[spell], inside, minlength=steps)
    shape = seen.shape
    return Hazards(moved.astype(float).reshape(shape), ended.astype(float).reshape(shape), seen)


class Exposure(NamedTuple):
    """What untouched records would have done after each touch.

    `chance` is that of moving to the next step, the end of the record competing; NaN where no
    untouched record was ever seen at one of the ages. `at_risk` has for each band of age the
    positions of the touches that reach it, and the days at risk that are expected in it: the
    weights of the chance.
    """

    chance: Floats
    at_risk: tuple[tuple[np.ndarray, Floats], ...]


def exposure(hazards: Hazards, step: np.ndarray, age: Floats, days: float) -> Exposure:
    """What untouched records of this step and age do within `days`."""
    chance = np.empty(len(step))
    found: list[list[tuple[np.ndarray, Floats]]] = [[] for _ in BANDS]
    for begin in range(0, len(step), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        chance[part], bands = _exposed(hazards, step[part], age[part], days)
        for own, (rows, time) in zip(found, bands, strict=True):
            own.append((rows + begin, time))
    nothing = (np.zeros(0, dtype=np.int64), np.zeros(0))
    columns = (zip(*(own or [nothing]), strict=True) for own in found)
    return Exposure(chance, tuple((np.concatenate(r), np.concatenate(t)) for r, t in columns))


def _exposed(
    hazards: Hazards, step: np.ndarray, age: Floats, days: float
) -> tuple[Floats, list[tuple[np.ndarray, Floats]]]:
    """The same for as many touches as are looked at together; most reach few of the bands."""
    with np.errstate(divide="ignore", invalid="ignore"):
        move, end = hazards.moved / hazards.days, hazards.ended / hazards.days
    open_share, time = np.ones(len(step)), np.zeros((len(step), len(BANDS)))
    is_known, bands = np.ones(len(step), dtype=bool), []
    for band, (low, high) in enumerate(zip(BANDS, np.append(BANDS[1:], np.inf), strict=True)):
        rows = np.flatnonzero(np.minimum(age + days, high) > np.maximum(age, low))
        inside = np.minimum(age[rows] + days, high) - np.maximum(age[rows], low)
        total = (move + end)[step[rows], band]
        is_known[rows] &= ~np.isnan(total)
        total = np.nan_to_num(total)
        with np.errstate(divide="ignore", invalid="ignore"):
            spent = np.where(total > 0, -np.expm1(-total * inside) / total, inside)
        spent *= open_share[rows]
        time[rows, band] = spent
        open_share[rows] *= np.exp(-total * inside)
        bands.append((rows, spent))
    chance = np.einsum("ij,ij->i", np.nan_to_num(move)[step], time)
    return np.where(is_known, chance, np.nan), bands


def chance_errors(
    codes: np.ndarray,
    step: np.ndarray,
    at_risk: Sequence[tuple[np.ndarray, Floats]],
    hazards: Hazards,
    size: int,
) -> Floats:
    """Standard error of the summed chances of each group: events of untouched time are few.

    The chance is the sum of hazard × time over steps and bands, and a hazard varies like its
    number of events (Poisson); the groups' times weigh them. `codes` number the groups of the
    touches, -1 for none, and `at_risk` is that of their `Exposure`.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.nan_to_num(hazards.moved / hazards.days**2)
    steps = len(variance)
    cell = np.where(codes < 0, size, codes) * steps + step
    total = np.zeros(size)
    for band, (rows, time) in enumerate(at_risk):
        weight = np.bincount(cell[rows], time, minlength=size * steps)[: size * steps]
        total += (weight.reshape(size, steps) ** 2) @ variance[:, band]
    return np.sqrt(total)


def spell_at(spells: Spells, record: np.ndarray, at: Floats) -> np.ndarray:
    """The spell in which each touch lies; -1 where its record was not on its way then."""
    place = np.searchsorted(_key(spells.record, spells.start), _key(record, at), side="right") - 1
    own, end = np.append(spells.record, -2), np.append(spells.end, np.nan)
    return np.where((own[place] == record) & (at < end[place]), place, -1)


def _gaps(
    spells: Spells, record: np.ndarray, at: Floats, days: float
) -> tuple[np.ndarray, Floats, Floats]:
    """Untouched parts of spells: the spell, and the times between which it was untouched."""
    first = _firsts(record, spells.record)
    # Touches of the record before the end of the spell, and those whose effect ended before it.
    key = _key(record, at)
    before_start = np.searchsorted(key, _key(spells.record, spells.start), side="right")
    before_end = np.searchsorted(key, _key(spells.record, spells.end), side="left")
    inside = before_end - before_start
    spell = np.repeat(np.arange(len(spells.record)), inside + 1)
    begun = np.repeat(np.cumsum(inside + 1) - inside - 1, inside + 1)
    number = np.repeat(before_start, inside + 1) + np.arange(len(spell)) - begun
    # The part before touch `number`, after the touch before it.
    has_touch = number < np.repeat(before_end, inside + 1)
    end = np.where(has_touch, np.append(at, 0.0)[np.minimum(number, len(at))], spells.end[spell])
    earlier = number - 1
    had = earlier >= first[spell]
    felt = np.where(had, np.append(at, 0.0)[earlier] + days, -np.inf)
    start = np.maximum(spells.start[spell], felt)
    kept = end > start
    return spell[kept], start[kept], end[kept]


def _firsts(record: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """How many touches come before those of each record that is asked for."""
    size = int(max(record.max(initial=-1), asked.max(initial=-1))) + 1
    counts = np.bincount(record, minlength=size)
    return (np.cumsum(counts) - counts)[asked]


def _is_untouched(spells: Spells, record: np.ndarray, at: Floats, days: float) -> np.ndarray:
    """Whether the last touch before the end of each spell was more than `days` ago."""
    place = np.searchsorted(_key(record, at), _key(spells.record, spells.end), side="left") - 1
    is_own = (place >= 0) & (np.append(record, -1)[place] == spells.record)
    return ~is_own | (spells.end - np.append(at, 0.0)[place] > days)


def _key(record: np.ndarray, at: Floats) -> np.ndarray:
    """One whole number that sorts by record, then by time to a hundredth of a second."""
    return record.astype(np.int64) * 2**40 + np.rint(at * 8_640_000).astype(np.int64)


def _band_ending(age: Floats) -> np.ndarray:
    """Band of each age; one at an edge belongs to the band that ends there."""
    place: np.ndarray = np.searchsorted(BANDS, age, side="left")
    return np.maximum(place - 1, 0)
