"""From fitted coefficients to hazards: effects around the average member, draws of the future."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kit.estimates.intervals import Floats
from kit.models.hazards.design import Block, Design
from kit.models.hazards.draws import HazardDraws
from kit.models.hazards.members import Members
from kit.models.hazards.months import QUARTER, Months
from kit.models.hazards.penalised import Fitted


@dataclass(frozen=True)
class Posterior:
    """Both causes' coefficients with their uncertainty, and where they stand.

    Attributes
    ----------
    design, fitted
        Layout, and coefficients by cause with effects around the average member.
    months, members, edges, young_until, first_day
        See `HazardDraws` and `Months`.
    """

    design: Design
    fitted: tuple[Fitted, Fitted]
    months: Months
    members: Members
    edges: Floats
    young_until: float
    first_day: float

    def point(self) -> HazardDraws:
        """The hazards at their estimates; months to come have the mean factor of a shock."""
        values = np.stack([one.mode for one in self.fitted])[None]
        shape = (1, 2, len(self.months.ahead))
        shocks = np.zeros(shape)
        for row, one in enumerate(self.fitted):
            shocks[0, row] = one.variances["month"] / 2
        return self._hazards(values, shocks, np.zeros(shape))

    def draw(self, n: int, seed: int) -> HazardDraws:
        """`n` draws of all coefficients, with new shocks for the months to come."""
        rng = np.random.default_rng(seed)
        ahead = len(self.months.ahead)
        values = np.empty((n, 2, self.design.size))
        shocks, steps = np.empty((n, 2, ahead)), np.empty((n, 2, ahead))
        for row, one in enumerate(self.fitted):
            root = _root(one.covariance)
            values[:, row] = one.mode + rng.standard_normal((n, self.design.size)) @ root.T
            shocks[:, row] = self._fresh("month", one, (n, ahead), rng)
            steps[:, row] = self._fresh("drift", one, (n, ahead), rng)
        return self._hazards(values, shocks, steps)

    def _fresh(
        self, name: str, one: Fitted, shape: tuple[int, int], rng: np.random.Generator
    ) -> Floats:
        """New values of a block; how far they spread is itself drawn, it is an estimate."""
        block = self.design.block(name)
        freedom = block.size - (block.steps is not None) + block.weight
        variance = one.variances[name] * freedom / rng.chisquare(freedom, size=(shape[0], 1))
        return np.sqrt(variance) * rng.standard_normal(shape)

    def _hazards(self, values: Floats, shocks: Floats, steps: Floats) -> HazardDraws:
        place = {block.name: block.place for block in self.design.blocks}
        shocks, steps = shocks.copy(), steps.copy()
        shocks[..., 0] = values[..., place["month"].stop - 1]
        steps[..., 0] = values[..., place["drift"].stop - 1]
        level = shocks + np.cumsum(steps, axis=-1)
        quarter = values[..., place["quarter"]].reshape(*values.shape[:2], 2, QUARTER)
        now = self.months.now
        by_place = quarter[..., self.months.in_quarter[now : now + shocks.shape[-1]]]
        coefficients = {
            factor: np.append(values[..., place[factor]], np.zeros((*values.shape[:2], 1)), axis=-1)
            for factor in self.members.names
        }
        hazards = HazardDraws(
            edges=self.edges,
            young_until=self.young_until,
            first_day=self.first_day,
            ahead=self.months.ahead,
            log_baseline=values[..., place["age"]],
            calendar=np.moveaxis(by_place, -2, -1) + level[..., None],
            coefficients=coefficients,
            members=self.members,
        )
        return hazards if len(values) == 1 else _single(hazards)


def centred(fitted: Fitted, design: Design, old: np.ndarray, weights: dict[str, Floats]) -> Fitted:
    """The same hazards with effects around the average member and day; their means go to the ages.

    Parameters
    ----------
    old
        Which age bins are old.
    weights
        Weight of each coefficient of a block (a factor, or `drift`) in the block's mean.
    """
    move = np.eye(design.size)
    age = design.block("age").place
    for name, weight in weights.items():
        place = design.block(name).place
        move[place, place] -= weight
        move[age, place] += weight
    quarter = design.block("quarter").place
    for is_old in (0, 1):
        part = slice(quarter.start + QUARTER * is_old, quarter.start + QUARTER * (is_old + 1))
        move[part, part] -= 1 / QUARTER
        move[age, part] += np.where(old == is_old, 1 / QUARTER, 0.0)[:, None]
    return replace(fitted, mode=move @ fitted.mode, covariance=move @ fitted.covariance @ move.T)


def spread(fitted: Fitted, block: Block) -> Floats:
    """Standard deviations of a block's coefficients."""
    return np.sqrt(np.maximum(np.diag(fitted.covariance)[block.place], 0.0))


def _root(covariance: Floats) -> Floats:
    """A matrix whose square is the covariance, which may have no full rank."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return vectors * np.sqrt(np.maximum(values, 0.0))


def _single(draws: HazardDraws) -> HazardDraws:
    """Single precision: many draws are bounded by memory, and digits are not what limits them."""
    return replace(
        draws,
        log_baseline=draws.log_baseline.astype(np.float32),
        calendar=draws.calendar.astype(np.float32),
        coefficients={key: value.astype(np.float32) for key, value in draws.coefficients.items()},
    )
