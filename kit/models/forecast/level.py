"""How much comes a month, lately: a level that drifts, months that scatter around it.

The discounted Gamma–Poisson level of Harvey and Fernandes (1989, Journal of Business & Economic
Statistics 7): what earlier months say counts ω times as much a month later, so that with ω = 1
the level never moves, and with a small one the last months alone count. Months scatter more than
a Poisson count by a shock that all teams share, of relative variance `shock`. How fast and how
much is not known either: both run over a grid, weighted by how well each pair predicted every
month from those before it, and every path takes a pair of its own by these weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from kit.estimates.intervals import Floats

_DISCOUNTS = (0.70, 0.80, 0.87, 0.93, 0.97, 1.0)
_SHOCKS = (0.0, 0.0025, 0.01, 0.02, 0.04, 0.08, 0.16, 0.4)
_PAIRS = np.array([(discount, shock) for discount in _DISCOUNTS for shock in _SHOCKS])


@dataclass(frozen=True)
class Level:
    """Posterior of the level for each pair of the grid.

    Attributes
    ----------
    weight
        How much each pair is believed, adds up to 1.
    discount, shock
        The pairs.
    shape, rate
        Gamma posterior of the level at the end of the last month.
    """

    weight: Floats
    discount: Floats
    shock: Floats
    shape: Floats
    rate: Floats

    @property
    def mean(self) -> float:
        """Expected level."""
        return float(self.weight @ (self.shape / self.rate))

    def draw(self, months: int, paths: int, random: np.random.Generator) -> Floats:
        """What a month of exposure 1 expects on each path, [month, path], shocks included."""
        pair = random.choice(len(self.weight), paths, p=self.weight)
        shape, discount = self.shape[pair], self.discount[pair]
        start = random.standard_gamma(shape) / self.rate[pair]
        step = np.sqrt(np.log1p((1 - discount) / (discount * (shape + 1))))
        steps = random.standard_normal((months, paths)) * step - step**2 / 2
        return start * np.exp(np.cumsum(steps, axis=0)) * _shocks(self.shock[pair], months, random)


def fit_level(values: Floats, exposure: Floats) -> Level:
    """Fit the level to monthly totals.

    Parameters
    ----------
    values
        Counts, or amounts in units that make them scatter like counts; oldest first.
    exposure
        How many ordinary months each was, above 0.
    """
    discount, shock = _PAIRS.T
    shape = np.ones(len(_PAIRS))
    rate = shape * exposure.sum() / max(values.sum(), 0.5)
    fit = np.zeros(len(_PAIRS))
    for value, month in zip(values, exposure, strict=True):
        shape, rate = shape * discount, rate * discount
        fit += _log_chance(value, month * shape / rate, 1 / shape + shock + shock / shape)
        # A month of mean m is worth no more than one observation of relative variance 1/m + shock.
        worth = 1 / (1 + shock * month * shape / rate)
        shape, rate = shape + worth * value, rate + worth * month
        # At ω < 1 and nothing for years the shape would run to 0, where draws are 0 or endless.
        rate, shape = rate * np.maximum(shape, 0.5) / shape, np.maximum(shape, 0.5)
    weight = np.exp(fit - fit.max())
    return Level(weight / weight.sum(), discount, shock, shape, rate)


def _log_chance(value: float, mean: Floats, spread: Floats) -> Floats:
    """Log chance of a count with this mean and relative variance 1/mean + spread."""
    size = 1 / spread
    return np.asarray(
        gammaln(value + size)
        - gammaln(size)
        - gammaln(value + 1)
        + size * np.log(size / (size + mean))
        + value * np.log(mean / (size + mean))
    )


def _shocks(variance: Floats, months: int, random: np.random.Generator) -> Floats:
    """Gamma factors of mean 1 and the given variances, [month, path]."""
    shape = 1 / np.maximum(variance, 1e-9)
    return random.standard_gamma(np.broadcast_to(shape, (months, len(shape)))) / shape
