"""Chances along the lines on which opportunities grow older: ends by cause up to each horizon.

An opportunity open at age a passes, as the days go by, from one age bin to the next and from one
calendar month to the next. Between two such moments its hazards are constant, so that the share
that ends, S·(1 − exp(−(h_won + h_lost)·days)), and its split h_won : h_lost are exact:
F_c(h | open at a) = Σ_j S_j · h_c ÷ (h_won + h_lost) · (1 − exp(−(h_won + h_lost)·days_j)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.estimates.intervals import Floats


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
    way: Lines, age: np.ndarray, baseline: Floats, calendar: Floats, effects: Floats
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

    Returns
    -------
    numpy.ndarray
        Draws × 2 × records × horizons.
    """
    log_hazard = baseline[:, :, way.bin] + calendar[:, :, way.month, way.is_old]
    with np.errstate(under="ignore"):
        expected = np.exp(np.minimum(log_hazard, 30.0)) * way.days.astype(baseline.dtype)
        expected = expected[:, :, age] * np.exp(effects)[..., None]
        any_end = expected.sum(axis=1)
        still_open = np.exp(-np.cumsum(any_end, axis=-1))
        leaving = -np.diff(still_open, axis=-1, prepend=1.0)
        share = np.divide(
            expected, any_end[:, None], out=np.zeros_like(expected), where=any_end[:, None] > 0
        )
        shares = np.cumsum(leaving[:, None] * share, axis=-1)
    shares = np.concatenate([np.zeros((*shares.shape[:3], 1), shares.dtype), shares], axis=-1)
    upto = np.broadcast_to(way.reached[age], (*shares.shape[:3], way.reached.shape[1]))
    shares = np.take_along_axis(shares, upto, axis=-1)
    shares[:, 1] = np.minimum(shares[:, 1], 1 - shares[:, 0])
    return shares
