"""What would have happened without a touch: hazards of untouched time, by step and age."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kit.estimates.intervals import Floats
from kit.kpis.activity.steps import Spells

BANDS = np.array([0, 0.25, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 730.0])
"""Starts of the bands of age, in days, within which hazards are taken as constant."""


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


def exposure(hazards: Hazards, step: np.ndarray, age: Floats, days: float) -> tuple[Floats, Floats]:
    """What untouched records of this step and age do within `days`.

    Returns
    -------
    chance
        Of moving to the next step, the end of the record competing; NaN where no untouched record
        was ever seen at one of the ages.
    time
        Expected days at risk in each band, one row per element: the chance's weights.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        move, end = hazards.moved / hazards.days, hazards.ended / hazards.days
    open_share, time = np.ones(len(step)), np.zeros((len(step), len(BANDS)))
    is_known = np.ones(len(step), dtype=bool)
    for band, (low, high) in enumerate(zip(BANDS, np.append(BANDS[1:], np.inf), strict=True)):
        inside = np.clip(np.minimum(age + days, high) - np.maximum(age, low), 0, None)
        total = np.where(inside > 0, (move + end)[step, band], 0.0)
        is_known &= ~np.isnan(total)
        total = np.nan_to_num(total)
        with np.errstate(divide="ignore", invalid="ignore"):
            spent = np.where(total > 0, -np.expm1(-total * inside) / total, inside)
        time[:, band] = open_share * spent
        open_share = open_share * np.exp(-total * inside)
    chance = np.einsum("ij,ij->i", np.nan_to_num(move)[step], time)
    return np.where(is_known, chance, np.nan), time


def spell_at(spells: Spells, record: np.ndarray, at: Floats) -> np.ndarray:
    """The spell in which each touch lies; -1 where its record was not on its way then."""
    place = np.searchsorted(_key(spells.record, spells.start), _key(record, at), side="right") - 1
    own, end = np.append(spells.record, -2), np.append(spells.end, np.nan)
    return np.where((own[place] == record) & (at < end[place]), place, -1)


def _gaps(
    spells: Spells, record: np.ndarray, at: Floats, days: float
) -> tuple[np.ndarray, Floats, Floats]:
    """Untouched parts of spells: the spell, and the times between which it was untouched."""
    first = np.searchsorted(record, spells.record, side="left")
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
