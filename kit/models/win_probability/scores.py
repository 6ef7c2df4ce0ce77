"""How good probabilities were, once it is known what happened: log loss, Brier score, AUC.

A strictly proper score is best on average for the probabilities that are true: the mean of
−ln(probability of what happened), and the mean squared error. The area under the ROC curve only
looks at the order: the chance that one which came true was given more than one which did not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from kit.estimates.intervals import Floats

CERTAIN = 1e-6
"""Probabilities are scored as at least so much and at most 1 − so much: a method that calls
impossible what then happens loses ln(1 million), not everything."""


@dataclass(frozen=True)
class Scores:
    """Scores of a method.

    Attributes
    ----------
    n
        Records that were predicted.
    log_loss, brier
        NaN without records.
    auc
        NaN where all or none came true, too: there is no order to be right about.
    """

    n: int
    log_loss: float
    brier: float
    auc: float


def scores(probability: ArrayLike, happened: ArrayLike) -> Scores:
    """Score probabilities against what happened.

    Parameters
    ----------
    probability, happened
        One per record: the prediction between 0 and 1, and whether it came true.

    Raises
    ------
    ValueError
        If the two differ in length, or a probability lies outside [0, 1] or is missing.

    Examples
    --------
    >>> found = scores([0.75, 0.5, 0.25], [True, False, False])
    >>> found.n, round(found.log_loss, 3), round(found.brier, 4), found.auc
    (3, 0.423, 0.125, 1.0)
    """
    chance = np.asarray(probability, dtype=float)
    came_true = np.asarray(happened, dtype=bool)
    if chance.shape != came_true.shape or chance.ndim != 1:
        raise ValueError(f"{chance.shape} probabilities for {came_true.shape} outcomes")
    if not np.all((chance >= 0) & (chance <= 1)):
        raise ValueError("probabilities must lie between 0 and 1")
    if not len(chance):
        return Scores(0, np.nan, np.nan, np.nan)
    sure = np.clip(np.where(came_true, chance, 1 - chance), CERTAIN, 1 - CERTAIN)
    brier = float(np.mean((chance - came_true) ** 2))
    return Scores(len(chance), float(-np.mean(np.log(sure))), brier, _auc(chance, came_true))


def _auc(chance: Floats, came_true: np.ndarray) -> float:
    """Mann–Whitney's statistic; ties count half."""
    yes, no = int(came_true.sum()), int((~came_true).sum())
    if not yes or not no:
        return np.nan
    ranks = scipy.stats.rankdata(chance)[came_true].sum()
    return float((ranks - yes * (yes + 1) / 2) / (yes * no))
