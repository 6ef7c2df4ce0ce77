"""Penalised Poisson regression of counts on an additive log hazard, with learnt variances.

Counts of one kind of end in a cell are Poisson(days × exp(η)), η = X b, b ~ N(centre, Q⁻¹) by
block. b is the posterior mode (iteratively reweighted least squares), its covariance Laplace's,
(X'WX + Q)⁻¹, and each block's variance maximises the marginal likelihood by EM,
τ² = (Σ(b² + V) + a₀v₀) ÷ (m + a₀)  (Breslow & Clayton 1993, penalised quasi-likelihood).

X is never formed. A cell's η is one number of its time cell plus one of its profile, so margins
by `bincount` give the gradient and X'WX.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError
from scipy.linalg.lapack import dpotrf, dpotri

from kit.estimates.intervals import Floats
from kit.models.hazards.design import Block, Design
from kit.models.hazards.exposure import Cells

_ROUNDS = 30
_INNER = 6
_LONGEST = 3.0
"""Longest step of a coefficient in one round: further away the quadratic says nothing."""
_LEVEL_SD = 4.0
"""How far the level of a walk may be from where it is expected."""
_A_YEAR = 365.0
"""Days at risk without an end that the level expects beforehand, on top of half an end."""
_CLOSE = (1e-4, 2e-2)
"""Change of coefficients, and relative change of variances, below which rounds stop."""


@dataclass(frozen=True)
class Fitted:
    """Coefficients of one kind of end.

    Attributes
    ----------
    mode, covariance
        Of the posterior.
    variances
        Learnt variance by block.
    """

    mode: Floats
    covariance: Floats
    variances: dict[str, float]


def fit_cause(cells: Cells, design: Design, row: int) -> Fitted:
    """Fit the hazard of the ends in `row` of the cells (0 won, 1 lost)."""
    margins = _Margins(cells, design)
    ends = _ends(cells, design, row)
    centre = np.concatenate([block.centre for block in design.blocks])
    total, days = cells.ends_by_time[row].sum(), float(cells.days.sum())
    centre[design.block("age").place] += np.log((total + 0.5) / (days + _A_YEAR))
    variances = {block.name: block.variance for block in design.blocks}
    mode, covariance = centre.copy(), np.eye(len(centre))
    for _ in range(_ROUNDS):
        expected, curvature = margins.at(mode)
        pull = curvature @ mode + ends - expected
        target, covariance, learnt = _learn(curvature, pull, centre, design.blocks, variances)
        step = target - mode
        step *= min(1.0, _LONGEST / max(float(np.abs(step).max(initial=0.0)), 1e-12))
        mode = mode + step
        moved, variances = _moved(variances, learnt), learnt
        if np.abs(step).max(initial=0.0) < _CLOSE[0] and moved < _CLOSE[1]:
            break
    return Fitted(mode, covariance, variances)


def _ends(cells: Cells, design: Design, row: int) -> Floats:
    """Ends that fall to each coefficient: X'd."""
    parts = [design.time.T @ cells.ends_by_time[row]]
    for column, size in enumerate(design.members):
        codes = design.profiles[:, column]
        parts.append(np.bincount(codes, cells.ends_by_profile[row], minlength=size + 1)[:size])
    return np.concatenate(parts)


class _Margins:
    """Sums of expected ends over cells, from which X'μ and X'WX are put together."""

    def __init__(self, cells: Cells, design: Design) -> None:
        self.cells, self.design = cells, design
        self.times, self.profiles = len(cells.bins), len(design.profiles)
        self.crossed = [
            cells.time * (size + 1) + design.profiles[:, column][cells.profile]
            for column, size in enumerate(design.members)
        ]

    def at(self, b: Floats) -> tuple[Floats, Floats]:
        """X'μ and X'WX at coefficients `b`; W = diag(μ)."""
        cells, design = self.cells, self.design
        split = design.time.shape[1]
        time = np.exp(np.minimum(design.time @ b[:split], 30.0))
        profile = np.exp(self._profile_effects(b))
        mean = cells.days * time[cells.time] * profile[cells.profile]
        by_time = np.bincount(cells.time, mean, minlength=self.times)
        by_profile = np.bincount(cells.profile, mean, minlength=self.profiles)
        curvature = np.zeros((design.size, design.size))
        curvature[:split, :split] = design.time.T @ (by_time[:, None] * design.time)
        start = split
        for column, size in enumerate(design.members):
            flat = np.bincount(self.crossed[column], mean, minlength=self.times * (size + 1))
            across = design.time.T @ flat.reshape(self.times, size + 1)[:, :size]
            curvature[:split, start : start + size] = across
            curvature[start : start + size, :split] = across.T
            start += size
        self._between_factors(curvature[split:, split:], by_profile)
        by_factor = np.diag(curvature)[split:]
        return np.concatenate([design.time.T @ by_time, by_factor]), curvature

    def _profile_effects(self, b: Floats) -> Floats:
        effects, start = np.zeros(self.profiles), self.design.time.shape[1]
        for column, size in enumerate(self.design.members):
            values = np.append(b[start : start + size], 0.0)
            effects += values[self.design.profiles[:, column]]
            start += size
        return effects

    def _between_factors(self, into: Floats, weights: np.ndarray) -> None:
        """Fill the part of X'WX that lies between members of factors."""
        starts = np.cumsum([0, *self.design.members])
        codes, sizes = self.design.profiles, self.design.members
        for one, m in enumerate(sizes):
            for other, n in enumerate(sizes):
                pair = codes[:, one] * (n + 1) + codes[:, other]
                table = np.bincount(pair, weights, minlength=(m + 1) * (n + 1))
                rows = slice(starts[one], starts[one + 1])
                columns = slice(starts[other], starts[other + 1])
                into[rows, columns] = table.reshape(m + 1, n + 1)[:m, :n]


def _learn(
    curvature: Floats,
    pull: Floats,
    centre: Floats,
    blocks: tuple[Block, ...],
    variances: dict[str, float],
) -> tuple[Floats, Floats, dict[str, float]]:
    """Coefficients of the quadratic around the last ones, with the variances that suit them."""
    for _ in range(_INNER):
        prior = _prior(blocks, variances)
        covariance, before = _inverse(curvature + prior), variances
        target = covariance @ (pull + prior @ centre)
        variances = {block.name: _variance(block, target - centre, covariance) for block in blocks}
        if _moved(before, variances) < _CLOSE[1] / _INNER:
            break
    return target, covariance, variances


def _inverse(matrix: Floats) -> Floats:
    """Inverse of a positive definite matrix, at a third of the cost of solving for it."""
    root, failed = dpotrf(matrix, lower=1)
    if failed:
        raise LinAlgError("the curvature is not positive definite")
    lower, _ = dpotri(root, lower=1)
    return np.tril(lower) + np.tril(lower, -1).T


def _moved(before: dict[str, float], after: dict[str, float]) -> float:
    """Largest relative change of a variance."""
    return max(abs(float(np.log(after[name] / before[name]))) for name in after)


def _prior(blocks: tuple[Block, ...], variances: dict[str, float]) -> Floats:
    """Q, the precision of what is believed beforehand."""
    size = blocks[-1].place.stop
    prior = np.zeros((size, size))
    for block in blocks:
        if block.steps is not None:
            steps = np.diff(np.eye(block.size), axis=0) / block.steps[:, None]
            own = steps.T @ steps / variances[block.name]
            own += np.eye(block.size) / _LEVEL_SD**2 / max(block.size, 1)
        else:
            own = np.eye(block.size) / variances[block.name]
        prior[block.place, block.place] = own
    return prior


def _variance(block: Block, deviation: Floats, covariance: Floats) -> float:
    """EM's next variance of a block, given its coefficients and their covariance."""
    own, spread = deviation[block.place], covariance[block.place, block.place]
    if block.steps is not None:
        own = np.diff(own) / block.steps
        spread = np.diff(np.diff(spread, axis=0), axis=1) / np.outer(block.steps, block.steps)
    squares = float(np.sum(own**2) + np.trace(spread))
    return (squares + block.weight * block.variance) / (len(own) + block.weight)
