"""What months of the year, and of the quarter, do to monthly totals.

A ridge regression of log totals on a line in time, the month of the quarter (from half a year of
history on) and the month of the year (from two years on). Each block of effects has one variance,
found by EM: τ² = (Σ(b² + V) + a₀v₀) / (m + a₀); so a season that is not there is shrunk away.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kit.estimates.intervals import Floats
from kit.models.forecast.months import History

FOR_QUARTERS, FOR_YEARS = 6, 24
"""Months that it takes to tell months of the quarter, and of the year, apart."""
_ROUNDS = 30
_PRIOR_MEMBERS, _PRIOR_VARIANCE = 1.0, 0.01
_LINE_VARIANCE, _FIRST_VARIANCE = 100.0, 0.02
_LEAST_NOISE = 1e-4


@dataclass(frozen=True)
class MonthEffects:
    """Effects on the log scale, months of the quarter first.

    Attributes
    ----------
    blocks
        Which effects there are: "quarter", "year".
    first_month
        First month of the fiscal year, 1 to 12.
    mean, covariance
        Posterior of the effects, in the order of the blocks.
    """

    blocks: tuple[str, ...]
    first_month: int
    mean: Floats
    covariance: Floats

    def factors(self, numbers: np.ndarray) -> Floats:
        """Expected factors on the months with these numbers, around 1."""
        return np.exp(self._design(numbers) @ self.mean)

    def draw(self, numbers: np.ndarray, paths: int, random: np.random.Generator) -> Floats:
        """Factors on each path, [month, path], as uncertain as the effects are."""
        design = self._design(numbers)
        if not self.blocks:
            return np.ones((len(numbers), paths))
        spread = design @ self.covariance @ design.T
        values, vectors = np.linalg.eigh(spread)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        noise = root @ random.standard_normal((len(numbers), paths))
        return np.exp((design @ self.mean - np.diag(spread) / 2)[:, None] + noise)

    def _design(self, numbers: np.ndarray) -> Floats:
        return design_of(numbers, self.blocks, self.first_month)


def fit_month_effects(past: History, totals: Floats, first_month: int) -> MonthEffects:
    """Fit the effects to monthly totals of the whole.

    Parameters
    ----------
    past
        Which months there are, and how long each was observed.
    totals
        Counts, or amounts in units that make them scatter like counts, one per month.
    first_month
        First month of the fiscal year.
    """
    blocks = _blocks(len(totals))
    effects = design_of(past.numbers, blocks, first_month)
    size = effects.shape[1]
    if not size or totals.sum() <= 0:
        return MonthEffects((), first_month, np.zeros(0), np.zeros((0, 0)))
    time = np.linspace(-0.5, 0.5, len(totals))
    design = np.column_stack([effects, np.ones(len(totals)), time])
    seen = totals + 0.5
    groups = _places(blocks)
    mean, covariance = _ridge(design, np.log(seen / past.exposure), 1 / seen, groups)
    return MonthEffects(blocks, first_month, mean[:size], covariance[:size, :size])


def _ridge(
    design: Floats, response: Floats, counting: Floats, groups: list[slice]
) -> tuple[Floats, Floats]:
    """Posterior mean and covariance of the coefficients.

    Months scatter by `counting`, the variance of the log of a count, and by a noise that is found.
    Columns outside the groups are all but free.
    """
    prior, noise = np.full(design.shape[1], _LINE_VARIANCE), _FIRST_VARIANCE
    for group in groups:
        prior[group] = _FIRST_VARIANCE
    for _ in range(_ROUNDS):
        precision = 1 / (counting + noise)
        covariance = np.linalg.inv((design.T * precision) @ design + np.diag(1 / prior))
        mean = covariance @ (design.T @ (precision * response))
        squares = mean**2 + np.diag(covariance)
        for group in groups:
            members = squares[group]
            found = members.sum() + _PRIOR_MEMBERS * _PRIOR_VARIANCE
            prior[group] = found / (len(members) + _PRIOR_MEMBERS)
        rest = (response - design @ mean) ** 2 + ((design @ covariance) * design).sum(axis=1)
        noise = max(float(np.mean(rest - counting)), _LEAST_NOISE)
    return np.asarray(mean, dtype=np.float64), np.asarray(covariance, dtype=np.float64)


def design_of(numbers: np.ndarray, blocks: tuple[str, ...], first_month: int) -> Floats:
    """One row per month, one column per effect."""
    into = {"quarter": (numbers - (first_month - 1)) % 3, "year": numbers % 12}
    columns = [np.eye(_SIZES[block])[into[block]] for block in blocks]
    return np.hstack(columns) if columns else np.zeros((len(numbers), 0))


_SIZES = {"quarter": 3, "year": 12}


def _blocks(months: int) -> tuple[str, ...]:
    needed = {"quarter": FOR_QUARTERS, "year": FOR_YEARS}
    return tuple(name for name, least in needed.items() if months >= least)


def _places(blocks: tuple[str, ...]) -> list[slice]:
    """Where the effects of each block stand."""
    edges = np.cumsum([0, *(_SIZES[block] for block in blocks)]).tolist()
    return [slice(start, end) for start, end in pairwise(edges)]
