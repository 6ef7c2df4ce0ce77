"""A logit whose blocks of effects shrink, each towards zero as far as the data ask for it.

Empirical-Bayes ridge: the effects of one block (teams, products …) are a normal sample around zero
with a variance of their own. Coefficients are the mode given the variances (penalised iteratively
reweighted least squares); variances follow by EM with the Laplace covariance (Laird and Ware 1982;
Breslow and Clayton 1993). Nothing is unpenalised, so nothing explodes under separation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.special import expit

from kit.estimates.intervals import Floats

GUESS, WORTH = 0.1**2, 2.0
"""What a variance is taken for before looking, and how many effects that guess is worth."""
_ROUNDS, _STEPS, _CLOSE = 100, 50, 1e-3


@dataclass(frozen=True)
class Logit:
    """Coefficients with their covariance, and the standard deviation of each block.

    Attributes
    ----------
    coefficients
        One per column of the design.
    covariance
        Laplace approximation: inverse of the penalised information at the mode.
    sd
        Standard deviation of the effects in each block, by its number.
    """

    coefficients: Floats
    covariance: Floats
    sd: Floats

    def linear(self, design: csr_array) -> Floats:
        """Log odds of each row, without its offset."""
        return np.asarray(design @ self.coefficients)

    def spread(self, design: csr_array) -> Floats:
        """Standard error of each row's log odds."""
        variance = np.asarray((design @ self.covariance) * design.toarray()).sum(axis=1)
        return np.sqrt(np.maximum(variance, 0.0))


@dataclass(frozen=True)
class Counts:
    """Grouped outcomes: one row of the design per group.

    Attributes
    ----------
    design
        Rows of covariates, one-hot for factors.
    block
        Number of the block that each column belongs to, from 0.
    successes, trials
        Per row; need not be whole.
    offset
        Known part of each row's log odds.
    """

    design: csr_array
    block: np.ndarray
    successes: Floats
    trials: Floats
    offset: Floats


@dataclass
class _State:
    """Where the iteration stands."""

    beta: Floats
    variance: Floats
    fixed: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))


def shrunken_logit(counts: Counts, fixed: Mapping[int, float]) -> Logit:
    """Fit the coefficients, and the standard deviations of the blocks not in `fixed`.

    Parameters
    ----------
    counts
        Grouped outcomes; may have no rows, which leaves every coefficient at zero.
    fixed
        Standard deviation of the blocks for which it is given, such as the intercept's.

    Examples
    --------
    >>> rows = csr_array(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]))
    >>> counts = Counts(rows, np.array([0, 1, 1]), np.array([60.0, 30.0]),
    ...                 np.array([90.0, 90.0]), np.zeros(2))
    >>> found = shrunken_logit(counts, {0: 2.5})
    >>> expit(found.linear(rows)).round(2).tolist()
    [0.64, 0.36]
    """
    size = int(counts.block.max(initial=-1)) + 1
    number = np.bincount(counts.block, minlength=size)
    state = _State(np.zeros(len(counts.block)), np.full(size, 0.3**2))
    state.fixed = np.isin(np.arange(size), list(fixed))
    state.variance[state.fixed] = [fixed[int(k)] ** 2 for k in np.flatnonzero(state.fixed)]
    for _ in range(_ROUNDS):
        state.beta = _mode(counts, state)
        covariance = np.linalg.inv(_information(counts, state))
        moments = np.bincount(counts.block, state.beta**2 + np.diag(covariance), size)
        renewed = (moments + WORTH * GUESS) / (number + WORTH)
        renewed[state.fixed] = state.variance[state.fixed]
        moved = np.max(np.abs(np.log(renewed / state.variance)), initial=0.0)
        state.variance = renewed
        if moved < _CLOSE:
            break
    state.beta = _mode(counts, state)
    covariance = np.linalg.inv(_information(counts, state))
    return Logit(state.beta, np.asarray(covariance, dtype=float), np.sqrt(state.variance))


def _mode(counts: Counts, state: _State) -> Floats:
    """Newton's steps, halved while they do not lead upwards; the target is strictly concave."""
    beta = state.beta
    reached = _target(counts, state, beta)
    for _ in range(_STEPS):
        chance = expit(counts.offset + counts.design @ beta)
        slope = counts.design.T @ (counts.successes - counts.trials * chance)
        slope -= beta / state.variance[counts.block]
        step = np.linalg.solve(_information(counts, state, beta), slope)
        gain = float(slope @ step)
        if gain < 1e-9:
            break
        while (tried := _target(counts, state, beta + step)) < reached and gain > 1e-12:
            step, gain = step / 2, gain / 2
        beta, reached = beta + step, max(tried, reached)
    return beta


def _target(counts: Counts, state: _State, beta: Floats) -> float:
    """Penalised log-likelihood."""
    linear = counts.offset + counts.design @ beta
    fit = counts.successes @ linear - counts.trials @ np.logaddexp(0.0, linear)
    return float(fit - 0.5 * np.sum(beta**2 / state.variance[counts.block]))


def _information(counts: Counts, state: _State, beta: Floats | None = None) -> Floats:
    """Penalised information at `beta`, by default the state's."""
    at = state.beta if beta is None else beta
    chance = expit(counts.offset + counts.design @ at)
    weight = counts.trials * chance * (1 - chance)
    weighted = counts.design.multiply(weight[:, None]).tocsr()
    return (counts.design.T @ weighted).toarray() + np.diag(1 / state.variance[counts.block])
