"""Chances along the lines on which opportunities grow older: ends by cause up to each horizon.

An opportunity open at age a passes, as the days go by, from one age bin to the next and from one
calendar month to the next. Between two such moments its hazards are constant, so that the share
that ends, S·(1 − exp(−(h_won + h_lost)·days)), and its split h_won : h_lost are exact:
F_c(h | open at a) = Σ_j S_j · h_c ÷ (h_won + h_lost) · (1 − exp(−(h_won + h_lost)·days_j)).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kit.estimates.intervals import Floats

_AT_ONCE = 32_768
"""Shares to sum at a time: so many stay in the processor's cache."""


@dataclass(frozen=True)
class Lines:
    """Pieces of constant hazard on the way of each starting age up to the last horizon.

    Attributes
    ----------
    bin, month, is_old
        Bin, month from now (0: the running one) and 1 for an old one, by age and piece.
    days
        Length of each piece; 0 before the creation and after the last horizon.
    reached
        Number of pieces up to each horizon, by age and horizon.
    """

    bin: np.ndarray
    month: np.ndarray
    is_old: np.ndarray
    days: Floats
    reached: np.ndarray


def lines(
    ages: Floats, horizons: Floats, edges: Floats, young_until: float, ahead: Floats
) -> Lines:
    """Cut the way of each age in `ages` at bin edges, ends of months and horizons.

    Parameters
    ----------
    ages
        Ages now, in days; negative for those that will be created so many days later.
    horizons
        Days from now.
    ahead
        Days from now to the end of each month, the running one first.
    """
    last = float(horizons.max(initial=0.0))
    moments = np.concatenate([[0.0], horizons, ahead])
    shared = np.broadcast_to(np.clip(moments, 0.0, last), (len(ages), len(moments)))
    cuts = np.sort(np.hstack([shared, np.clip(edges - ages[:, None], 0.0, last)]), axis=1)
    is_piece = np.diff(cuts, axis=1) > 0
    kept = int(is_piece.sum(axis=1).max(initial=0))
    place = np.argsort(~is_piece, axis=1, kind="stable")[:, :kept]
    start = np.take_along_axis(cuts[:, :-1], place, axis=1)
    days = np.take_along_axis(np.diff(cuts, axis=1), place, axis=1)
    middle = start + days / 2
    age = ages[:, None] + middle
    bin_ = np.searchsorted(edges, age, side="right") - 1
    reached = (start[:, :, None] < horizons[None, None, :]) & (days > 0)[:, :, None]
    return Lines(
        bin=np.maximum(bin_, 0),
        month=np.minimum(np.searchsorted(ahead, middle, side="right"), len(ahead) - 1),
        is_old=(age >= young_until).astype(np.int64),
        days=np.where(bin_ < 0, 0.0, days),
        reached=reached.sum(axis=1),
    )


def ended(
    way: Lines,
    age: np.ndarray,
    baseline: Floats,
    calendar: Floats,
    effects: Floats,
    causes: int = 2,
) -> Floats:
    """Share ended by each cause up to each horizon.

    Parameters
    ----------
    way
        Pieces by distinct age.
    age
        Which of those ages each record has.
    baseline
        Log hazard by draw, cause and bin.
    calendar
        Log factor by draw, cause, month from now and young or old.
    effects
        Log factor by draw, cause and record.
    causes
        How many causes to tell of; both end records all the same.

    Returns
    -------
    numpy.ndarray
        Draws × causes × records × horizons.
    """
    found = np.zeros((len(baseline), causes, len(age), way.reached.shape[1]), baseline.dtype)
    at_horizons = _at_horizons(way.reached[age])
    depth = max(1, _AT_ONCE // max(len(age), 1))
    for first in range(0, len(baseline), depth):
        few = slice(first, first + depth)
        factor = np.exp(effects[few])
        # Piece by piece, not all at once: sums run on in arrays that stay small.
        shares = np.zeros((len(factor), causes, len(age)))
        open_before = np.ones((len(factor), len(age)))
        summed = np.zeros(open_before.shape, baseline.dtype)
        for piece in range(way.days.shape[1]):
            mean = _hazards(way, piece, baseline[few], calendar[few])
            expected = np.take(mean, age, axis=2) * factor
            any_end = expected[:, 0] + expected[:, 1]
            summed += any_end
            with np.errstate(under="ignore"):
                still_open = np.exp(-summed).astype(float)
                leaving, told = (open_before - still_open)[:, None], expected[:, :causes]
                np.divide(told, any_end[:, None], out=told, where=any_end[:, None] > 0)
                shares += leaving * told
            open_before = still_open
            for horizon, rows in at_horizons.get(piece + 1, ()):
                so_far = shares[:, :, rows]
                so_far[:, 1:] = np.minimum(so_far[:, 1:], 1 - so_far[:, :1])
                found[few, :, rows, horizon] = so_far
    return found


def _hazards(way: Lines, piece: int, baseline: Floats, calendar: Floats) -> Floats:
    """Ends to expect of the average member in one piece by draw, cause and distinct age."""
    log_hazard = baseline[:, :, way.bin[:, piece]]
    log_hazard = log_hazard + calendar[:, :, way.month[:, piece], way.is_old[:, piece]]
    with np.errstate(under="ignore"):
        return np.exp(np.minimum(log_hazard, 30.0)) * way.days[:, piece].astype(baseline.dtype)


def _at_horizons(reached: np.ndarray) -> dict[int, list[tuple[int, np.ndarray]]]:
    """By number of pieces: each horizon that some reach with so many, and who they are."""
    found: dict[int, list[tuple[int, np.ndarray]]] = {}
    for horizon, pieces in enumerate(reached.T):
        order = np.argsort(pieces, kind="stable")
        numbers, first = np.unique(pieces[order], return_index=True)
        ends = pairwise([*first.tolist(), len(order)])
        for number, (start, end) in zip(numbers.tolist(), ends, strict=True):
            found.setdefault(number, []).append((horizon, order[start:end]))
    return found
