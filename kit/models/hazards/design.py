"""The log hazard as a sum of blocks, and what is believed of each block beforehand.

log hazard = age + place in the quarter × young or old + month + drift + team + product + source

Age and drift are random walks: neighbours differ little. The others are independent draws around
zero. How far each block may go, its standard deviation, is learnt from the records.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.estimates.intervals import Floats
from kit.models.hazards.ages import middles
from kit.models.hazards.exposure import Cells
from kit.models.hazards.months import QUARTER, Months


@dataclass(frozen=True)
class Block:
    """Coefficients with one standard deviation between them.

    Attributes
    ----------
    name
        `age`, `quarter`, `month`, `drift`, or a factor.
    place
        Where its coefficients stand.
    centre
        What they are expected to be.
    steps
        Of a random walk, how far each step may go compared with the others; None where the
        coefficients themselves vary, independently.
    variance, weight
        Expected variance, and how many coefficients that expectation is worth.
    """

    name: str
    place: slice
    centre: Floats
    steps: Floats | None
    variance: float
    weight: float

    @property
    def size(self) -> int:
        """Number of coefficients."""
        return self.place.stop - self.place.start


@dataclass(frozen=True)
class Design:
    """Which coefficients each time cell and each profile has.

    Attributes
    ----------
    blocks
        All blocks in order: those of time cells, then one per factor.
    time
        Matrix of time cells × their coefficients, of zeros and ones.
    profiles
        Code of each profile's member, one column a factor; the number of members where none.
    members
        Number of members of each factor.
    """

    blocks: tuple[Block, ...]
    time: Floats
    profiles: np.ndarray
    members: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of coefficients."""
        return self.blocks[-1].place.stop

    def block(self, name: str) -> Block:
        """The block of that name."""
        return next(block for block in self.blocks if block.name == name)


_EXPECTED = {"age": 0.3, "quarter": 0.15, "month": 0.1, "drift": 0.05}
_FACTOR_SD = 0.2
_MOST = 0.95
"""Share of the ends before an age from which on opportunities are late."""
_LATE = 3.0
"""Late steps may go so many times as far."""
_WEIGHT = 2.0


def design_of(
    cells: Cells, edges: Floats, months: Months, young_until: float, profiles: np.ndarray,
    members: dict[str, int],
) -> Design:  # fmt: skip
    """Lay out the coefficients for the `cells` of a count.

    Parameters
    ----------
    young_until
        Age up to which an opportunity is young.
    profiles, members
        Codes of the profiles' members, and how many members each factor has.
    """
    shocks = months.now + 1 - months.first_recent
    old = (edges[cells.bins] >= young_until).astype(int)
    first = int(months.first_recent)
    recent = cells.months - QUARTER
    in_quarter = np.where(
        recent < 0, cells.months, months.in_quarter[np.maximum(recent, 0) + first]
    )
    parts = [
        _indicators(cells.bins, len(edges)),
        _indicators(in_quarter + QUARTER * old, 2 * QUARTER),
        _indicators(recent, shocks),
        _indicators(recent, shocks),
    ]
    sizes = {"age": len(edges), "quarter": 2 * QUARTER, "month": shocks, "drift": shocks} | members
    return Design(
        _blocks(sizes, *_age(cells, edges)),
        np.hstack(parts),
        profiles,
        tuple(members.values()),
    )


def _age(cells: Cells, edges: Floats) -> tuple[Floats, Floats]:
    """Expected log hazard by age up to its level, and the freedom of the steps between bins.

    Opportunities that differ in how fast they end leave the slow ones behind, and the hazard of
    those who are left falls as 1 ÷ age; some are never ended by anybody. So bins in which only
    the last few end are drawn towards zero, not towards the hazard of those before, and may
    fall faster still where days at risk show it.
    """
    ends = np.bincount(cells.bins, cells.ends_by_time.sum(axis=0), minlength=len(edges))
    done = np.cumsum(ends) - ends >= _MOST * ends.sum()
    late = done & (np.arange(len(edges)) > 0)
    fall = np.log(middles(edges))
    start = fall[np.argmax(late) - 1] if late.any() else 0.0
    return np.where(late, start - fall, 0.0), np.where(late[1:], _LATE, 1.0)


def _blocks(sizes: dict[str, int], age: Floats, age_steps: Floats) -> tuple[Block, ...]:
    blocks, start = [], 0
    walks = {"age": age_steps, "drift": np.ones(max(sizes["drift"] - 1, 0))}
    for name, size in sizes.items():
        variance = _EXPECTED.get(name, _FACTOR_SD) ** 2
        centre = age if name == "age" else np.zeros(size)
        place = slice(start, start + size)
        blocks.append(Block(name, place, centre, walks.get(name), variance, _WEIGHT))
        start += size
    return tuple(blocks)


def _indicators(codes: np.ndarray, size: int) -> Floats:
    """One column per code; a row of zeros where the code is negative."""
    matrix = np.zeros((len(codes), size))
    rows = np.flatnonzero(codes >= 0)
    matrix[rows, codes[rows]] = 1.0
    return matrix
