from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from pandas import DataFrame


@dataclass(frozen=True)
class EvenChances:
    """Hazards under which each opportunity is won at the age `days`, with probability `chance`."""

    paths: int
    days: float
    chance: float
    first_day: float = 0.0

    def wins(self, records: DataFrame, ages: np.ndarray, horizons: np.ndarray) -> np.ndarray:
        comes = (ages[:, None] <= self.days) & (ages[:, None] + horizons >= self.days)
        won = self.chance * comes
        return np.broadcast_to(won, (self.paths, *won.shape))


@pytest.fixture
def even_chances() -> type[EvenChances]:
    return EvenChances
