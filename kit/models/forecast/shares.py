"""Which part of the whole each team has: shares that drift, drawn towards equal ones.

A Dirichlet–multinomial filter with discount, the counterpart of `kit.models.forecast.level` for
shares: earlier months count ω times as much a month later; shares of single months scatter
around a team's own by `scatter` (1 ÷ the strength of a Dirichlet). Both run over a grid weighted
by how well they predicted each month. A team with few records is drawn towards an equal share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from kit.estimates.intervals import Floats

_DISCOUNTS = (0.75, 0.87, 0.94, 0.98, 1.0)
_SCATTERS = (0.0, 0.002, 0.01, 0.03, 0.1)
_PAIRS = np.array([(discount, scatter) for discount in _DISCOUNTS for scatter in _SCATTERS])
_PRIOR = 0.5
"""Records that each team is taken to have had before the first month."""
_LEAST = 0.05


@dataclass(frozen=True)
class Shares:
    """Posterior of the shares for each pair of the grid.

    Attributes
    ----------
    weight
        How much each pair is believed.
    discount, scatter
        The pairs.
    strength
        Dirichlet parameters, [pair, team].
    """

    weight: Floats
    discount: Floats
    scatter: Floats
    strength: Floats

    @property
    def mean(self) -> Floats:
        """Expected share of each team; they add up to 1."""
        return self.weight @ (self.strength / self.strength.sum(axis=1, keepdims=True))

    def draw(self, months: int, paths: int, random: np.random.Generator) -> Floats:
        """Shares on each path, [team, month, path]; they add up to 1 over teams."""
        pair = random.choice(len(self.weight), paths, p=self.weight)
        strength, discount = self.strength[pair].T, self.discount[pair]
        step = np.sqrt(np.log1p((1 - discount) / (discount * (strength + 1))))
        teams = len(strength)
        steps = random.standard_normal((teams, months, paths)) * step[:, None]
        size = random.standard_gamma(strength)[:, None] * np.exp(np.cumsum(steps, axis=1))
        share = _parts(size)
        own = share / np.maximum(self.scatter[pair], 1e-9)
        return _parts(random.standard_gamma(np.maximum(own, 1e-12)))


def fit_shares(values: Floats) -> Shares:
    """Fit the shares to monthly totals per team, [team, month], oldest first."""
    discount, scatter = _PAIRS.T
    strength = np.full((len(_PAIRS), len(values)), _PRIOR)
    fit = np.zeros(len(_PAIRS))
    for month in values.T:
        strength = np.maximum(strength * discount[:, None], _LEAST)
        whole = strength.sum(axis=1)
        seen = strength / (1 + whole * scatter)[:, None]
        fit += _log_chance(month, seen)
        strength = strength + month / (1 + scatter * month.sum())[:, None]
    weight = np.exp(fit - fit.max())
    return Shares(weight / weight.sum(), discount, scatter, strength)


def _log_chance(month: Floats, strength: Floats) -> Floats:
    """Log chance of the split of a month's total, but for a constant."""
    whole = strength.sum(axis=1)
    split = (gammaln(month + strength) - gammaln(strength)).sum(axis=1)
    return np.asarray(gammaln(whole) - gammaln(whole + month.sum()) + split)


def _parts(sizes: Floats) -> Floats:
    """Sizes divided by their sum over the first axis; equal parts where all are 0."""
    sizes = sizes + np.finfo(float).tiny
    return sizes / sizes.sum(axis=0)
