"""The best parameters of a likelihood with a handful of them, and how sharply it tells them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from kit.estimates.intervals import Floats

_WIDTH = 1e-3
_LONGEST_STEP = 0.5


def least(loss: Callable[[Floats], float], start: Floats, bound: float) -> tuple[Floats, Floats]:
    """Parameters of the least loss, at most `bound` away from `start`, and the curvature there.

    L-BFGS-B, whose last digits depend on where it begins, then Newton's steps to the very bottom.

    Parameters
    ----------
    loss
        Minus the log-likelihood, say; smooth, with parameters on scales of about 1.
    start
        Where to begin.

    Returns
    -------
    best, curvature
        The curvature is without directions in which the loss falls for ever: 0 there.

    Examples
    --------
    >>> best, curvature = least(lambda at: float((at[0] - 2) ** 2), np.array([0.0]), 9.0)
    >>> best.round(6).tolist(), curvature.round(3).tolist()
    ([2.0], [[2.0]])
    """
    limits = [(one - bound, one + bound) for one in start]
    best = minimize(loss, start, method="L-BFGS-B", bounds=limits).x
    for _ in range(2):
        slope, curvature = _derivatives(loss, best)
        step = np.linalg.solve(_positive(curvature) + 1e-6 * np.eye(len(best)), slope)
        there = best - np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
        there = np.clip(there, start - bound, start + bound)
        if loss(there) < loss(best):
            best = there
    return best, _positive(curvature)


def _derivatives(loss: Callable[[Floats], float], at: Floats) -> tuple[Floats, Floats]:
    """Slope and curvature by central differences."""
    size = len(at)
    moves = np.eye(size) * _WIDTH
    slope = np.array([loss(at + move) - loss(at - move) for move in moves]) / (2 * _WIDTH)
    curvature = np.empty((size, size))
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    for i in range(size):
        for j in range(i + 1):
            terms = [u * v * loss(at + u * moves[i] + v * moves[j]) for u, v in signs]
            curvature[i, j] = curvature[j, i] = sum(terms) / (4 * _WIDTH**2)
    return slope, curvature


def _positive(matrix: Floats) -> Floats:
    size, axes = np.linalg.eigh(matrix)
    return np.asarray((axes * np.maximum(size, 0.0)) @ axes.T)
